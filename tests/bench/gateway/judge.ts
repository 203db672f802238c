import { buildSchema, executeSync, parse, validate, type GraphQLSchema } from 'graphql';
import { bodiesFrom, bodyByCode } from './graph-data.js';
import { WHOLE_SDL } from './graph-sdl.js';
import type { Question } from './questions.js';

const ROOT = {
  body: ({ code }: { code: string }) => bodyByCode(code),
  bodies: ({ from, first }: { from: string; first: number }) => bodiesFrom(from, first),
};

/** The right answers, as plain graphql-js gives them on the whole schema: the text of one for each of the variables. */
export function rightAnswers({ text, variables }: Question, schema: GraphQLSchema = buildSchema(WHOLE_SDL)): string[] {
  const document = parse(text);
  const faults = validate(schema, document);
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'));
  return variables.map((variableValues) => {
    const answer = executeSync({ schema, document, rootValue: ROOT, variableValues });
    if (answer.errors) throw new Error(answer.errors.map(({ message }) => message).join('\n'));
    return JSON.stringify(answer);
  });
}
