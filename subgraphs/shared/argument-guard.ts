import {
  getNamedType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { InputCheck } from './input-check.js';
import { characterProblem, inputProblem, type InputProblem } from './input-problem.rules.js';

/**
 * Every text in the arguments of every field is looked at before the field's resolver runs, so that no resolver can
 * forget it: control characters (PostgreSQL takes no NUL, no line of a log or of a massivo file should break), half
 * surrogate pairs, and texts longer than any that the graph knows are refused with the path of their field. What a text
 * must say beyond that, its own rule decides.
 */

/** More than the longest text of the contract (the evidence of an exemption: 2,000 characters). */
export const LONGEST_ARGUMENT = 4_000;

/** whatever is wrong with a subject is its row's rejection, not the request's. */
const JUDGED_BY_ROW: ReadonlySet<string> = new Set(['SubjectInput']);

type Resolve = (source: unknown, args: Record<string, unknown>, context: unknown, info: unknown) => unknown;
/** What `createResolversMap` makes: resolvers of fields, values of enums, by type. */
export type ResolverMap = Record<string, Record<string, unknown>>;

/** The same resolvers; those of fields with arguments look at the texts in them first. */
export function guardedResolvers(schema: GraphQLSchema, resolvers: ResolverMap): ResolverMap {
  const guarded = { ...resolvers };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !resolvers[type.name]) continue;
    const fields = { ...resolvers[type.name] };
    for (const { name, args } of Object.values(type.getFields())) {
      const resolve = fields[name];
      if (args.length > 0 && typeof resolve === 'function') fields[name] = guardedResolver(args, resolve as Resolve);
    }
    guarded[type.name] = fields;
  }
  return guarded;
}

function guardedResolver(parameters: readonly GraphQLArgument[], resolve: Resolve): Resolve {
  return (source, args, context, info) => {
    const check = new InputCheck();
    for (const { name, type } of parameters) noteTexts(check, { path: name, value: args[name], type });
    check.refuseIfAny();
    return resolve(source, args, context, info);
  };
}

interface Place {
  path: string;
  value: unknown;
  type: GraphQLInputType;
}

function noteTexts(check: InputCheck, { path, value, type }: Place): void {
  const named = getNamedType(type);
  if (value == null || JUDGED_BY_ROW.has(named.name)) return;
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries())
      noteTexts(check, { path: `${path}[${index}]`, value: each, type: named });
  } else if (isLeafType(named)) {
    if (typeof value === 'string') check.note(path, argumentProblem(value));
  } else if (isInputObjectType(named)) {
    for (const field of Object.values(named.getFields())) {
      const inside = (value as Record<string, unknown>)[field.name];
      noteTexts(check, { path: `${path}.${field.name}`, value: inside, type: field.type });
    }
  }
}

function argumentProblem(text: string): InputProblem | null {
  if (text.length <= LONGEST_ARGUMENT) return characterProblem(text, true);
  return inputProblem(
    'TOO_LONG',
    `At most ${LONGEST_ARGUMENT} characters.`,
    `Al massimo ${LONGEST_ARGUMENT} caratteri.`,
  );
}
