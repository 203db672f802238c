import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  LogAudit as BrowserAudit,
  type LogFinding,
} from '../../../../gateway/console/web/pages/transition/log-audit.rules.js';
import {
  isSignedBy,
  parseReceipt,
  readLogKey,
} from '../../../../gateway/console/web/pages/transition/log-receipt.rules.js';
import { nextRecord } from '../../../../legacy-adapter/transition/transition-log.rules.js';
import { LogAudit, type AuditedRecord } from '../../../../schema/kernel/log-audit.rules.js';
import { EMPTY_LOG } from '../../../../schema/kernel/log-chain.rules.js';
import { exportedRecord } from '../../../../schema/kernel/log-lines.rules.js';
import { logKeyId, signReceipt } from '../../../../schema/kernel/log-receipt.rules.js';

const ours = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const at = new Date('2026-06-10T08:00:00.000Z');

/** A log of the given reasons, signed record by record. */
function logOf(reasons: readonly string[], key = ours.privateKey): AuditedRecord[] {
  const records: AuditedRecord[] = [];
  for (const reason of reasons) {
    const record = nextRecord(records.at(-1) ?? EMPTY_LOG, at, { action: 'APPLIED', reason });
    records.push({ ...record, receipt: signReceipt(record, key) });
  }
  return records;
}

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const REASONS = ['uno', 'così è', 'three', '四', 'five'];
const log = logOf(REASONS);
const receiptOf = (records: readonly AuditedRecord[], seq: number): string => records[seq - 1]?.receipt ?? '';

async function inBrowser(records: readonly AuditedRecord[], receipts: readonly string[]): Promise<LogFinding | null> {
  const key = await readLogKey(pemOf(ours.publicKey));
  const audit = await BrowserAudit.begin({ keys: [key!], receipts });
  for (const record of records) if (!(await audit.take(exportedRecord(record)))) break;
  return audit.end();
}

function inKernel(records: readonly AuditedRecord[], receipts: readonly string[]): LogFinding | null {
  const audit = new LogAudit({ publicKeys: [ours.publicKey], receipts });
  for (const record of records) if (!audit.take(record)) break;
  return audit.end();
}

const rewritten = logOf(REASONS.with(2, 'THREE'));
const unsigned = (record: AuditedRecord): AuditedRecord => ({ ...record, receipt: null });

describe('the audit of a log in the browser', () => {
  it.each<[string, AuditedRecord[], string[], LogFinding | null]>([
    ['nothing', log, [receiptOf(log, 1), receiptOf(log, 5)], null],
    [
      'nothing where the first heads were not signed yet',
      [...log.slice(0, 2).map(unsigned), ...log.slice(2)],
      [],
      null,
    ],
    [
      'a head that lost its signature',
      [...log.slice(0, 4), ...log.slice(4).map(unsigned)],
      [],
      { fault: 'SIGNATURE_INVALID', seq: 5 },
    ],
    ['an entry changed', log.with(2, { ...log[2]!, entry: '{}' }), [], { fault: 'CHAIN_BROKEN', seq: 3 }],
    ['a time changed', log.with(2, { ...log[2]!, at: new Date(0) }), [], { fault: 'CHAIN_BROKEN', seq: 3 }],
    ['two records swapped', [log[0]!, log[2]!, log[1]!, ...log.slice(3)], [], { fault: 'CHAIN_BROKEN', seq: 3 }],
    ['a record taken out', log.toSpliced(1, 1), [], { fault: 'CHAIN_BROKEN', seq: 3 }],
    ['a record put in twice', log.toSpliced(1, 0, log[1]!), [], { fault: 'CHAIN_BROKEN', seq: 2 }],
    [
      'the chain written anew without the key',
      logOf(REASONS, other.privateKey),
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
  ])('R-22 finds %s, as the kernel does', async (_what, records, receipts, finding) => {
    expect(await inBrowser(records, receipts)).toEqual(finding);
    expect(inKernel(records, receipts)).toEqual(finding);
  });
});

describe('a key and a receipt in the browser', () => {
  it('R-22 a key has the name that the kernel gives it', async () => {
    expect((await readLogKey(pemOf(ours.publicKey)))?.id).toBe(logKeyId(ours.publicKey));
  });

  it.each([
    ['nothing', ''],
    ['no PEM', 'MCowBQYDK2VwAyEA'],
    ['a key of another kind', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)],
    ['a broken one', pemOf(ours.publicKey).replace('MCow', 'MCov')],
  ])('R-22 %s is no key', async (_what, pem) => expect(await readLogKey(pem)).toBeNull());

  it('R-22 a receipt verifies with its key alone, and with nothing changed', async () => {
    const keys = [(await readLogKey(pemOf(other.publicKey)))!, (await readLogKey(pemOf(ours.publicKey)))!];
    const receipt = parseReceipt(` ${receiptOf(log, 3)}\n`)!;
    expect(await isSignedBy(receipt, keys)).toBe(true);
    expect(await isSignedBy(receipt, keys.slice(0, 1))).toBe(false);
    expect(await isSignedBy({ ...receipt, seq: 4 }, keys)).toBe(false);
  });

  it.each(['', 'tlr1', `tlr1.0.${'a'.repeat(64)}.${'b'.repeat(16)}.${'c'.repeat(86)}`])(
    'R-22 %j is no receipt',
    (text) => expect(parseReceipt(text)).toBeNull(),
  );
});
