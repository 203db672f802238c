import type { Data } from '../answer-data.type.js';

/** A fetch that is to bring a field. */
export interface FieldWriter {
  /** Its number in the plan. */
  readonly fetch: number;
  /** Whether the field is one of the fetch's own entities; else it is one of an object further down. */
  readonly isOfEntity: boolean;
}

/**
 * What a run could not have: entities of which a fetch gave nothing, for whatever reason. It tells a field that nobody
 * asked for from one that is missing although it was asked for.
 */
export class Losses {
  /** By the number of the fetch; most runs lose nothing. */
  readonly #lost: (Set<Data> | undefined)[] = [];
  #hasWrong = false;

  /** The fetch brought nothing of these; none where it is not about entities. */
  add(fetch: number, entities: readonly Data[] = []): void {
    const lost = (this.#lost[fetch] ??= new Set());
    for (const entity of entities) lost.add(entity);
  }

  /** A value that an entity should be asked with is of another type than it must be. */
  addWrong(): void {
    this.#hasWrong = true;
  }

  /** Whether there was such a value since this was last asked. */
  takeWrong(): boolean {
    const hasWrong = this.#hasWrong;
    this.#hasWrong = false;
    return hasWrong;
  }

  /**
   * Whether one of the fetches may have failed to bring a field of the object. Which objects there would have been
   * below an entity is not known: any loss of such a fetch counts for all of them.
   */
  has(object: Data, writers: readonly FieldWriter[]): boolean {
    if (this.#lost.length === 0) return false;
    return writers.some(({ fetch, isOfEntity }) => {
      const lost = this.#lost[fetch];
      return lost !== undefined && (!isOfEntity || lost.has(object));
    });
  }
}
