import { buildSchema, Kind, parse, print, type OperationDefinitionNode } from 'graphql';
import { plannedOperation } from '../../../../gateway/execution/planned-operation.rules.js';

const SCHEMA = buildSchema(`
  interface Asked { a: Int }
  type Query implements Asked { a: Int p: P asked: Asked }
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
    [
      'objects of which everything is for other types',
      '{ asked { ...F } } fragment F on P { id }',
      '{ asked { ...F __typename } } fragment F on P { id }',
    ],
    [
      'objects of which something is for a type that they may have',
      '{ asked { ... on Asked { ... on Query { a } } ... { ... on P { id } } } }',
      '{ asked { ... on Asked { ... on Query { a } } ... { ... on P { id } __typename } } }',
    ],
    [
      'a field of a mutation that stands twice, with others between',
      'mutation { a b { id } a b { x: id } }',
      'mutation { a b { id x: id } }',
    ],
    [
      'conditions that say nothing',
      'mutation { a @skip(if: true) c a @include(if: true) c @include(if: false) }',
      'mutation { c a }',
    ],
    [
      'a field under the same condition twice',
      'mutation ($x: Boolean!) { a @skip(if: $x) c a @skip(if: $x) }',
      'mutation ($x: Boolean!) { a @skip(if: $x) c }',
    ],
    [
      'a field under a condition, and later without',
      'mutation ($x: Boolean!) { b @include(if: $x) { id } c b { y: id } }',
      'mutation ($x: Boolean!) { b @include(if: $x) { id y: id } c b @skip(if: $x) { y: id } }',
    ],
    [
      'a field without a condition, and later under one',
      'mutation ($x: Boolean!) { b { id } c ... @include(if: $x) { b { y: id } } }',
      'mutation ($x: Boolean!) { b { id ... @include(if: $x) { y: id } } c }',
    ],
    [
      'a field under two conditions, or a third one',
      'mutation ($x: Boolean!, $y: Boolean!, $z: Boolean!) { a @include(if: $x) @skip(if: $y) c a @include(if: $z) }',
      'mutation ($x: Boolean!, $y: Boolean!, $z: Boolean!) { a @skip(if: $y) @include(if: $x) c ' +
        'a @skip(if: $x) @include(if: $z) ... @include(if: $z) { ... @include(if: $x) { a @include(if: $y) } } }',
    ],
  ])('%s', (_name, text, expected) => {
    expect(planned(text)).toBe(expected);
  });
});
