import { z } from 'zod';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { readPage, toConnection } from '../../../../subgraphs/shared/connection.js';
import { encodeCursor, listOf } from '../../../../subgraphs/shared/cursor.js';

const KEY = z.tuple([z.string(), z.number()]);
const LIST = listOf('things', { colour: 'RED' });
const count = async (): Promise<number> => 7;
const rows = (...numbers: number[]) => numbers.map((number) => ({ number }));
const keyOf = ({ number }: { number: number }): [string, number] => ['è;"', number];

function refusal(page: Parameters<typeof readPage>[0], list = LIST): unknown[] {
  try {
    readPage(page, list, KEY);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [violation] = error.details.violations as { code: string; message: string; messageIt: string }[];
    expect([error.code, error.message, error.messageIt]).toEqual([
      'BAD_USER_INPUT',
      violation?.message,
      violation?.messageIt,
    ]);
    return [error.details.field, violation?.code];
  }
  return ['not refused'];
}

/** The cursor as it is, with its bytes changed. */
function changed(cursor: string, change: (bytes: Buffer) => Buffer): string {
  return change(Buffer.from(cursor, 'base64url')).toString('base64url');
}

describe('pages', () => {
  it.each([
    [{}, { first: 20, take: 21, after: null, list: LIST }],
    [
      { first: null, after: null },
      { first: 20, take: 21, after: null, list: LIST },
    ],
    [{ first: 1 }, { first: 1, take: 2, after: null, list: LIST }],
    [{ first: 100 }, { first: 100, take: 101, after: null, list: LIST }],
    [
      { first: 3, after: encodeCursor(['è', 4], LIST) },
      { first: 3, take: 4, after: ['è', 4], list: LIST },
    ],
  ])('%j is read as %j', (page, read) => expect(readPage(page, LIST, KEY)).toEqual(read));

  it.each([[0], [-1], [101], [2_147_483_647], [1.5], [Number.NaN]])('refuses %p at once', (first) =>
    expect(refusal({ first })).toEqual(['first', 'OUT_OF_RANGE']),
  );

  const good = encodeCursor(['a', 1], LIST);
  it.each([
    ['nothing', ''],
    ['a letter', 'x'],
    ['no base64', '%%%'],
    ['a statement', "' OR 1=1; DROP TABLE certificates.certificate_item; --"],
    ['a statement in base64', Buffer.from("['a', 1]) OR true --").toString('base64url')],
    ['a sort key without checksums', Buffer.from('["a",1]').toString('base64url')],
    ['one cut short', good.slice(0, -2)],
    ['one with something after it', `${good}AA`],
    ['one in another base64', `${good}==`],
    ['one with another key', changed(good, (bytes) => Buffer.concat([bytes.subarray(0, -2), Buffer.from('2]')]))],
    ['a key of another shape', encodeCursor({}, LIST)],
    ['a key too short', encodeCursor(['a'], LIST)],
    ['a key of other types', encodeCursor(['a', 'b'], LIST)],
    ['a key too long', encodeCursor(['a', 1, 2], LIST)],
    ['a NUL', encodeCursor(['\u0000', 1], LIST)],
    ['a very long one', 'a'.repeat(1_001)],
  ])('refuses %s as a cursor', (_what, after) => expect(refusal({ after })).toEqual(['after', 'NOT_A_CURSOR']));

  it.each([
    ['another list', listOf('other things', { colour: 'RED' })],
    ['another filter', listOf('things', { colour: 'BLUE' })],
    ['no filter', listOf('things')],
  ])('refuses a cursor of %s', (_what, other) => {
    expect(refusal({ after: encodeCursor(['a', 1], other) })).toEqual(['after', 'CURSOR_OF_ANOTHER_LIST']);
  });

  it('takes a cursor whatever the order of the filter’s fields, and whether one is null or left out', () => {
    const one = listOf('things', { colour: 'RED', size: 2, weight: null });
    expect(one).toBe(listOf('things', { weight: undefined, size: 2, colour: 'RED' }));
  });
});

describe('connections', () => {
  it('tells by the row too many that others follow', () => {
    const page = readPage({ first: 2 }, LIST, KEY);
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
    const page = readPage({ first: 2 }, LIST, KEY);
    const { endCursor } = toConnection(rows(1, 2, 3), page, { keyOf, totalCount: count }).pageInfo;
    const next = readPage({ first: 2, after: endCursor }, LIST, KEY);
    expect(next.after).toEqual(['è;"', 2]);
    const connection = toConnection(rows(3), next, { keyOf, totalCount: count });
    expect(connection.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('has no cursors when it is empty, and counts only when asked', () => {
    const totalCount = jestFn(count);
    const connection = toConnection([], readPage({ first: 1 }, LIST, KEY), { keyOf, totalCount });
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
