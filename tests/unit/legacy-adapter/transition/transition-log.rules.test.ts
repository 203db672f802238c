import { createHash } from 'node:crypto';
import { canonicalJson, nextRecord, versionOf } from '../../../../legacy-adapter/transition/transition-log.rules.js';
import { EMPTY_LOG, follows, type LogHead, type LogRecord } from '../../../../schema/kernel/log-chain.rules.js';

const at = new Date('2026-06-10T08:00:00.000Z');

function chainOf(length: number): LogRecord[] {
  const records: LogRecord[] = [];
  for (let version = 1; version <= length; version += 1) {
    records.push(nextRecord(records.at(-1) ?? EMPTY_LOG, at, { action: 'APPLIED', reason: 'così è', version }));
  }
  return records;
}

function isChain(records: LogRecord[]): boolean {
  let head: LogHead = EMPTY_LOG;
  for (const record of records) {
    if (!follows(head, record)) return false;
    head = record;
  }
  return true;
}

describe('the canonical form', () => {
  it('R-22 sorts keys at every depth and adds no white space', () => {
    expect(canonicalJson({ b: 1, a: { d: null, c: 'à "x"' }, A: true })).toBe(
      '{"A":true,"a":{"c":"à \\"x\\"","d":null},"b":1}',
    );
  });
});

describe('the chain', () => {
  it('R-22 hashes the previous hash and the entry', () => {
    const [first, second] = chainOf(2) as [LogRecord, LogRecord];
    expect(first.previousHash).toEqual(Buffer.alloc(32));
    expect(second.previousHash).toEqual(first.hash);
    const expected = createHash('sha256')
      .update(Buffer.concat([first.hash, Buffer.from(second.entry)]))
      .digest();
    expect(second.hash).toEqual(expected);
    expect(second.entry).toBe(
      '{"action":"APPLIED","at":"2026-06-10T08:00:00.000Z","reason":"così è","seq":2,"version":2}',
    );
  });

  it('R-22 is found whole when nothing was done to it', () => {
    expect(isChain(chainOf(5))).toBe(true);
  });

  const tamper: [string, (records: LogRecord[]) => LogRecord[]][] = [
    ['an entry changed', (r) => r.map((one) => ({ ...one, entry: one.entry.replace('"version":3', '"version":4') }))],
    ['an entry changed and hashed again', (r) => [r[0]!, { ...nextRecord(r[0]!, at, { action: 'X' }) }, ...r.slice(2)]],
    ['a record taken out', (r) => [...r.slice(0, 2), ...r.slice(3)]],
    ['a record taken out and the rest renumbered', (r) => r.slice(1).map((one, i) => ({ ...one, seq: i + 1 }))],
    ['two records swapped', (r) => [r[1]!, r[0]!, ...r.slice(2)]],
    ['the time beside the entry changed', (r) => r.map((one) => ({ ...one, at: new Date(0) }))],
    [
      'a previous hash changed',
      (r) => r.map((one, i) => (i === 3 ? { ...one, previousHash: Buffer.alloc(32, 1) } : one)),
    ],
  ];
  it.each(tamper)('R-22 shows %s', (_, change) => {
    expect(isChain(change(chainOf(5)))).toBe(false);
  });

  it('R-22 tells the version that an entry led to, and none where none changed', () => {
    expect(versionOf('{"version":7}')).toBe(7);
    expect(versionOf('{"version":null}')).toBeNull();
    expect(versionOf('not json')).toBeNull();
  });
});
