import { MASSIVO_DISMISSED_LABEL } from '../../schema/override-labels.js';
import type { OwnQuestion } from '../graph/own-question.js';

export { MASSIVO_DISMISSED_LABEL };

/**
 * Whether the label holds now. It is asked for each request and never waits. It decides which process answers and nothing
 * else: the fence of the flag is in the database, so a label that is late by a moment asks a process that is
 * still, or already, there.
 */
export interface FlagLabel {
  isActive(): boolean;
}

/** The flag of the transition as a process that has the database keeps it at hand; `null`: it cannot be read now. */
export type SeenTransition = { readonly state: 'OPEN' | 'DRAINING' | 'CLOSED' } | null;

/** active while massivo is CLOSED everywhere. While the flag cannot be read it stays as it was; false at first. */
export function watchedLabel(current: () => SeenTransition): FlagLabel {
  let isActive = false;
  return {
    isActive() {
      const seen = current();
      if (seen) isActive = seen.state === 'CLOSED';
      return isActive;
    },
  };
}

/** Between an answer and the next question. */
const PAUSE_MS = 2_000;
/** Answered by the subgraph that stands in, whatever the label says. */
const QUESTION = '{ massivoDismissed }';

export interface AskedLabelOptions {
  pauseMs?: number;
  /** Told when the graph stops answering, once until it answers again. */
  onUnknown?: (error: unknown) => void;
}

/**
 * The same for a gateway without the database: asked of the graph, and asked again two seconds after each answer. While
 * the graph does not answer it stays as it was; false at first.
 */
export class AskedLabel implements FlagLabel {
  readonly #pauseMs: number;
  readonly #onUnknown: (error: unknown) => void;
  #isActive = false;
  #isKnown = true;
  #timer: NodeJS.Timeout | null = null;
  #asking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor({ pauseMs = PAUSE_MS, onUnknown = () => undefined }: AskedLabelOptions = {}) {
    this.#pauseMs = pauseMs;
    this.#onUnknown = onUnknown;
  }

  isActive(): boolean {
    return this.#isActive;
  }

  /** Resolves once the first answer is there, or is not to be had. A question has a deadline of its own. */
  start(ask: OwnQuestion): Promise<void> {
    this.#asking = this.#askOnce(ask).finally(() => {
      if (this.#stopped) return;
      this.#timer = setTimeout(() => void this.start(ask), this.#pauseMs).unref();
    });
    return this.#asking;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#asking;
  }

  async #askOnce(ask: OwnQuestion): Promise<void> {
    try {
      this.#isActive = (await ask<{ massivoDismissed: boolean }>(QUESTION)).massivoDismissed;
      this.#isKnown = true;
    } catch (error) {
      if (this.#isKnown) this.#onUnknown(error);
      this.#isKnown = false;
    }
  }
}

/** Whether a supergraph has fields that hang on the label: nobody else's is asked for it. */
export function hasMassivoLabel(supergraphSdl: string): boolean {
  return supergraphSdl.includes(`overrideLabel: "${MASSIVO_DISMISSED_LABEL}"`);
}
