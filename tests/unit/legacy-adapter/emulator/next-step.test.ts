import type { AnswerFault } from '../../../../legacy-adapter/emulator/books/book-entries.js';
import type { AnswerState, OpenReceipt } from '../../../../legacy-adapter/emulator/books/book-index.js';
import type { FileCourse } from '../../../../legacy-adapter/emulator/control/faults.rules.js';
import type { AnswerName } from '../../../../legacy-adapter/emulator/drop/request-name.rules.js';
import { nextStep } from '../../../../legacy-adapter/emulator/office/next-step.rules.js';

const COURSE: FileCourse = {
  ackDelayMs: 100,
  processDelayMs: 1000,
  switchedOff: false,
  failProcessing: false,
  withheld: [],
  repeated: [],
  repeatAfterMs: 50,
  outcomeBeforeAck: false,
  outcomeBeforeZip: false,
  cut: [],
  wrongFileHash: false,
  wrongPdfHash: false,
  crashAt: [],
};

interface Told {
  readonly refused?: boolean;
  readonly issued?: number;
  readonly answers?: Partial<Record<AnswerName, Partial<AnswerState>>>;
}

/** A receipt of time 0; `issued` set: processed. */
function receipt({ refused, issued, answers = {} }: Told): OpenReceipt {
  const at = '2026-02-09T10:00:00+01:00';
  const who = { officeCode: 'PROC-H501', file: 'f', takenAs: 'f', ipaCode: 'c', requestId: 'r', sicProtocol: 's' };
  const received = { step: 'received', receipt: 1, at, ...who, sha256: '', bytes: 0, rows: 1 } as const;
  const states = Object.entries(answers).map(([name, state]): [AnswerName, AnswerState] => [
    name as AnswerName,
    { atMs: 100, faults: [], repeated: false, completed: false, ...state },
  ]);
  const counts = { positive: 0, nil: issued ?? 0, discarded: 0 };
  const processed = { step: 'processed', receipt: 1, at, sicProtocol: 's', state: 'COMPLETATA', ...counts } as const;
  return {
    received: refused ? { ...received, errorCode: 'FIR-001' } : received,
    receivedMs: 0,
    ...(issued === undefined ? {} : { processed }),
    answers: new Map(states),
    crashes: new Set(),
  };
}

const answer = (name: AnswerName, faults: AnswerFault[] = [], repeated = false) => ({
  do: 'answer',
  answer: name,
  faults,
  repeated,
});
const wait = (ms: number) => ({ do: 'wait', ms });
const WAIT_FOR_CONTROL = { do: 'wait-for-control' };
const CLOSE = { do: 'close' };
const ALL = { ack: {}, zip: {}, outcome: {} };

type Case = [string, Told, Partial<FileCourse>, number, object];
const CASES: Case[] = [
  ['waits before the acknowledgement', {}, {}, 40, wait(60)],
  ['acknowledges when due', {}, {}, 100, answer('ack')],
  ['refuses when due', { refused: true }, {}, 100, answer('err')],
  ['closes a refusal that was told', { refused: true, answers: { err: {} } }, {}, 100, CLOSE],
  ['waits before processing', { answers: { ack: {} } }, {}, 600, wait(500)],
  ['processes when due', { answers: { ack: {} } }, {}, 1100, { do: 'process' }],
  ['gives the certificates first', { issued: 1, answers: { ack: {} } }, {}, 1100, answer('zip')],
  ['then the outcome', { issued: 1, answers: { ack: {}, zip: {} } }, {}, 1100, answer('outcome')],
  ['gives only the outcome when nothing was issued', { issued: 0, answers: { ack: {} } }, {}, 1100, answer('outcome')],
  ['closes when all is told', { issued: 1, answers: ALL }, {}, 1100, CLOSE],
  ['noAnswer: says nothing', {}, { withheld: ['ack', 'outcome', 'zip'] }, 100, wait(1000)],
  ['noAnswer: still processes', {}, { withheld: ['ack', 'outcome', 'zip'] }, 1100, { do: 'process' }],
  [
    'noAnswer: waits for the control file',
    { issued: 1 },
    { withheld: ['ack', 'outcome', 'zip'] },
    9999,
    WAIT_FOR_CONTROL,
  ],
  ['noAnswer: to an acknowledgement only', { issued: 1 }, { withheld: ['ack'] }, 1100, answer('zip')],
  ['noAnswer: cleared, acknowledges late', { issued: 1, answers: { zip: {}, outcome: {} } }, {}, 9999, answer('ack')],
  ['reorder: no acknowledgement first', {}, { outcomeBeforeAck: true }, 100, wait(1000)],
  [
    'reorder: outcome, then acknowledgement',
    { issued: 0, answers: { outcome: {} } },
    { outcomeBeforeAck: true },
    1100,
    answer('ack'),
  ],
  [
    'reorder: outcome before the certificates',
    { issued: 1, answers: { ack: {} } },
    { outcomeBeforeZip: true },
    1100,
    answer('outcome'),
  ],
  [
    'reorder: certificates last',
    { issued: 1, answers: { ack: {}, outcome: {} } },
    { outcomeBeforeZip: true },
    1100,
    answer('zip'),
  ],
  ['cutFile: goes out cut', {}, { cut: ['ack'] }, 100, answer('ack', ['cutFile'])],
  [
    'cutFile: completed in time',
    { refused: true, answers: { err: { faults: ['cutFile'] } } },
    { cut: ['err'], completeAfterMs: 200 },
    150,
    wait(150),
  ],
  [
    'cutFile: is completed',
    { refused: true, answers: { err: { faults: ['cutFile'] } } },
    { cut: ['err'], completeAfterMs: 200 },
    300,
    answer('err'),
  ],
  [
    'cutFile: stays completed',
    { refused: true, answers: { err: { completed: true } } },
    { cut: ['err'], completeAfterMs: 200 },
    9999,
    CLOSE,
  ],
  [
    'cutFile: for good until cleared',
    { refused: true, answers: { err: { faults: ['cutFile'] } } },
    { cut: ['err'] },
    9999,
    WAIT_FOR_CONTROL,
  ],
  ['cutFile: cleared', { refused: true, answers: { err: { faults: ['cutFile'] } } }, {}, 9999, answer('err')],
  ['wrongHash: in the outcome only', { issued: 1, answers: { ack: {} } }, { wrongPdfHash: true }, 1100, answer('zip')],
  [
    'wrongHash: in the outcome',
    { issued: 0, answers: { ack: {} } },
    { wrongFileHash: true },
    1100,
    answer('outcome', ['wrongHash']),
  ],
  [
    'lieRows: in the outcome',
    { issued: 0, answers: { ack: {} } },
    { lie: 'missing' },
    1100,
    answer('outcome', ['lieRows']),
  ],
  [
    'lieRows: cleared, told truly',
    { issued: 0, answers: { ack: {}, outcome: { faults: ['lieRows'] } } },
    {},
    1100,
    answer('outcome'),
  ],
  ['duplicateAnswer: not yet', { issued: 1, answers: ALL }, { repeated: ['ack'] }, 120, wait(30)],
  ['duplicateAnswer: again', { issued: 1, answers: ALL }, { repeated: ['ack'] }, 150, answer('ack', [], true)],
  [
    'duplicateAnswer: twice is enough',
    { issued: 1, answers: { ...ALL, ack: { repeated: true } } },
    { repeated: ['ack'] },
    9999,
    CLOSE,
  ],
];

describe('nextStep', () => {
  it.each(CASES.map(([name, told, course, nowMs, step]) => ({ name, told, course, nowMs, step })))(
    '$name',
    ({ told, course, nowMs, step }) => {
      expect(nextStep(receipt(told), { ...COURSE, ...course }, nowMs)).toEqual(step);
    },
  );
});
