import type { Data } from '../answer-data.type.js';
import type { AnswerShape } from './answer-shape.js';
import { isInherited, isObject, ownValue, setOwn } from './own-value.js';

/**
 * Stands where two subgraphs gave an object and a list, or one of them neither: no answer may hide that the other was
 * wrong. As it is no object and no list itself, it is written as a value of another type, `null` with an error.
 */
const UNLIKE = false;

/**
 * Puts answers of one shape into the data. Only keys that were asked for are looked at, so that a subgraph cannot touch
 * anything else, and recursion is as deep as the operation.
 *
 * Objects merge by key and lists of one length by index; an object or list that the data does not have yet is taken
 * over, not copied. Where two subgraphs were asked for the same, what one of them has goes before a null of the other,
 * so that the order of their answers does not matter.
 */
export class AnswerMerge {
  readonly #keys: readonly string[];
  readonly #children: readonly (AnswerMerge | null)[];
  /** Keys that cannot simply be read and assigned (`__proto__`, `constructor` …); nearly always none. */
  readonly #hasInheritedKeys: boolean;
  readonly #isConcrete: (typeName: string) => boolean;

  constructor(shape: AnswerShape, isConcrete: (typeName: string) => boolean) {
    this.#keys = shape.keys;
    this.#children = shape.children.map((child) => child && new AnswerMerge(child, isConcrete));
    this.#hasInheritedKeys = shape.keys.some(isInherited);
    this.#isConcrete = isConcrete;
  }

  /** Merges an answer that nothing else refers to. */
  merge(target: Data, source: Data): void {
    this.#merge(target, source, false);
  }

  /** Merges an answer that is in the data already: what would be taken over is copied. */
  mergeCopy(target: Data, source: Data): void {
    this.#merge(target, source, true);
  }

  #merge(target: Data, source: Data, copies: boolean): void {
    const keys = this.#keys;
    const children = this.#children;
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as string;
      const value = this.#hasInheritedKeys ? ownValue(source, key) : source[key];
      if (value === undefined) continue;
      const present = this.#hasInheritedKeys ? ownValue(target, key) : target[key];
      const child = children[index] as AnswerMerge | null;
      if (present === undefined || present === null) {
        const taken = copies && child !== null ? child.#copy(value) : value;
        if (this.#hasInheritedKeys) setOwn(target, key, taken);
        else target[key] = taken;
      } else if (value !== null && value !== present) this.#join(target, { key, present, value, child, copies });
    }
  }

  /** Both subgraphs have something. */
  #join(
    target: Data,
    {
      key,
      present,
      value,
      child,
      copies,
    }: { key: string; present: unknown; value: unknown; child: AnswerMerge | null; copies: boolean },
  ): void {
    if (child !== null) {
      if (!child.#joined(present, value, copies)) setOwn(target, key, child.#instead(present, value, copies));
      return;
    }
    // A subgraph of an @interfaceObject only knows the interface; whoever knows the type of the object knows better.
    if (key === '__typename' && !(typeof value === 'string' && this.#isConcrete(value))) return;
    setOwn(target, key, value);
  }

  /** Merges what has the same form on both sides; `false`: it has not. */
  #joined(present: unknown, value: unknown, copies: boolean): boolean {
    if (isObject(present) && isObject(value)) {
      this.#merge(present, value, copies);
      return true;
    }
    if (!Array.isArray(present) || !Array.isArray(value) || present.length !== value.length) return false;
    for (let index = 0; index < value.length; index += 1) {
      const element: unknown = value[index];
      if (element === null || this.#joined(present[index], element, copies)) continue;
      present[index] = this.#instead(present[index], element, copies);
    }
    return true;
  }

  /** Of what cannot be merged: of two lists the later; otherwise one of the two is of another type than was asked for. */
  #instead(present: unknown, value: unknown, copies: boolean): unknown {
    const isLater = present === null || present === undefined || (Array.isArray(present) && Array.isArray(value));
    if (!isLater) return UNLIKE;
    return copies ? this.#copy(value) : value;
  }

  #copy(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element) => this.#copy(element));
    if (!isObject(value)) return value;
    const copy: Data = {};
    this.#merge(copy, value, true);
    return copy;
  }
}
