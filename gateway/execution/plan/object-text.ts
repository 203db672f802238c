import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Data } from '../answer-data.type.js';
import type { FieldWriters } from './field-writers.js';
import { positionBelow, type Position } from './fetch-facts.js';
import type { FieldWriter, Losses } from './losses.js';
import { isInherited, isObject, ownValue } from './own-value.js';
import { isOfType } from './type-conditions.js';

export interface ObjectTextParts {
  readonly schema: GraphQLSchema;
  readonly selections: readonly QueryPlanSelectionNode[];
  /** Type that the objects tell; `null` when they tell none. */
  readonly typeName: string | null;
  /** Values that do not depend on the object. */
  readonly constants: ReadonlyMap<string, string>;
  /** Where the objects are. */
  readonly at: Position;
  readonly writers: FieldWriters;
}

interface FieldText {
  readonly key: string;
  /** `"key":` */
  readonly name: string;
  readonly inherited: boolean;
  readonly constant: string | null;
  readonly selected: SelectedText | null;
  /** The fetches that bring it. */
  readonly writers: readonly FieldWriter[];
}

/** Writes what selections take of an object of one type, in the order in which they are first asked for. */
export class ObjectText {
  readonly #fields: readonly FieldText[];

  constructor({ schema, selections, typeName, constants, at, writers }: ObjectTextParts) {
    const gathered = new Map<string, QueryPlanSelectionNode[] | null>();
    for (const selection of selections) gather({ schema, typeName, gathered }, selection);
    this.#fields = [...gathered].map(([key, below]) => ({
      key,
      name: `${JSON.stringify(key)}:`,
      inherited: isInherited(key),
      constant: constants.has(key) ? JSON.stringify(constants.get(key)) : null,
      selected: below && new SelectedText({ schema, selections: below, at: positionBelow(at, key), writers }),
      writers: writers.of(at, typeName, key),
    }));
  }

  /** The only field whose value makes the text differ from object to object; `null`: there are more, or it is an object. */
  get soleKey(): string | null {
    const [field, ...others] = this.#fields.filter(({ constant }) => constant === null);
    return field && others.length === 0 && field.selected === null && !field.inherited ? field.key : null;
  }

  has(key: string): boolean {
    return this.#fields.some((field) => field.key === key);
  }

  /** `null` when the object lacks a field. */
  textOf(object: Data): string | null {
    const fields = this.#fields;
    let text = '{';
    for (let index = 0; index < fields.length; index += 1) {
      const field = fields[index] as FieldText;
      const value = fieldText(field, object);
      if (value === null) return null;
      text += index === 0 ? field.name + value : ',' + field.name + value;
    }
    return text + '}';
  }

  /**
   * The text without the fields that nobody asked for. `null` when the object lacks one that was asked for: nothing may
   * be worked out from half of the facts.
   */
  textOfPresent(object: Data, losses: Losses): string | null {
    let text = '';
    for (const field of this.#fields) {
      const value = presentText(field, object, losses);
      if (value === null) return null;
      if (value !== '') text += text === '' ? field.name + value : ',' + field.name + value;
    }
    return `{${text}}`;
  }
}

type SelectedTextParts = Omit<ObjectTextParts, 'typeName' | 'constants'>;

/** Writes what selections take of a value: null, an object of any type, or a list of those. */
class SelectedText {
  readonly #parts: SelectedTextParts;
  readonly #untyped: ObjectText;
  /** `null` when the text does not depend on the object's type. */
  readonly #types: Map<string, ObjectText> | null;

  constructor(parts: SelectedTextParts) {
    this.#parts = parts;
    this.#untyped = this.#compile(null);
    this.#types = parts.selections.some(({ kind }) => kind === 'InlineFragment') ? new Map() : null;
  }

  /**
   * `null` when something is missing.
   *
   * @param losses Where it is given, only what was asked for is missing.
   */
  textOf(value: unknown, losses: Losses | null): string | null {
    if (value === null) return 'null';
    if (Array.isArray(value)) return this.#listText(value, losses);
    if (!isObject(value)) {
      losses?.addWrong();
      return null;
    }
    const text = this.#textFor(value);
    return losses === null ? text.textOf(value) : text.textOfPresent(value, losses);
  }

  #listText(values: readonly unknown[], losses: Losses | null): string | null {
    let text = '[';
    for (let index = 0; index < values.length; index += 1) {
      const element = this.textOf(values[index], losses);
      if (element === null) return null;
      text += index === 0 ? element : ',' + element;
    }
    return text + ']';
  }

  #textFor({ __typename: typeName }: Data): ObjectText {
    if (this.#types === null || typeof typeName !== 'string') return this.#untyped;
    if (!this.#parts.schema.getType(typeName)) return this.#untyped;
    const known = this.#types.get(typeName);
    if (known) return known;
    const text = this.#compile(typeName);
    this.#types.set(typeName, text);
    return text;
  }

  #compile(typeName: string | null): ObjectText {
    return new ObjectText({ ...this.#parts, typeName, constants: NO_CONSTANTS });
  }
}

const NO_CONSTANTS: ReadonlyMap<string, string> = new Map();

interface Gathering {
  readonly schema: GraphQLSchema;
  readonly typeName: string | null;
  readonly gathered: Map<string, QueryPlanSelectionNode[] | null>;
}

function gather(gathering: Gathering, selection: QueryPlanSelectionNode): void {
  const { schema, typeName, gathered } = gathering;
  if (selection.kind === 'InlineFragment') {
    const { typeCondition } = selection;
    if (typeCondition !== undefined && (typeName === null || !isOfType(schema, typeName, typeCondition))) return;
    for (const below of selection.selections) gather(gathering, below);
    return;
  }
  const key = selection.alias ?? selection.name;
  const below = gathered.get(key) ?? null;
  gathered.set(key, selection.selections ? [...(below ?? []), ...selection.selections] : below);
}

/** `null` when the object does not have the field. */
function fieldText(field: FieldText, object: Data): string | null {
  if (field.constant !== null) return field.constant;
  const value = field.inherited ? ownValue(object, field.key) : object[field.key];
  if (value === undefined) return null;
  return field.selected === null ? leafText(value) : field.selected.textOf(value, null);
}

/** Empty when nobody asked for the field, `null` when it, or a part of it, is missing although it was asked for. */
function presentText(field: FieldText, object: Data, losses: Losses): string | null {
  if (field.constant !== null) return field.constant;
  const value = ownValue(object, field.key);
  if (value === undefined) return losses.has(object, field.writers) ? null : '';
  return field.selected === null ? leafText(value) : field.selected.textOf(value, losses);
}

/** Nothing in it has to be escaped: half of the time of `JSON.stringify`. */
const PLAIN = /^[\w .:/+=@-]*$/;

function leafText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return PLAIN.test(value) ? '"' + value + '"' : JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    default:
      return JSON.stringify(value);
  }
}
