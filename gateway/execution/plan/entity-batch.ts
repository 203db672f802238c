import type { Data } from '../answer-data.type.js';
import type { Losses } from './losses.js';
import type { TypeRepresentation } from './representations.js';

/** Entities that one query asks for; those with the same representation are asked for once. */
export class EntityBatch {
  /** In the order of the data; `asked[i]` is the index of the representation of `entities[i]`. */
  readonly entities: Data[] = [];
  readonly asked: number[] = [];
  readonly #indices = new Map<TypeRepresentation, Map<unknown, number>>();
  #count = 0;
  #texts = '';

  /** @param contextMembers Arguments from contexts, as members of the object of variables with a comma after each. */
  constructor(
    readonly losses: Losses,
    readonly contextMembers = '',
  ) {}

  /** How many representations there are. */
  get count(): number {
    return this.#count;
  }

  /** The representations as a member of the object of variables, with a comma after it. */
  get member(): string {
    return `"representations":[${this.#texts}],`;
  }

  /** Adds an entity of a type, unless there is nothing to ask of it. */
  add(entity: Data, type: TypeRepresentation): void {
    let indices = this.#indices.get(type);
    if (indices === undefined) {
      indices = new Map();
      this.#indices.set(type, indices);
    }
    // Most types are told apart by one key. Looking that up, not the text, halves the time of a list with duplicates:
    // the text of each would have to be put together, copied into one piece and hashed.
    const key = type.keyOf(entity);
    const known = key === undefined ? undefined : indices.get(key);
    if (known !== undefined) this.#put(entity, known);
    else this.#addText(entity, { indices, key, text: type.textOf(entity, this.losses) });
  }

  /** The entities behind each representation. */
  entitiesByRepresentation(): Data[][] {
    const entities: Data[][] = Array.from({ length: this.#count }, () => []);
    this.asked.forEach((index, at) => entities[index]?.push(this.entities[at] as Data));
    return entities;
  }

  #addText(
    entity: Data,
    { indices, key, text }: { indices: Map<unknown, number>; key: unknown; text: string | null },
  ): void {
    if (text === null) return;
    const identity = key ?? text;
    let index = indices.get(identity);
    if (index === undefined) {
      index = this.#count;
      this.#count += 1;
      this.#texts += index === 0 ? text : ',' + text;
      indices.set(identity, index);
    }
    this.#put(entity, index);
  }

  #put(entity: Data, index: number): void {
    this.entities.push(entity);
    this.asked.push(index);
  }
}
