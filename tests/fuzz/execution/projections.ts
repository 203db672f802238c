import {
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  Kind,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionSetNode,
} from 'graphql';
import type { Run } from './run.js';
import type { Thing } from './thing.type.js';

type ValueOf = (thing: Thing, field: string, args: Record<string, unknown>, run: Run) => unknown;
type Fields = Readonly<Record<string, unknown>>;

/** Stands for a field that the gateway should have sent and did not. */
const MISSING = '(missing)';

/** A field set of `@requires` or of a context, filled: from the data, or from a representation; equal when it is right. */
export class Projections {
  readonly #schema: GraphQLSchema;
  readonly #valueOf: ValueOf;

  constructor(schema: GraphQLSchema, valueOf: ValueOf) {
    this.#schema = schema;
    this.#valueOf = valueOf;
  }

  ofThing(thing: Thing, { selections }: SelectionSetNode, run: Run): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        if (condition === undefined || this.#is(thing.real, condition))
          Object.assign(result, this.ofThing(thing, selection.selectionSet, run));
        continue;
      }
      if (selection.kind !== Kind.FIELD) continue;
      const name = selection.name.value;
      if (name === '__typename') continue;
      const parent = this.#schema.getType(thing.real);
      const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
      if (!field) throw new Error(`the supergraph has no ${thing.real}.${name}`);
      const value = this.#valueOf(thing, name, getArgumentValues(field, selection), run);
      const isLeaf = isLeafType(getNamedType(field.type));
      result[name] = isLeaf
        ? value
        : this.#below(value, (below) => this.ofThing(below as Thing, selection.selectionSet!, run));
    }
    return result;
  }

  ofRepresentation(fields: Fields, { selections }: SelectionSetNode): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (this.#isSent(fields, selection))
          Object.assign(result, this.ofRepresentation(fields, selection.selectionSet));
        continue;
      }
      if (selection.kind !== Kind.FIELD) continue;
      const name = selection.name.value;
      if (name === '__typename') continue;
      const value = fields[name];
      const below = selection.selectionSet;
      if (value === undefined) result[name] = MISSING;
      else result[name] = below ? this.#below(value, (each) => this.ofRepresentation(each as Fields, below)) : value;
    }
    return result;
  }

  /** Without a `__typename`, which the planner does not always ask for, what is there tells the type. */
  #isSent(fields: Fields, { typeCondition, selectionSet }: InlineFragmentNode): boolean {
    const typename = fields['__typename'];
    if (!typeCondition) return true;
    if (typeof typename === 'string') return this.#is(typename, typeCondition.name.value);
    return selectionSet.selections.some((each) => each.kind === Kind.FIELD && fields[each.name.value] !== undefined);
  }

  #below(value: unknown, project: (value: unknown) => unknown): unknown {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return value.map((each) => this.#below(each, project));
    return typeof value === 'object' ? project(value) : MISSING;
  }

  #is(type: string, condition: string): boolean {
    if (type === condition) return true;
    const [object, abstract] = [this.#schema.getType(type), this.#schema.getType(condition)];
    return isObjectType(object) && isAbstractType(abstract) && this.#schema.isSubType(abstract, object);
  }
}
