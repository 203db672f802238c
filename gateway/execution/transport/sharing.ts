import type { QueryText } from './query-texts.js';
import type { SharedFetch } from './shared-fetch.js';

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

/** One caller's question: who asks what, and until when he would wait for an answer of his own. */
export interface Question {
  text: QueryText;
  variables: string;
  identity: string;
  endsAt: number;
  epoch: number;
}

/**
 * A fetch under way that answers the same question: the same text, variables and caller; begun after the last mutation,
 * so that everybody reads what he wrote; and with no less time left than the caller has, but for `slackMs`.
 */
export function sameUnderWay(question: Question, slackMs: number): SharedFetch | null {
  const { text, variables, identity, endsAt, epoch } = question;
  let fetch = text.underWay.get(variables) ?? null;
  while (fetch !== null) {
    if (fetch.identity === identity && fetch.epoch === epoch && fetch.endsAt >= endsAt - slackMs) return fetch;
    fetch = fetch.next;
  }
  return null;
}

/** Lets the fetch be found. */
export function offer({ text, variables }: Question, fetch: SharedFetch): void {
  fetch.next = text.underWay.get(variables) ?? null;
  text.underWay.set(variables, fetch);
}

/** Lets it be found no more: it has been answered, or has failed. */
export function withdraw({ text, variables }: Question, fetch: SharedFetch): void {
  const first = text.underWay.get(variables);
  if (first === fetch) {
    if (fetch.next === null) text.underWay.delete(variables);
    else text.underWay.set(variables, fetch.next);
    return;
  }
  for (let before = first; before; before = before.next ?? undefined) {
    if (before.next === fetch) before.next = fetch.next;
  }
}
