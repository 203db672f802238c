import type { QueryText } from './query-texts.js';
import type { Question, SharedFetch } from './shared-fetch.js';

/** How many mutations have been answered; one for all subgraphs, whose data may be the same. */
export class MutationCount {
  #count = 0;

  get value(): number {
    return this.#count;
  }

  /** A mutation has been answered, or given up: what was asked before may not show what it did. */
  ended(): void {
    this.#count += 1;
  }
}

/** Variables of this length or less are looked for as they are. */
const SHORT = 256;
const PIECE = 64;

/**
 * What variables are looked for under: short ones themselves, long ones (representations) by their length and three
 * pieces. Finding a string of 11,000 characters as the key of a map takes 42 µs of CPU, since all of it is hashed;
 * finding these pieces takes 2.4 µs. Those that are found are compared whole.
 */
export function keyOf(variables: string): string {
  const { length } = variables;
  if (length <= SHORT) return variables;
  const middle = length >> 1;
  const pieces = `${variables.slice(0, PIECE)}${variables.slice(middle, middle + PIECE)}${variables.slice(-PIECE)}`;
  return `${length}${pieces}`;
}

/**
 * A fetch under way that answers the same question: the same text, variables and caller; begun after the last mutation,
 * so that everybody reads what he wrote; and with no less time left than the caller has, but for `slackMs`.
 */
export function sameUnderWay({ underWay }: QueryText, asked: Question, slackMs: number): SharedFetch | null {
  let fetch = underWay.get(asked.key) ?? null;
  while (fetch !== null) {
    if (isSame(asked, fetch.question, slackMs)) return fetch;
    fetch = fetch.next;
  }
  return null;
}

/** Of the same text and key; what is most often different, or compared most cheaply, first. */
function isSame(asked: Question, other: Question, slackMs: number): boolean {
  if (other.epoch !== asked.epoch || other.endsAt < asked.endsAt - slackMs) return false;
  return other.identity === asked.identity && other.variables === asked.variables;
}

/** Lets the fetch be found. */
export function offer({ underWay }: QueryText, fetch: SharedFetch): void {
  const { key } = fetch.question;
  fetch.next = underWay.get(key) ?? null;
  underWay.set(key, fetch);
}

/** Lets it be found no more: it has been answered, or has failed. */
export function withdraw({ underWay }: QueryText, fetch: SharedFetch): void {
  const { key } = fetch.question;
  const first = underWay.get(key);
  if (first === fetch) {
    if (fetch.next === null) underWay.delete(key);
    else underWay.set(key, fetch.next);
    return;
  }
  for (let before = first; before; before = before.next ?? undefined) {
    if (before.next === fetch) before.next = fetch.next;
  }
}
