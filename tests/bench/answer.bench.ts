/**
 * `node --import ./tests/testkit/register-typescript.mjs tests/bench/answer.bench.ts [--rounds 300]`: what shaping and
 * writing one answer costs, of data that are there: our writer, Apollo's `computeResponse` with `JSON.stringify`, and
 * `JSON.stringify` alone of data that have the right shape already, which nobody checks. Best of many short rounds,
 * interleaved; the answers are compared byte for byte first.
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { buildSchemaFromAST, operationFromDocument } from '@apollo/federation-internals';
import { buildASTSchema, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { compileAnswer, type CompiledAnswer } from '../../gateway/execution/answer/compile-answer.js';
import type { Data } from '../../gateway/execution/answer-data.type.js';

interface ApolloShaping {
  computeResponse(parts: object): { data: unknown };
}

const require = createRequire(import.meta.url);
const { computeResponse } = require('@apollo/gateway/dist/resultShaping.js') as ApolloShaping;

const SDL = parse(`
  enum Kind { NEW USED }
  type Author { id: ID! name: String! username: String }
  type Review { id: ID! body: String author: Author! rating: Int }
  type Product { upc: ID! name: String! price: Int weight: Float inStock: Boolean kind: Kind description: String reviews: [Review!]! }
  type Query { topProducts: [Product!]! }
`);
const QUERY = parse(`{ topProducts { __typename upc name price weight inStock kind description
  reviews { id body author { id name username } rating } } }`);
const WORDS = ['plain', 'with accents (perché)', 'with "quotes"\\nand lines'] as const;

const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
const rounds = Number(values.rounds ?? 300);

for (const words of WORDS) for (const products of [40, 1]) measure(products, words);

function measure(products: number, words: string): void {
  const json = JSON.stringify(dataOf(products, words.replace('\\n', '\n')));
  const answers: [name: string, write: (data: Data) => Buffer][] = [
    ['ours', ours()],
    ['Apollo', apollos()],
    ['JSON.stringify', (data) => bodyOf(JSON.stringify(data))],
  ];
  const best = answers.map(([name, write]) => {
    if (!write(JSON.parse(json) as Data).equals(bodyOf(json))) throw new Error(`${name} writes another answer`);
    return Number.POSITIVE_INFINITY;
  });
  for (let round = 0; round < rounds; round += 1) {
    answers.forEach(([, write], index) => {
      best[index] = Math.min(best[index] as number, microseconds(write, json));
    });
  }
  const [own = 1] = best;
  const figures = answers.map(([name], index) => {
    const time = best[index] as number;
    return `${name} ${time.toFixed(1)} µs (${(time / own).toFixed(2)})`;
  });
  process.stdout.write(`${(json.length / 1000).toFixed(1)} kB, ${words}: ${figures.join(', ')}\n`);
}

/** Of one answer; data are never written twice, as strings remember what was found out about them. */
function microseconds(write: (data: Data) => Buffer, json: string): number {
  const answers = Array.from({ length: 5 }, () => JSON.parse(json) as Data);
  const before = process.hrtime.bigint();
  for (const data of answers) write(data);
  return Number(process.hrtime.bigint() - before) / 1000 / answers.length;
}

function ours(): (data: Data) => Buffer {
  const operation = QUERY.definitions[0] as OperationDefinitionNode;
  const answer = compileAnswer({
    schema: buildASTSchema(SDL),
    document: QUERY,
    operation,
    leaves: [],
  }) as CompiledAnswer;
  const run = { variables: {}, errors: [] };
  return (data) => answer.write(data, run).data?.body ?? bodyOf('null');
}

/** What is sent. */
function bodyOf(json: string): Buffer {
  return Buffer.from(`{"data":${json}}\n`);
}

function apollos(): (data: Data) => Buffer {
  const operation = operationFromDocument(buildSchemaFromAST(SDL), QUERY as DocumentNode);
  return (input) =>
    bodyOf(
      JSON.stringify(computeResponse({ operation, variables: {}, input, introspectionHandling: () => null }).data),
    );
}

function dataOf(products: number, words: string): Data {
  const author = (index: number) => ({ id: `u${index}`, name: `Ada ${words}`, username: '@ada' });
  const reviews = Array.from({ length: 5 }, (_, index) => ({
    ...{ id: `r${index}`, body: `Loved it, ${words}. ${index}`, author: author(index), rating: index },
  }));
  return {
    topProducts: Array.from({ length: products }, (_, index) => ({
      ...{ __typename: 'Product', upc: `upc-${index}`, name: `Product number ${index}`, price: 100 + index },
      ...{ weight: 1.5 * index, inStock: index % 2 === 0, kind: index % 3 ? 'NEW' : 'USED' },
      ...{ description: `A longer text of what the product is and does, ${words}`, reviews },
    })),
  };
}
