import { createHash, generateKeyPairSync } from 'node:crypto';
import { nextRecord } from '../../../legacy-adapter/transition/transition-log.rules.js';
import { LogAudit, type AuditedRecord, type LogFinding } from '../../../schema/kernel/log-audit.rules.js';
import { EMPTY_LOG } from '../../../schema/kernel/log-chain.rules.js';
import { exportedRecord, importedRecord } from '../../../schema/kernel/log-lines.rules.js';
import { isSignedBy, logKeyId, parseReceipt, signReceipt } from '../../../schema/kernel/log-receipt.rules.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const at = new Date('2026-06-10T08:00:00.000Z');

/** A log of the given reasons, signed record by record. */
function logOf(reasons: readonly string[], key = privateKey): AuditedRecord[] {
  const records: AuditedRecord[] = [];
  for (const reason of reasons) {
    const record = nextRecord(records.at(-1) ?? EMPTY_LOG, at, { action: 'APPLIED', reason });
    records.push({ ...record, receipt: signReceipt(record, key) });
  }
  return records;
}

const REASONS = ['one', 'two', 'three', 'four', 'five'];

function audited(
  records: readonly AuditedRecord[],
  receipts: readonly string[] = [],
  keys = [publicKey],
): LogFinding | null {
  const audit = new LogAudit({ publicKeys: keys, receipts });
  for (const record of records) if (!audit.take(record)) break;
  return audit.end();
}

const receiptOf = (records: readonly AuditedRecord[], seq: number): string => records[seq - 1]?.receipt ?? '';

describe('a receipt', () => {
  it('R-22 is the documented text, and verifies with the public key alone', () => {
    const text = receiptOf(logOf(REASONS), 3);
    expect(text).toMatch(/^tlr1\.3\.[0-9a-f]{64}\.[0-9a-f]{16}\.[A-Za-z0-9_-]{86}$/);
    const receipt = parseReceipt(text)!;
    expect(receipt.keyId).toBe(
      createHash('sha256')
        .update(publicKey.export({ type: 'spki', format: 'der' }))
        .digest('hex')
        .slice(0, 16),
    );
    expect(isSignedBy(receipt, [other.publicKey, publicKey])).toBe(true);
    expect(isSignedBy(receipt, [other.publicKey])).toBe(false);
    expect(isSignedBy({ ...receipt, seq: 4 }, [publicKey])).toBe(false);
    expect(logKeyId(privateKey)).toBe(logKeyId(publicKey));
  });

  it.each(['', 'tlr1', 'tlr2.1.aa.bb.cc', 'tlr1.0.' + 'a'.repeat(64) + '.' + 'b'.repeat(16) + '.' + 'c'.repeat(86)])(
    'R-22 is not %j',
    (text) => expect(parseReceipt(text)).toBeNull(),
  );
});

describe('the audit of a log', () => {
  const log = logOf(REASONS);

  it('R-22 finds it intact, with receipts of any of its records', () => {
    expect(audited(log, [receiptOf(log, 1), receiptOf(log, 5)])).toBeNull();
    expect(audited([])).toBeNull();
  });

  it('R-22 takes records from before heads were signed, and none after', () => {
    const unsigned = (record: AuditedRecord): AuditedRecord => ({ ...record, receipt: null });
    expect(audited([...log.slice(0, 2).map(unsigned), ...log.slice(2)])).toBeNull();
    expect(audited([...log.slice(0, 4), ...log.slice(4).map(unsigned)])).toEqual({
      fault: 'SIGNATURE_INVALID',
      seq: 5,
    });
  });

  const rewritten = logOf(['one', 'two', 'THREE', 'four', 'five']);
  it.each<[string, AuditedRecord[], string[], LogFinding]>([
    ['an entry changed', log.with(2, { ...log[2]!, entry: '{}' }), [], { fault: 'CHAIN_BROKEN', seq: 3 }],
    ['two records swapped', [log[0]!, log[2]!, log[1]!, ...log.slice(3)], [], { fault: 'CHAIN_BROKEN', seq: 3 }],
    ['a record taken out', log.toSpliced(1, 1), [], { fault: 'CHAIN_BROKEN', seq: 3 }],
    ['a record put in twice', log.toSpliced(1, 0, log[1]!), [], { fault: 'CHAIN_BROKEN', seq: 2 }],
    [
      'the chain written anew by whoever lacks the key',
      logOf(['one', 'two', 'THREE', 'four', 'five'], other.privateKey),
      [],
      { fault: 'SIGNATURE_INVALID', seq: 1 },
    ],
    ['the chain written anew with the key', rewritten, [receiptOf(log, 4)], { fault: 'REWRITTEN', seq: 4 }],
    ['the end cut off', log.slice(0, 3), [receiptOf(log, 4)], { fault: 'CUT', seq: 4 }],
    ['everything taken away', [], [receiptOf(log, 1)], { fault: 'CUT', seq: 1 }],
    [
      'a receipt of somebody else',
      log,
      [receiptOf(logOf(REASONS, other.privateKey), 2)],
      { fault: 'RECEIPT_INVALID', seq: 2 },
    ],
    ['a receipt that is none', log, ['nothing'], { fault: 'RECEIPT_INVALID', seq: 0 }],
    [
      'the receipt of another record beside one',
      log.with(3, { ...log[3]!, receipt: receiptOf(log, 3) }),
      [],
      { fault: 'SIGNATURE_INVALID', seq: 4 },
    ],
  ])('R-22 finds %s', (_what, records, receipts, finding) => {
    expect(audited(records, receipts)).toEqual(finding);
  });

  it('R-22 finds what two keys have signed, one after the other', () => {
    const renewed = nextRecord(log[4]!, at, { action: 'APPLIED', reason: 'six' });
    const signed = { ...renewed, receipt: signReceipt(renewed, other.privateKey) };
    expect(audited([...log, signed], [], [publicKey, other.publicKey])).toBeNull();
    expect(audited([...log, signed])).toEqual({ fault: 'SIGNATURE_INVALID', seq: 6 });
  });
});

describe('a line of an exported log', () => {
  it('R-22 comes back as it went', () => {
    const [record] = logOf(['così è']);
    expect(importedRecord(JSON.parse(JSON.stringify(exportedRecord(record!))))).toEqual(record);
  });

  it.each([null, 1, {}, { ...exportedRecord(logOf(['x'])[0]!), hash: 'x' }])('R-22 is not %j', (value) => {
    expect(importedRecord(value)).toBeNull();
  });
});
