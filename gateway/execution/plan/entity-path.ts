import type { ResponsePath } from '@apollo/query-planner';
import type { Data } from '../answer-data.type.js';
import { isInherited, isObject, ownValue } from './own-value.js';
import { CannotCompile } from './plan-context.type.js';

/** Where an object is in an answer: response keys and indices. */
export type PlacePath = readonly (string | number)[];

interface PathStep {
  /** `null`: each element of a list. */
  readonly key: string | null;
  readonly inherited: boolean;
  /** Types that objects reached by this step must be of; `null`: any. */
  readonly types: ReadonlySet<string> | null;
}

/** What a walk tells of each object that it reaches. */
interface Visitor {
  /** Response keys and indices that lead there, and the objects that they were read from; changed by the walk. */
  (entity: Data, path: readonly (string | number)[], holders: readonly Data[]): void;
}

/** A condition on the types that an element leads to, as the planner writes it: `items|[Book,Film]`. */
const TYPE_CONDITION = /^(.*?)\|\[(.*)\]$/;

/** The way from the top of the data to the objects that a fetch is about. */
export class EntityPath {
  /** Response keys alone. */
  readonly keys: readonly string[];
  readonly hasTypeConditions: boolean;
  readonly #steps: readonly PathStep[];
  readonly #topTypes: ReadonlySet<string> | null;

  /** @throws CannotCompile when an element is an index, which no plan of today's planner has. */
  constructor(readonly path: ResponsePath) {
    const steps = path.map(pathStep);
    // With conditions on types, the planner puts an empty element first, which is the top itself.
    const top = steps[0]?.key === '' ? steps.shift() : undefined;
    this.#topTypes = top?.types ?? null;
    this.#steps = steps;
    this.keys = steps.flatMap(({ key }) => (key === null ? [] : [key]));
    this.hasTypeConditions = top !== undefined || steps.some(({ types }) => types !== null);
  }

  get isTop(): boolean {
    return this.#steps.length === 0;
  }

  /** The objects at the end of the path, in their order; null and whatever is not of the shape is passed over. */
  gather(data: Data): Data[] {
    const found: Data[] = [];
    if (isOneOf(data, this.#topTypes)) this.#collect(data, 0, found);
    return found;
  }

  /** Like `gather`, with the way to each object; slower, for errors and contexts. */
  visit(data: Data, visitor: Visitor): void {
    if (isOneOf(data, this.#topTypes)) this.#visit(data, { at: 0, path: [], holders: [] }, visitor);
  }

  #collect(start: unknown, from: number, found: Data[]): void {
    const steps = this.#steps;
    let value = start;
    for (let at = from; at < steps.length; at += 1) {
      const { key, inherited, types } = steps[at] as PathStep;
      if (key === null) {
        if (Array.isArray(value))
          for (const element of value) if (isOneOf(element, types)) this.#collect(element, at + 1, found);
        return;
      }
      if (!isObject(value)) return;
      value = inherited ? ownValue(value, key) : value[key];
      if (types !== null && !isOneOf(value, types)) return;
    }
    if (isObject(value)) found.push(value);
  }

  #visit(value: unknown, way: { at: number; path: (string | number)[]; holders: Data[] }, visitor: Visitor): void {
    const { at, path, holders } = way;
    const step = this.#steps[at];
    if (step === undefined) {
      if (isObject(value)) visitor(value, path, holders);
      return;
    }
    if (step.key !== null) {
      if (!isObject(value)) return;
      const child = ownValue(value, step.key);
      if (!isOneOf(child, step.types)) return;
      path.push(step.key);
      holders.push(value);
      this.#visit(child, { at: at + 1, path, holders }, visitor);
      holders.pop();
      path.pop();
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        if (!isOneOf(value[index], step.types)) continue;
        path.push(index);
        this.#visit(value[index], { at: at + 1, path, holders }, visitor);
        path.pop();
      }
    }
  }
}

function pathStep(element: string | number): PathStep {
  if (typeof element === 'number') throw new CannotCompile('unknown-shape');
  const [, name = element, types] = TYPE_CONDITION.exec(element) ?? [];
  return {
    key: name === '@' ? null : name,
    inherited: isInherited(name),
    types: types === undefined ? null : new Set(types.split(',').map((type) => type.trim())),
  };
}

/** An object that does not tell its type is not kept out: what is asked of it depends on its type anyway. */
function isOneOf(value: unknown, types: ReadonlySet<string> | null): boolean {
  if (types === null || !isObject(value)) return true;
  const { __typename: type } = value;
  return typeof type !== 'string' || types.has(type);
}
