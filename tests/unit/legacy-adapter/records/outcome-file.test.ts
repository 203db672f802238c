import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { isoDayOf } from '../../../../schema/kernel/day-number.rules.js';
import {
  OUTCOME_STATES,
  type OutcomeFlagCode,
  type OutcomeHeader,
  type OutcomeRow,
} from '../../../../legacy-adapter/massivo/records/massivo-record.type.js';
import {
  inspectOutcomeFile,
  OutcomeFile,
  OutcomeFileDefect,
  parseReceipt,
} from '../../../../legacy-adapter/massivo/records/outcome-reader.js';
import { writeOutcomeFile } from '../../../../legacy-adapter/massivo/records/outcome-writer.js';
import { UnwritableValue } from '../../../../legacy-adapter/massivo/records/record-lines.js';
import { allBytes, inChunks } from '../../../testkit/byte-sources.js';

const SEED = 20260211;
const SHA = 'ab'.repeat(32);
const HEADER =
  'R;1.0;2026-000001;SIC-2026-1;2026-02-09T10:00:00+01:00;2026-02-09T11:00:00+01:00;COMPLETATA_CON_SCARTI;;';
const NIL = `E;000001;RSSMRA80A01H501U;NULLO;CERT-1;2026-02-09;c-1.pdf;${SHA};;`;
const FLAGGED = `E;000002;;POSITIVO;;;;;OM,RD;`;
const DISCARDED = 'E;000003;VRDNNA75T60G482I;SCARTATO;;;;;;NOM-003';

function outcomeOf(lines: readonly string[], closing?: string): Buffer {
  const body = Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
  const count = (outcome: string): number => lines.filter((line) => line.split(';')[3] === outcome).length;
  const counts = [count('POSITIVO'), count('NULLO'), count('SCARTATO')].join(';');
  const last = closing ?? `F;${counts};${createHash('sha256').update(body).digest('hex')}\r\n`;
  return Buffer.concat([body, Buffer.from(last)]);
}
const good = outcomeOf([HEADER, NIL, FLAGGED, DISCARDED]);

async function readOutcome(bytes: Buffer, size = 64 * 1024): Promise<{ header: OutcomeHeader; rows: OutcomeRow[] }> {
  const file = await OutcomeFile.open(inChunks(bytes, size), { batchRows: 2 });
  const rows: OutcomeRow[] = [];
  for await (const batch of file.batches()) rows.push(...batch);
  return { header: file.header, rows };
}
const kindOf = async (bytes: Buffer): Promise<string> => (await inspectOutcomeFile(inChunks(bytes, 7))).kind;

describe('a good outcome file', () => {
  it('gives its records', async () => {
    const { header, rows } = await readOutcome(good);
    expect(header).toEqual({
      requestId: '2026-000001',
      sicProtocol: 'SIC-2026-1',
      receivedAt: '2026-02-09T10:00:00+01:00',
      processedAt: '2026-02-09T11:00:00+01:00',
      state: 'COMPLETATA_CON_SCARTI',
      errorCode: null,
      message: null,
    });
    expect(rows).toEqual([
      {
        row: 1,
        taxCode: 'RSSMRA80A01H501U',
        outcome: 'NULLO',
        certificateNumber: 'CERT-1',
        issuedOn: '2026-02-09',
        pdfName: 'c-1.pdf',
        pdfSha256: SHA,
        flags: [],
        errorCode: null,
      },
      expect.objectContaining({ row: 2, taxCode: null, outcome: 'POSITIVO', flags: ['OM', 'RD'], pdfName: null }),
      expect.objectContaining({ row: 3, outcome: 'SCARTATO', errorCode: 'NOM-003', issuedOn: null }),
    ]);
  });

  it('is inspected without being kept', async () => {
    const verdict = await inspectOutcomeFile(inChunks(good, 10));
    expect(verdict).toMatchObject({ kind: 'COMPLETE', closing: { positive: 1, nil: 1, discarded: 1 } });
  });

  it('may lack its last line end, have empty lines after it and rows in any order', async () => {
    expect(await kindOf(good.subarray(0, -2))).toBe('COMPLETE');
    expect(await kindOf(Buffer.concat([good, Buffer.from('\r\n')]))).toBe('COMPLETE');
    expect(await kindOf(outcomeOf([HEADER, DISCARDED, NIL]))).toBe('COMPLETE');
    expect(await kindOf(outcomeOf([HEADER]))).toBe('COMPLETE');
  });

  it('may echo a wrong tax code in a discarded row, and a request id with blanks', async () => {
    const lines = [HEADER.replace('2026-000001', 'prot 7-01'), DISCARDED.replace('VRDNNA75T60G482I', 'VRDNNA')];
    expect(await kindOf(outcomeOf(lines))).toBe('COMPLETE');
  });
});

describe('incomplete is not corrupt', () => {
  it('INCOMPLETE wherever it is cut', async () => {
    for (let length = 0; length < good.length - 2; length += 1) {
      expect([length, await kindOf(good.subarray(0, length))]).toEqual([length, 'INCOMPLETE']);
    }
  });

  const instead = (line: string, other: string): string[] =>
    [HEADER, NIL, FLAGGED, DISCARDED].map((each) => (each === line ? other : each));
  const field = (line: string, index: number, value: string): string =>
    line
      .split(';')
      .map((each, at) => (at === index ? value : each))
      .join(';');

  it.each<[string, string[]]>([
    ['no R record', [NIL, FLAGGED]],
    ['another version', instead(HEADER, field(HEADER, 1, '2.0'))],
    ['no request id', instead(HEADER, field(HEADER, 2, ''))],
    ['no SIC protocol', instead(HEADER, field(HEADER, 3, ''))],
    ['a bad time', instead(HEADER, field(HEADER, 4, '2026-02-09T25:00:00+01:00'))],
    ['no such day', instead(HEADER, field(HEADER, 4, '2026-02-30T10:00:00+01:00'))],
    ['a time without offset', instead(HEADER, field(HEADER, 5, '2026-02-09T11:00:00'))],
    ['an unknown state', instead(HEADER, field(HEADER, 6, 'FINITA'))],
    ['a bad code', instead(HEADER, field(HEADER, 7, 'boh'))],
    ['a record too long by a field', instead(HEADER, `${HEADER};`)],
    ['row zero', instead(NIL, field(NIL, 1, '000000'))],
    ['a row of five digits', instead(NIL, field(NIL, 1, '00001'))],
    ['a row twice', [HEADER, NIL, NIL]],
    ['a bad tax code', instead(NIL, field(NIL, 2, 'RSSMRA'))],
    ['an unknown outcome', instead(NIL, field(NIL, 3, 'BOH'))],
    ['a certificate without number', instead(NIL, field(NIL, 4, ''))],
    ['no such day of issue', instead(NIL, field(NIL, 5, '2026-02-30'))],
    ['another way of writing the day', instead(NIL, field(NIL, 5, '09/02/2026'))],
    ['a path', instead(NIL, field(NIL, 6, '../c-1.pdf'))],
    ['another path', instead(NIL, field(NIL, 6, 'a\\c-1.pdf'))],
    ['a hidden name', instead(NIL, field(NIL, 6, '.pdf'))],
    ['two dots', instead(NIL, field(NIL, 6, '..'))],
    ['a name with a control character', instead(NIL, field(NIL, 6, 'c\u00011.pdf'))],
    ['a PDF without hash', instead(NIL, field(NIL, 7, ''))],
    ['a hash without PDF', instead(NIL, field(NIL, 6, ''))],
    ['a hash that is none', instead(NIL, field(NIL, 7, 'xyz'))],
    ['an unknown flag', instead(FLAGGED, field(FLAGGED, 8, 'OM,XX'))],
    ['a flag twice', instead(FLAGGED, field(FLAGGED, 8, 'OM,OM'))],
    ['neither flag nor certificate', instead(FLAGGED, field(FLAGGED, 8, ''))],
    ['a discarded row without a code', instead(DISCARDED, field(DISCARDED, 9, ''))],
    ['a discarded row with a certificate', instead(DISCARDED, field(DISCARDED, 4, 'CERT-3'))],
    ['a record of another type', [HEADER, 'X;1']],
    ['an empty line', [HEADER, '', NIL]],
    ['a line too long', [HEADER, `E;${'0'.repeat(100_000)}`]],
  ])('CORRUPT: %s', async (_, lines) => {
    expect(await kindOf(outcomeOf(lines))).toBe('CORRUPT');
  });

  it.each<[string, Buffer]>([
    ['other counts', outcomeOf([HEADER, NIL], `F;1;0;0;${SHA}\r\n`)],
    ['another hash', outcomeOf([HEADER, NIL], `F;0;1;0;${SHA}\r\n`)],
    ['a closing record cut short, its line ended', outcomeOf([HEADER, NIL], `F;0;1;0;abcd\r\n`)],
    ['something after the end', Buffer.concat([good, Buffer.from('E')])],
  ])('CORRUPT: %s', async (_, bytes) => {
    expect(await kindOf(bytes)).toBe('CORRUPT');
  });

  it('R-60 a defect names the line, not what stands in it', async () => {
    const verdict = await inspectOutcomeFile(inChunks(outcomeOf([HEADER, field(NIL, 3, 'BOH')])));
    expect(verdict.kind === 'CORRUPT' && verdict.defect).toBeInstanceOf(OutcomeFileDefect);
    expect(verdict.kind === 'CORRUPT' && verdict.defect.message).toBe('outcome file corrupt at line 2: no E record');
  });

  it('a failing source is not a defect of the file', async () => {
    const source = (async function* () {
      yield good.subarray(0, 20);
      throw new Error('disk lost');
    })();
    await expect(inspectOutcomeFile(source)).rejects.toThrow('disk lost');
  });
});

describe('acknowledgements and refusals', () => {
  const received = 'R;1.0;2026-000001;SIC-2026-1;2026-02-09T10:00:00+01:00;;RICEVUTA;;\r\n';
  const refused = 'R;1.0;;;2026-02-09T10:00:00+01:00;;RIFIUTATA;FIR-001;Impronta errata\r\n';

  it('are read', () => {
    expect(parseReceipt(Buffer.from(received))).toMatchObject({
      kind: 'COMPLETE',
      header: { state: 'RICEVUTA', sicProtocol: 'SIC-2026-1' },
    });
    expect(parseReceipt(Buffer.from(refused))).toMatchObject({
      kind: 'COMPLETE',
      header: { state: 'RIFIUTATA', errorCode: 'FIR-001', requestId: '', message: 'Impronta errata' },
    });
  });

  it('are incomplete without the end of their line', () => {
    for (let length = 0; length < received.length - 1; length += 1) {
      expect(parseReceipt(Buffer.from(received.slice(0, length))).kind).toBe('INCOMPLETE');
    }
  });

  it.each([
    ['a refusal without a code', refused.replace('FIR-001', '')],
    ['an acknowledgement without a SIC protocol', received.replace('SIC-2026-1', '')],
    ['two lines', received + received],
    ['no record', 'ciao\r\n'],
    ['a control character', received.replace('SIC', 'S\u0001C')],
    ['far too much', `${received}${'\n'.repeat(10_000)}`],
  ])('are corrupt: %s', (_, text) => {
    expect(parseReceipt(Buffer.from(text))).toEqual({ kind: 'CORRUPT' });
  });
});

const time = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((at) => `${at.toISOString().slice(0, 19)}+02:00`);
const identifier = fc.stringMatching(/^[A-Z0-9./-]{1,30}$/);
const day = fc.integer({ min: 1, max: 28 }).map((dayOfMonth) => isoDayOf(20260200 + dayOfMonth));
const headers: fc.Arbitrary<OutcomeHeader> = fc.record({
  requestId: identifier,
  sicProtocol: identifier,
  receivedAt: time,
  processedAt: fc.option(time),
  state: fc.constantFrom(...OUTCOME_STATES),
  errorCode: fc.constant('SIC-001'),
  message: fc.option(fc.stringMatching(/^[A-Za-zàèò ,.]{1,60}$/)),
});
const issued = fc.record({
  taxCode: fc.option(fc.constant('RSSMRA80A01H501U')),
  outcome: fc.constantFrom('POSITIVO' as const, 'NULLO' as const),
  certificateNumber: identifier,
  issuedOn: day,
  pdfName: fc.stringMatching(/^[a-z0-9-]{1,20}\.pdf$/),
  pdfSha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  flags: fc.subarray<OutcomeFlagCode>(['OM', 'SI', 'AL', 'RI', 'RD']),
  errorCode: fc.constant(null),
});
const discarded = fc.record({
  taxCode: fc.constant(null),
  outcome: fc.constant('SCARTATO' as const),
  certificateNumber: fc.constant(null),
  issuedOn: fc.constant(null),
  pdfName: fc.constant(null),
  pdfSha256: fc.constant(null),
  flags: fc.constant<OutcomeFlagCode[]>([]),
  errorCode: fc.constantFrom('NOM-003', 'MIN-001'),
});

describe('written outcome files', () => {
  it(`are read as they were written, and twice the same, seed ${SEED}`, async () => {
    await fc.assert(
      fc.asyncProperty(
        headers,
        fc.array(fc.oneof(issued, discarded), { maxLength: 40 }),
        fc.nat(300),
        async (head, list, size) => {
          const rows = list.map((row, index) => ({ row: index + 1, ...row }));
          const bytes = await allBytes(writeOutcomeFile(head, rows));
          expect(await readOutcome(bytes, size + 1)).toEqual({ header: head, rows });
          expect(bytes.equals(await allBytes(writeOutcomeFile(head, rows)))).toBe(true);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });

  const row: OutcomeRow = {
    row: 1,
    taxCode: null,
    outcome: 'NULLO',
    certificateNumber: 'C1',
    issuedOn: '2026-02-09',
    pdfName: 'a.pdf',
    pdfSha256: SHA,
    flags: [],
    errorCode: null,
  };
  const header: OutcomeHeader = {
    requestId: '1',
    sicProtocol: '2',
    receivedAt: '2026-02-09T10:00:00+01:00',
    processedAt: null,
    state: 'COMPLETATA',
    errorCode: null,
    message: 'uno; due',
  };

  it('have flags in the order of the protocol and no separator in the message', async () => {
    const text = (await allBytes(writeOutcomeFile(header, [{ ...row, flags: ['RD', 'OM'] }]))).toString('utf8');
    expect(text).toContain(';OM,RD;');
    expect(text).toContain(';uno, due\r\n');
  });

  it.each<Partial<OutcomeRow>>([
    { pdfName: 'a/b.pdf' },
    { pdfName: 'a;b.pdf' },
    { pdfSha256: null },
    { certificateNumber: null },
    { issuedOn: '2026-02-31' },
    { row: 0 },
    { row: 1_000_000 },
    { outcome: 'SCARTATO' },
  ])('never hold a row like %o', async (change) => {
    await expect(allBytes(writeOutcomeFile(header, [{ ...row, ...change }]))).rejects.toThrow(UnwritableValue);
  });
});
