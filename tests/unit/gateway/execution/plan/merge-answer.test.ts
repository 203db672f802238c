import { Kind, parse, type OperationDefinitionNode } from 'graphql';
import type { FetchNode } from '@apollo/query-planner';
import type { Data } from '../../../../../gateway/execution/answer-data.type.js';
import { readFetchQuery } from '../../../../../gateway/execution/plan/answer-shape.js';
import { AnswerMerge } from '../../../../../gateway/execution/plan/merge-answer.js';

const SHAPE = '{ __typename id name dims { size weight } tags list { a b } grid { a b } }';

interface Case {
  readonly name: string;
  readonly present: Data;
  readonly answer: Data;
  readonly merged: Data;
}

const CASES: Case[] = [
  {
    name: 'objects by key',
    present: { dims: { size: 1 } },
    answer: { dims: { weight: 2 } },
    merged: { dims: { size: 1, weight: 2 } },
  },
  {
    name: 'lists of one length by index',
    present: { list: [{ a: 1 }, { a: 2 }] },
    answer: { list: [{ b: 3 }, { b: 4 }] },
    merged: {
      list: [
        { a: 1, b: 3 },
        { a: 2, b: 4 },
      ],
    },
  },
  {
    name: 'lists of lists by index',
    present: { grid: [[{ a: 1 }], []] },
    answer: { grid: [[{ b: 2 }], []] },
    merged: { grid: [[{ a: 1, b: 2 }], []] },
  },
  {
    name: 'a list of another length replaces',
    present: { list: [{ a: 1 }] },
    answer: { list: [{ b: 3 }, { b: 4 }] },
    merged: { list: [{ b: 3 }, { b: 4 }] },
  },
  {
    name: 'a list of a scalar replaces',
    present: { tags: [1, { x: 1 }] },
    answer: { tags: [2, { y: 2 }] },
    merged: { tags: [2, { y: 2 }] },
  },
  {
    name: 'an object and a list are neither, so that the answer has an error for them',
    present: { dims: { size: 1 }, list: [{ a: 1 }], grid: [[{ a: 1 }]] },
    answer: { dims: [null], list: { a: 2 }, grid: [{ a: 1 }] },
    merged: { dims: false, list: false, grid: [false] },
  },
  {
    name: 'an object and a scalar are neither',
    present: { dims: 7, list: [{ a: 1 }, 'x'] },
    answer: { dims: { size: 1 }, list: ['x', { a: 1 }] },
    merged: { dims: false, list: [false, false] },
  },
  {
    name: 'a value before a null, first',
    present: { name: 'n', dims: { size: 1 }, list: [{ a: 1 }] },
    answer: { name: null, dims: null, list: [null] },
    merged: { name: 'n', dims: { size: 1 }, list: [{ a: 1 }] },
  },
  {
    name: 'a value before a null, last',
    present: { name: null, dims: null, list: [null] },
    answer: { name: 'n', dims: { size: 1 }, list: [{ a: 1 }] },
    merged: { name: 'n', dims: { size: 1 }, list: [{ a: 1 }] },
  },
  { name: 'what is missing is left out', present: { id: 1 }, answer: { name: undefined }, merged: { id: 1 } },
  {
    name: 'what was not asked for is left out',
    present: { id: 1 },
    answer: { secret: 1, dims: { size: 1, secret: 2 } },
    merged: { id: 1, dims: { size: 1, secret: 2 } },
  },
  {
    name: 'what was not asked for is not merged',
    present: { dims: { secret: 1 } },
    answer: { dims: { size: 1, secret: 2 } },
    merged: { dims: { secret: 1, size: 1 } },
  },
  {
    name: 'a type goes before its interface',
    present: { __typename: 'Book' },
    answer: { __typename: 'Media' },
    merged: { __typename: 'Book' },
  },
  {
    name: 'an interface gives way to a type',
    present: { __typename: 'Media' },
    answer: { __typename: 'Book' },
    merged: { __typename: 'Book' },
  },
];

describe('merging an answer', () => {
  it.each(CASES)('$name', ({ present, answer, merged }) => {
    const target = structuredClone(present);
    merge(SHAPE).merge(target, structuredClone(answer));
    expect(target).toEqual(merged);
  });

  it.each(CASES)('$name, into a copy', ({ present, answer, merged }) => {
    const target = structuredClone(present);
    const source = structuredClone(answer);
    merge(SHAPE).mergeCopy(target, source);
    const [left, right] = [target, merged].map((data) => JSON.stringify(data));
    // A copy holds what was asked for alone.
    expect(left).toBe(right?.replace(',"secret":2', ''));
    expect(source).toEqual(answer);
  });

  it('takes objects over, and copies them for a second place', () => {
    const answer = { dims: { size: 1 }, list: [{ a: 1 }] };
    const [first, second]: Data[] = [{}, {}];
    merge(SHAPE).merge(first as Data, answer);
    merge(SHAPE).mergeCopy(second as Data, answer);
    expect(first?.dims).toBe(answer.dims);
    expect(second).toEqual(answer);
    expect(second?.dims).not.toBe(answer.dims);
    expect((second?.list as unknown[])[0]).not.toBe(answer.list[0]);
  });

  it('sets keys that every object inherits as its own', () => {
    const answer = JSON.parse('{"__proto__": {"a": {"b": 1}}, "constructor": 2, "toString": null}') as Data;
    const target: Data = {};
    merge('{ __proto__: x { a { b } } constructor toString }').mergeCopy(target, answer);
    expect(JSON.stringify(target)).toBe('{"__proto__":{"a":{"b":1}},"constructor":2,"toString":null}');
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
    merge('{ __proto__: x { a { c } } }').merge(target, JSON.parse('{"__proto__": {"a": {"c": 2}}}') as Data);
    expect(JSON.stringify(target)).toContain('{"b":1,"c":2}');
  });

  it('does not go into what a scalar holds, however deep', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 200_000; level += 1) deep = { deep };
    const target: Data = { name: { other: 1 } };
    merge(SHAPE).mergeCopy(target, { name: deep });
    expect(target.name).toBe(deep);
  });
});

function merge(selection: string): AnswerMerge {
  const document = parse(selection);
  const [operation] = document.definitions;
  expect((operation as OperationDefinitionNode).kind).toBe(Kind.OPERATION_DEFINITION);
  const { shape } = readFetchQuery({ operation: selection } as FetchNode);
  return new AnswerMerge(shape, (typeName) => typeName === 'Book');
}
