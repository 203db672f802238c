import {
  isAbstractType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isCondition } from './mutation-fields.rules.js';

/** Names of object types; `null`: not known, hence any. */
type Objects = ReadonlySet<string> | null;

/** Whether selections ask anything of objects, by the types that the objects may have. */
export class AskedTypes {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #objects = new Map<string, ReadonlySet<string>>();

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#schema = schema;
    this.#fragments = fragments;
  }

  /** Whether something without a condition is asked of at least one type that an object of this one may have. */
  isAsked(selectionSet: SelectionSetNode, type: GraphQLCompositeType | null): boolean {
    return this.#isAsked(selectionSet, type && this.#objectsOf(type.name));
  }

  #isAsked({ selections }: SelectionSetNode, objects: Objects): boolean {
    return selections.some((selection) => {
      if (selection.directives?.some(isCondition)) return false;
      if (selection.kind === Kind.FIELD) return true;
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (!fragment || condition === undefined) return !fragment || this.#isAsked(fragment.selectionSet, objects);
      const common = this.#common(objects, condition);
      return common.size > 0 && this.#isAsked(fragment.selectionSet, common);
    });
  }

  #common(objects: Objects, condition: string): ReadonlySet<string> {
    const named = this.#objectsOf(condition);
    return objects === null ? named : new Set([...objects].filter((name) => named.has(name)));
  }

  #objectsOf(name: string): ReadonlySet<string> {
    const known = this.#objects.get(name);
    if (known) return known;
    const type = this.#schema.getType(name);
    const objects = isAbstractType(type) ? this.#schema.getPossibleTypes(type).map(({ name: of }) => of) : [name];
    const made = new Set(objects);
    this.#objects.set(name, made);
    return made;
  }
}
