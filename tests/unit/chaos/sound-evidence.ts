import { createHash } from 'node:crypto';
import type { Evidence, LogRow } from '../../chaos/auditor/evidence.js';

/** 2026-02-09, 10:00:00 UTC, and so many seconds later. */
export const at = (seconds: number): number => Date.UTC(2026, 1, 9, 10) + seconds * 1_000;

const ROMA = { ipaCode: 'c_h501', officeCode: 'PROC-H501' };
const PESCARA = { ipaCode: 'c_g482', officeCode: 'PROC-G482' };
const SHA = 'ab'.repeat(32);

/**
 * A small run in which everything is as it should be: a direct request with an issued row, a refused one and one under
 * review; a massivo request in two files; one that a forced closing ended before its outcome came; one that was refused.
 */
export function soundEvidence(): Evidence {
  return {
    requests: [
      request('old', { ...ROMA, channel: 'DIRECT_AGREEMENT', at: -86_400, rows: [1, 1] }),
      request('direct', { ...ROMA, channel: 'DIRECT_AGREEMENT', at: 5, rows: [3, 2] }),
      request('massivo', { ...PESCARA, channel: 'MASSIVO', at: 1, rows: [3, 3] }),
      request('given-up', { ...PESCARA, channel: 'MASSIVO', at: 2, rows: [1, 1] }),
    ],
    items: [
      { requestId: 'old', line: 1, seq: 1 },
      { requestId: 'direct', line: 1, seq: 1 },
      { requestId: 'direct', line: 2, seq: null },
      { requestId: 'direct', line: 3, seq: 2 },
      ...[1, 2, 3].map((line) => ({ requestId: 'massivo', line, seq: line })),
      { requestId: 'given-up', line: 1, seq: 1 },
    ],
    ends: [
      { requestId: 'old', line: 1, status: 'ISSUED', code: null },
      { requestId: 'direct', line: 1, status: 'ISSUED', code: null },
      { requestId: 'direct', line: 2, status: 'REJECTED', code: 'NOM-002' },
      { requestId: 'massivo', line: 1, status: 'ISSUED', code: null },
      { requestId: 'massivo', line: 2, status: 'REJECTED', code: 'NOM-005' },
      { requestId: 'massivo', line: 3, status: 'ISSUED', code: null },
      { requestId: 'given-up', line: 1, status: 'ABANDONED', code: 'MASSIVO_DISMISSED' },
    ],
    reviews: [{ requestId: 'direct', line: 3, settled: false }],
    certificates: [
      { number: 'H501-old', requestId: 'old', line: 1 },
      { number: 'H501-1', requestId: 'direct', line: 1 },
      { number: 'G482-1', requestId: 'massivo', line: 1 },
      { number: 'G482-3', requestId: 'massivo', line: 3 },
    ],
    documents: ['G482-1', 'G482-3'],
    deltas: [
      { requestId: 'old', issued: 1, rejected: 0, failed: 0, abandoned: 0, underReview: 0 },
      { requestId: 'direct', issued: 1, rejected: 1, failed: 0, abandoned: 0, underReview: 1 },
      { requestId: 'massivo', issued: 2, rejected: 1, failed: 0, abandoned: 0, underReview: 0 },
      { requestId: 'given-up', issued: 0, rejected: 0, failed: 0, abandoned: 1, underReview: 0 },
    ],
    openJobs: [],
    submissions: [
      { requestId: 'massivo', ...PESCARA, items: 3, createdAt: at(1), plannedAt: at(1) },
      { requestId: 'given-up', ...PESCARA, items: 1, createdAt: at(2), plannedAt: at(2) },
    ],
    batches: [
      batch(1, { requestId: 'massivo', rows: [1, 2], state: 'COMPLETED' }),
      batch(2, { requestId: 'massivo', rows: [3, 3], state: 'COMPLETED' }),
      batch(3, { requestId: 'given-up', rows: [1, 1], state: 'ABANDONED' }),
    ],
    log: chained([
      { at: 3, action: 'APPLIED', to: 'DRAINING', version: 1 },
      { at: 4, action: 'WAITING_APPROVAL', to: 'CLOSED', version: null },
      { at: 6, action: 'APPLIED', to: 'CLOSED', version: 2 },
    ]),
    changes: [],
    flagVersion: 2,
    receipts: [1, 2, 3].map((number) => ({
      ...{
        officeCode: PESCARA.officeCode,
        ipaCode: PESCARA.ipaCode,
        file: fileName(number),
        takenAs: fileName(number),
      },
      ...{ sha256: SHA, requestId: `file-${number}`, sicProtocol: `SIC-${number}`, errorCode: null },
    })),
    processed: [1, 2, 3].map((number) => ({ sicProtocol: `SIC-${number}`, state: 'COMPLETATA' })),
    outcomes: [
      { sicProtocol: 'SIC-1', row: 1, outcome: 'NULLO', errorCode: null, certificateNumber: 'G482-1' },
      { sicProtocol: 'SIC-1', row: 2, outcome: 'SCARTATO', errorCode: 'NOM-005', certificateNumber: null },
      { sicProtocol: 'SIC-2', row: 1, outcome: 'POSITIVO', errorCode: null, certificateNumber: 'G482-3' },
      { sicProtocol: 'SIC-3', row: 1, outcome: 'NULLO', errorCode: null, certificateNumber: 'G482-4' },
    ],
    files: [1, 2, 3].map((number) => ({
      ...{ officeCode: PESCARA.officeCode, folder: 'in/done' as const, name: fileName(number), sha256: SHA },
    })),
    logLines: 100,
    leaks: [],
    witness: [
      { kind: 'baseline', requestIds: ['old'] },
      ...[
        asked('massivo', { ...PESCARA, at: 0, channel: 'MASSIVO' }),
        told('massivo', { ...PESCARA, at: 1.1, rows: [3, 3], channel: 'MASSIVO' }),
        asked('given-up', { ...PESCARA, at: 1, channel: 'MASSIVO' }),
        told('given-up', { ...PESCARA, at: 2.1, rows: [1, null], channel: 'MASSIVO' }),
      ],
      flag('DRAINING', [2.5, 3.1]),
      asked('too-late', { ...PESCARA, at: 3.5, channel: 'MASSIVO' }),
      {
        kind: 'refused',
        at: at(3.6),
        askedAt: at(3.5),
        ipaCode: PESCARA.ipaCode,
        clientRequestId: 'too-late',
        code: 'MASSIVO_DISMISSED',
      },
      asked('direct', { ...ROMA, at: 4, channel: 'DIRECT_AGREEMENT' }),
      told('direct', { ...ROMA, at: 5.1, rows: [3, 2], channel: 'DIRECT_AGREEMENT' }),
      flag('CLOSED', [4, 6.1]),
      {
        kind: 'in-folders',
        at: at(6.2),
        names: [1, 2, 3].map((number) => `${PESCARA.officeCode}/${fileName(number)}`),
      },
    ],
  };
}

export const fileName = (number: number): string => `MASSIVA_c_g482_PROC-G482_20260209_00000${number}.txt`;

/** Entries as the log writes them: each holds its number and time, each hash covers the one before it. */
export function chained(
  steps: readonly { at: number; action: string; to: string; version: number | null }[],
): LogRow[] {
  let previousHash = '0'.repeat(64);
  return steps.map((step, index) => {
    const seq = index + 1;
    const { action, to, version } = step;
    const time = new Date(at(step.at)).toISOString();
    const entry = JSON.stringify({ action, at: time, ipaCode: '', officeCode: '', seq, to, version });
    const hash = createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(entry).digest('hex');
    const row = { seq, at: at(step.at), entry, previousHash, hash };
    previousHash = hash;
    return row;
  });
}

type Where = typeof ROMA;

function request(
  id: string,
  {
    ipaCode,
    officeCode,
    channel,
    rows: [total, accepted],
    ...when
  }: Where & { channel: string; at: number; rows: [number, number] },
): Evidence['requests'][number] {
  const where = { ipaCode, officeCode, clientRequestId: id, channel };
  return { id, state: 'ACCEPTED', ...where, submittedAt: at(when.at), total, accepted };
}

function batch(
  number: number,
  { requestId, rows: [firstSeq, lastSeq], state }: { requestId: string; rows: [number, number]; state: string },
): Evidence['batches'][number] {
  const file = { fileName: fileName(number), fileRequestId: `file-${number}`, sicProtocol: `SIC-${number}` };
  return { id: `batch-${number}`, requestId, ...PESCARA, ...file, firstSeq, lastSeq, state, sentAt: at(2.2) };
}

function asked(
  clientRequestId: string,
  { ipaCode, channel, ...when }: Where & { at: number; channel: 'MASSIVO' | 'DIRECT_AGREEMENT' },
): Evidence['witness'][number] {
  return { kind: 'asked', at: at(when.at), ipaCode, clientRequestId, rows: 3, channel };
}

function told(
  requestId: string,
  { ipaCode, channel, rows, ...when }: Where & { at: number; channel: string; rows: [number, number | null] },
): Evidence['witness'][number] {
  const [total, accepted] = rows;
  return {
    kind: 'acknowledged',
    at: at(when.at),
    ipaCode,
    clientRequestId: requestId,
    requestId,
    total,
    accepted,
    channel,
  };
}

export function flag(
  to: 'OPEN' | 'DRAINING' | 'CLOSED',
  [asking, telling]: [number, number],
): Evidence['witness'][number] {
  const times = { askedAt: at(asking), acknowledgedAt: at(telling) };
  return { kind: 'flag', officeCode: '', to, forced: to === 'CLOSED', ...times };
}
