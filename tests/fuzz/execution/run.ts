import type { Fault, FieldFault } from './fault.js';

/** One execution of one operation: what holds for it, and what happens in it. */
export class Run {
  readonly faults: readonly Fault[];
  /** Labels of `@override` that are active. */
  readonly labels: ReadonlySet<string>;
  /** How many fields of the mutation have been run, in all subgraphs: their values depend on it. */
  mutations = 0;
  /** Coordinates that were resolved, by the judge. */
  readonly visited = new Set<string>();
  /** Faults that struck. */
  readonly struck = new Set<Fault>();
  /** By subgraph, how often it was called. */
  readonly calls = new Map<string, number>();
  #calm: Run | undefined;
  readonly #ofFields = new Map<string, FieldFault>();

  constructor(faults: readonly Fault[], labels: ReadonlySet<string>) {
    this.faults = faults;
    this.labels = labels;
    for (const fault of faults) if ('coordinate' in fault) this.#ofFields.set(fault.coordinate, fault);
  }

  /** The same without faults: what other values are made from. */
  get calm(): Run {
    this.#calm ??= new Run([], this.labels);
    return this.#calm;
  }

  faultOf(coordinate: string): FieldFault | undefined {
    return this.#ofFields.size === 0 ? undefined : this.#ofFields.get(coordinate);
  }

  /** Counts a call of a subgraph; its number, from 0. */
  called(subgraph: string): number {
    const number = this.calls.get(subgraph) ?? 0;
    this.calls.set(subgraph, number + 1);
    return number;
  }
}

/** Where a field is resolved: in a subgraph, or by the judge, who knows everything. */
export interface Place {
  readonly run: Run;
  /** `null`: the judge. */
  readonly subgraph: string | null;
}
