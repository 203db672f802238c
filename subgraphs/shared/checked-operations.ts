import { checkOperation } from '../../schema/kernel/execute-subgraph.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';

type Checked = ReturnType<typeof checkOperation>;

const REMEMBERED = 500;

/** Parses and checks each text once: the gateway sends the same few over and over. What is wrong is not remembered. */
export class CheckedOperations {
  readonly #subgraph: Subgraph;
  readonly #byText = new Map<string, Checked>();

  constructor(subgraph: Subgraph) {
    this.#subgraph = subgraph;
  }

  check(text: string): Checked {
    const known = this.#byText.get(text);
    if (known) return known;
    const checked = checkOperation(this.#subgraph, text);
    if ('document' in checked) this.#remember(text, checked);
    return checked;
  }

  /** The oldest goes when there are too many. */
  #remember(text: string, checked: Checked): void {
    const [oldest] = this.#byText.keys();
    if (this.#byText.size >= REMEMBERED && oldest !== undefined) this.#byText.delete(oldest);
    this.#byText.set(text, checked);
  }
}
