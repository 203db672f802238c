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
 * the graph does not answer it stays as it was; false at first. Only a supergraph that has the label is asked.
 */
export class AskedLabel implements FlagLabel {
  readonly #pauseMs: number;
  readonly #onUnknown: (error: unknown) => void;
  #isActive = false;
  #isKnown = true;
  /** Those who ask again and again; `null` while nobody is to. */
  #turn: object | null = null;
  #timer: NodeJS.Timeout | null = null;
  #asking: Promise<void> = Promise.resolve();

  constructor({ pauseMs = PAUSE_MS, onUnknown = () => undefined }: AskedLabelOptions = {}) {
    this.#pauseMs = pauseMs;
    this.#onUnknown = onUnknown;
  }

  isActive(): boolean {
    return this.#isActive;
  }

  /** Whether the supergraph that is served has the label. */
  get isAsked(): boolean {
    return this.#turn !== null;
  }

  /**
   * To be told of the supergraph that is served, at first and whenever there is another. Resolves once there is an answer,
   * or none is to be had; at once where nothing is asked. A question has a deadline of its own.
   */
  async follow(supergraphSdl: string, ask: OwnQuestion): Promise<void> {
    if (!hasMassivoLabel(supergraphSdl)) return this.stop();
    if (this.isAsked) return this.#asking;
    const turn = (this.#turn = {});
    return this.#askFrom(turn, ask);
  }

  async stop(): Promise<void> {
    this.#turn = null;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#asking;
  }

  #askFrom(turn: object, ask: OwnQuestion): Promise<void> {
    const asked = this.#asking.then(() => this.#askOnce(ask));
    this.#asking = asked.finally(() => {
      if (this.#turn === turn) this.#timer = setTimeout(() => void this.#askFrom(turn, ask), this.#pauseMs).unref();
    });
    return this.#asking;
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

export interface ReplaceableGateway {
  replaceSupergraph(supergraphSdl: string): Promise<void>;
  readonly ask: OwnQuestion;
}

/** A gateway whose label is asked for as soon as it serves a supergraph that has it, and no longer. */
export function followedBy(
  label: AskedLabel,
  gateway: ReplaceableGateway,
): Pick<ReplaceableGateway, 'replaceSupergraph'> {
  return {
    replaceSupergraph: async (supergraphSdl) => {
      await gateway.replaceSupergraph(supergraphSdl);
      await label.follow(supergraphSdl, gateway.ask);
    },
  };
}

/** Whether a supergraph has fields that hang on the label: nobody else's is asked for it. */
export function hasMassivoLabel(supergraphSdl: string): boolean {
  return supergraphSdl.includes(`overrideLabel: "${MASSIVO_DISMISSED_LABEL}"`);
}
