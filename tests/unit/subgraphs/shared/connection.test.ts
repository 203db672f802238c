import { z } from 'zod';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { encodeCursor, readPage, toConnection } from '../../../../subgraphs/shared/connection.js';

const KEY = z.tuple([z.string(), z.number()]);
const count = async (): Promise<number> => 7;
const rows = (...numbers: number[]) => numbers.map((number) => ({ number }));
const keyOf = ({ number }: { number: number }): [string, number] => ['è;"', number];

function refusedField(page: Parameters<typeof readPage>[0]): unknown {
  try {
    readPage(page, KEY);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'BAD_USER_INPUT') return error.details.field;
  }
  return 'not refused';
}

describe('pages', () => {
  it.each([
    [{}, { first: 20, take: 21, after: null }],
    [
      { first: null, after: null },
      { first: 20, take: 21, after: null },
    ],
    [{ first: 0 }, { first: 0, take: 1, after: null }],
    [{ first: 100 }, { first: 100, take: 101, after: null }],
    [
      { first: 3, after: encodeCursor(['è', 4]) },
      { first: 3, take: 4, after: ['è', 4] },
    ],
  ])('%j is read as %j', (page, read) => expect(readPage(page, KEY)).toEqual(read));

  it.each([[-1], [101], [1.5], [Number.NaN]])('refuses %p at once', (first) =>
    expect(refusedField({ first })).toBe('first'),
  );

  it.each(
    [
      ['', 'x', '%%%', encodeCursor({}), encodeCursor(['a']), encodeCursor(['a', 'b']), encodeCursor(['a', 1, 2])],
      [encodeCursor(['\u0000', 1]), 'a'.repeat(1_001)],
    ].flat(),
  )('refuses %j as a cursor', (after) => expect(refusedField({ after })).toBe('after'));
});

describe('connections', () => {
  it('tells by the row too many that others follow', () => {
    const page = readPage({ first: 2 }, KEY);
    const connection = toConnection(rows(1, 2, 3), page, { keyOf, totalCount: count });
    expect(connection.nodes).toEqual(rows(1, 2));
    expect(connection.edges.map((edge) => edge.node)).toEqual(connection.nodes);
    expect(connection.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: connection.edges[0]?.cursor,
      endCursor: connection.edges[1]?.cursor,
    });
  });

  it('goes on after its own end cursor', () => {
    const page = readPage({ first: 2 }, KEY);
    const { endCursor } = toConnection(rows(1, 2, 3), page, { keyOf, totalCount: count }).pageInfo;
    const next = readPage({ first: 2, after: endCursor }, KEY);
    expect(next.after).toEqual(['è;"', 2]);
    const connection = toConnection(rows(3), next, { keyOf, totalCount: count });
    expect(connection.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('has no cursors when it is empty, and counts only when asked', () => {
    const totalCount = jestFn(count);
    const connection = toConnection([], readPage({ first: 0 }, KEY), { keyOf, totalCount });
    expect(connection.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
    expect(totalCount.calls).toBe(0);
  });
});

function jestFn<T>(run: () => T): (() => T) & { calls: number } {
  const counted = Object.assign(
    () => {
      counted.calls += 1;
      return run();
    },
    { calls: 0 },
  );
  return counted;
}
