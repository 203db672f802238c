import { buildSchema, executeSync, parse, validate, type GraphQLSchema } from 'graphql';
import { bodiesFrom, bodyByCode, type Body } from './graph-data.js';
import { WHOLE_SDL } from './graph-sdl.js';
import type { Question } from './questions.js';

const SCHEMA: GraphQLSchema = buildSchema(WHOLE_SDL);

/**
 * The right answers, as plain graphql-js gives them on the whole schema: the text of one for each of the variables.
 *
 * @param seen each body as the owners of its fields have it.
 */
export function rightAnswers({ text, variables }: Question, seen = (body: Body): Body => body): string[] {
  const rootValue = {
    body: ({ code }: { code: string }) => {
      const body = bodyByCode(code);
      return body && seen(body);
    },
    bodies: ({ from, first }: { from: string; first: number }) => bodiesFrom(from, first).map(seen),
  };
  const document = parse(text);
  const faults = validate(SCHEMA, document);
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'));
  return variables.map((variableValues) => {
    const answer = executeSync({ schema: SCHEMA, document, rootValue, variableValues });
    if (answer.errors) throw new Error(answer.errors.map(({ message }) => message).join('\n'));
    return JSON.stringify(answer);
  });
}
