import { buildSchema, Kind, parse, print, type OperationDefinitionNode } from 'graphql';
import { plannedOperation } from '../../../../gateway/execution/planned-operation.rules.js';

const SCHEMA = buildSchema(`
  interface Asked { a: Int }
  type Query implements Asked { a: Int p: P }
  type Mutation { a: Int b: P c: Int }
  type P { id: ID }
`);

function planned(text: string): string | null {
  const document = parse(text);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const made = plannedOperation(document, operation as OperationDefinitionNode, SCHEMA);
  if (made === document) return 'the same';
  return made && print(made).replace(/\s+/g, ' ');
}

describe('an operation as the planner gets it', () => {
  it.each([
    ['a query', '{ a p { id __typename } ...F } fragment F on Query { a }', 'the same'],
    ['a mutation without fragments', 'mutation { a b { id } }', 'the same'],
    ['introspection beside data', '{ a __schema { types { name } } t: __typename }', '{ a }'],
    ['nothing but introspection', '{ __schema { types { name } } ... { __typename } }', null],
    [
      'introspection in a conditional fragment',
      'query ($x: Boolean!) { ... on Query @skip(if: $x) { __type(name: "P") { name } } a }',
      'query ($x: Boolean!) { a }',
    ],
    [
      'conditions around what stays',
      'query ($x: Boolean!, $y: Boolean!) { __typename ... on Asked @include(if: $x) { a @include(if: $y) @skip(if: $y) } }',
      'query ($x: Boolean!, $y: Boolean!) { ... @include(if: $x) { a @include(if: $y) @skip(if: $y) } }',
    ],
    [
      'a mutation with fragments, in the order of its execution',
      'mutation { ... { ... on Mutation { x: c } ...F } a } fragment F on Mutation { b { ...G } } fragment G on P { id }',
      'mutation { x: c b { ...G } a } fragment G on P { id }',
    ],
    [
      'conditions on fragments of a mutation',
      'mutation ($x: Boolean!) { ...F @skip(if: $x) a } fragment F on Mutation { c }',
      'mutation ($x: Boolean!) { c @skip(if: $x) a }',
    ],
    [
      'objects of which everything hangs on conditions',
      'query ($x: Boolean!) { p { id @include(if: $x) ...F @skip(if: $x) } } fragment F on P { ... @skip(if: $x) { id } }',
      'query ($x: Boolean!) { p { id @include(if: $x) ...F @skip(if: $x) __typename } } ' +
        'fragment F on P { ... @skip(if: $x) { id } __typename }',
    ],
  ])('%s', (_name, text, expected) => {
    expect(planned(text)).toBe(expected);
  });
});
