/** An error, or anything else, that stands for what is missing at a place; without a path, for everything. */
export interface Explanation {
  readonly path?: readonly (string | number)[] | undefined;
}

/** An element of a list, whichever, in the path of an error that a plan's node has found. */
const ANY_ELEMENT = '@';

interface Step {
  readonly next: Map<string | number, Step>;
  /** Whether an error ends here. */
  ends: boolean;
}

/**
 * The paths of a subgraph's errors: a `null` that must not be is explained by an error at its place, above or below it.
 * A tree, so that many nulls beside many errors cost no more than their paths are long.
 */
export class ExplainedPaths {
  readonly #top: Step = { next: new Map(), ends: false };

  constructor(errors: readonly Explanation[]) {
    for (const { path = [] } of errors) {
      let step = this.#top;
      for (const key of path) {
        const known: Step = step.next.get(key) ?? { next: new Map(), ends: false };
        step.next.set(key, known);
        step = known;
      }
      step.ends = true;
    }
  }

  explain(path: readonly (string | number)[]): boolean {
    // An element of a list may be on two branches: its own, and that of all elements.
    let steps: readonly Step[] = [this.#top];
    for (const key of path) {
      if (steps.some(({ ends }) => ends)) return true;
      steps = steps.flatMap((step) => following(step, key));
    }
    return steps.some(({ ends, next }) => ends || next.size > 0);
  }
}

function following({ next }: Step, key: string | number): Step[] {
  const exact = next.get(key);
  const any = typeof key === 'number' ? next.get(ANY_ELEMENT) : undefined;
  return [...(exact ? [exact] : []), ...(any ? [any] : [])];
}
