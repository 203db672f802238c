import { getNamedType, isCompositeType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import type { GraphResponse, WholeGraph } from '../whole-graph.js';
import { PERSONA_NAMES, PERSONAS, type Outcome, type Persona, type Row } from './personas.js';

/** How to come to an object of a type: a query with `…` where its fields are selected. */
export interface Route {
  query: string;
  /** Response keys on the way; of a list the first element is taken. */
  path: readonly string[];
}

type FieldOf = GraphQLField<unknown, unknown>;
/** Arguments that fields must be given, by field. */
export type Arguments = Readonly<Record<string, string>>;

/** Asks for every field of a type on behalf of every persona. */
export async function observeType(
  graph: WholeGraph,
  type: GraphQLObjectType,
  { route, given = {} }: { route: Route; given?: Arguments },
): Promise<Map<string, Row>> {
  const fields = Object.values(type.getFields());
  const selections = new Map(fields.map((field) => [field.name, selectionOf(field, given[field.name])]));
  const byPersona = new Map<Persona, ReadonlyMap<string, Seen>>();
  for (const persona of PERSONA_NAMES) {
    byPersona.set(persona, await new Observation(graph, route, selections).of(persona));
  }
  return new Map(fields.map(({ name }) => [name, rowOf(name, byPersona)]));
}

export function selectionOf({ name, args, type }: FieldOf, given = ''): string {
  const first = args.some((argument) => argument.name === 'first') ? 'first: 1' : '';
  const listed = [first, given].filter(Boolean).join(', ');
  const named = getNamedType(type);
  const counts = isObjectType(named) && 'totalCount' in named.getFields() ? ' totalCount' : '';
  const below = isCompositeType(named) ? ` { __typename${counts} }` : '';
  return `${name}${listed && `(${listed})`}${below}`;
}

const MOST_TRIES = 20;

/** Asks again where an error says to: a busy machine may let the database wait. */
export async function askPatiently(graph: WholeGraph, persona: Persona, query: string): Promise<GraphResponse> {
  for (let tries = 1; ; tries += 1) {
    const response = await graph.as(PERSONAS[persona], query);
    if (tries === MOST_TRIES || !response.errors.some(({ extensions }) => extensions.retryable === true))
      return response;
  }
}

/** A code, or the value that was answered. */
type Seen = { code: string } | { value: unknown };

/** What a persona is told of the fields of an object. */
class Observation {
  readonly #graph: WholeGraph;
  readonly #route: Route;
  readonly #selections: ReadonlyMap<string, string>;
  readonly #seen = new Map<string, Seen>();
  /** Operations have a bound on the fields at their root. */
  readonly #atOnce: number;

  constructor(graph: WholeGraph, route: Route, selections: ReadonlyMap<string, string>) {
    this.#graph = graph;
    this.#route = route;
    this.#selections = selections;
    this.#atOnce = route.path.length === 0 ? 10 : selections.size;
  }

  async of(persona: Persona): Promise<ReadonlyMap<string, Seen>> {
    // A refusal may take its neighbours along: they are asked for again without it.
    for (;;) {
      const left = [...this.#selections].filter(([name]) => !this.#seen.has(name)).slice(0, this.#atOnce);
      if (left.length === 0) return this.#seen;
      const text = this.#route.query.replace('…', left.map(([, selection]) => selection).join(' '));
      const response = await askPatiently(this.#graph, persona, text);
      const names = left.map(([name]) => name);
      if (!this.#noteRefusals(response, names)) this.#noteValues(response, names);
      else if (!names.some((name) => this.#seen.has(name))) throw new Error(`${text}: ${response.text}`);
    }
  }

  #noteRefusals({ errors }: GraphResponse, names: readonly string[]): boolean {
    const depth = this.#route.path.length;
    for (const { path, message, extensions } of errors) {
      // Without a path the query as a whole is wrong, which is never a matter of who asks.
      if (!path) throw new Error(`${this.#route.query}: ${message}`);
      const keys = path.filter(
        (key): key is string => typeof key === 'string' && key !== '@' && !key.startsWith('...'),
      );
      const name = keys[depth];
      const refused = name === undefined ? names : [name];
      for (const each of refused) if (!this.#seen.has(each)) this.#seen.set(each, { code: String(extensions.code) });
    }
    return errors.length > 0;
  }

  #noteValues({ data }: GraphResponse, names: readonly string[]): void {
    const object = this.#route.path.reduce<unknown>((value, key) => firstOf(firstOf(value)?.[key]), data);
    for (const name of names)
      this.#seen.set(name, { value: (object as Record<string, unknown> | null)?.[name] ?? null });
  }
}

function firstOf(value: unknown): Record<string, unknown> | null {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return (one ?? null) as Record<string, unknown> | null;
}

function rowOf(name: string, byPersona: ReadonlyMap<Persona, ReadonlyMap<string, Seen>>): Row {
  const all = PERSONA_NAMES.map((persona) => byPersona.get(persona)?.get(name) ?? { value: null });
  const someoneHasIt = all.some((seen) => 'value' in seen && seen.value !== null);
  const someoneHasSome = all.some((seen) => 'value' in seen && seen.value !== null && !isEmpty(seen.value));
  const outcome = (seen: Seen): Outcome => {
    if ('code' in seen) return seen.code;
    if (seen.value === null) return someoneHasIt ? 'null' : 'ok';
    return isEmpty(seen.value) && someoneHasSome ? 'empty' : 'ok';
  };
  return Object.fromEntries(
    PERSONA_NAMES.map((persona, index) => [persona, outcome(all[index] ?? { value: null })]),
  ) as Row;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && 'totalCount' in value && value.totalCount === 0;
}
