import fc from 'fast-check';
import {
  buildSchema,
  OverlappingFieldsCanBeMergedRule,
  parse,
  validate,
  type ExecutionResult,
  type GraphQLError,
  type OperationDefinitionNode,
} from 'graphql';
import { compileAnswer, type CompiledAnswer } from '../../../../../gateway/execution/answer/compile-answer.js';
import type { Data } from '../../../../../gateway/execution/answer-data.type.js';
import { judgedAnswer } from '../../../../testkit/answer-judge.js';
import { SeededRandom } from '../../../../testkit/seeded-random.js';
import { RandomOperation } from './random-operation.js';

const SCHEMA = buildSchema(`
  enum Mood { GOOD BAD }
  scalar Json
  interface Named { name: String id: ID! best: Named }
  interface Owned { owner: User }
  type User implements Named {
    name: String id: ID! best: Named age: Int score: Float! mood: Mood! admin: Boolean
    friends: [User!] grid: [[Int!]]! things: [Thing]! constructor: String
  }
  type Dog implements Named & Owned { name: String id: ID! best: Named owner: User moods: [Mood!] }
  type Cat implements Named & Owned { name: String id: ID! best: Named owner: User strict: User! any: Json! }
  union Thing = User | Dog | Cat
  type Query { user: User strict: User! users: [User]! named: [Named!] thing: Thing owned: Owned! any: Json count: Int! toString: String }
`);

const RUNS = Number(process.env.ANSWER_RUNS ?? 250);

/** Errors without the values that graphql-js quotes. */
const told = (errors: readonly GraphQLError[] = []): string[] =>
  errors.map(({ message, path = [] }) => {
    const words =
      message.startsWith('Abstract type') || message.startsWith('Runtime Object type') ? 'abstract' : message;
    return `${path.join('/')}: ${words.replace(/(:| but got:? | value:? ).*$/s, '').replace(/( value)?\.$/, '')}`;
  });

describe('an answer', () => {
  it('is byte for byte and error for error that of graphql-js', () => {
    let valid = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new SeededRandom(seed);
        const operations = new RandomOperation(SCHEMA, random);
        const document = parse(operations.text());
        // All other rules hold as operations are made, or make no difference to executing.
        if (validate(SCHEMA, document, [OverlappingFieldsCanBeMergedRule]).length > 0) return;
        valid += 1;
        const compiled = compileAnswer({
          ...{ schema: SCHEMA, document, operation: document.definitions[0] as OperationDefinitionNode, leaves: [] },
        }) as CompiledAnswer;
        for (let answer = 0; answer < 3; answer += 1) {
          const variables = operations.variables();
          const made = {};
          judgedAnswer({ schema: SCHEMA, document, variables }, made, (type) => operations.value(type));
          const data = JSON.parse(JSON.stringify(made)) as Data;
          const judged: ExecutionResult = judgedAnswer({ schema: SCHEMA, document, variables }, data);
          const written = compiled.write(data, { variables, errors: [] });
          expect(written.data?.text ?? null).toBe(judged.data ? JSON.stringify(judged.data) : null);
          expect(told(written.errors)).toEqual(told(judged.errors));
        }
      }),
      { numRuns: RUNS, seed: Number(process.env.ANSWER_SEED ?? 7) },
    );
    expect(valid).toBeGreaterThan(RUNS / 2);
  });
});
