import { Readable } from 'node:stream';
import { AnswerDefect } from '../../../../legacy-adapter/massivo/answers/answer-defect.js';
import { answeredBy, answerPlaces } from '../../../../legacy-adapter/massivo/answers/answer-names.rules.js';
import { OutcomeMatch } from '../../../../legacy-adapter/massivo/answers/outcome-match.rules.js';
import { firstProtocolIn, readReceipt } from '../../../../legacy-adapter/massivo/answers/receipt-answer.js';
import { rowNumbers } from '../../../../legacy-adapter/massivo/answers/row-numbers.rules.js';
import type { OutcomeHeader, OutcomeRow } from '../../../../legacy-adapter/massivo/records/massivo-record.type.js';

const NAME = 'MASSIVA_c_h501_PROC-H501_20260610_000001.txt';

describe('the places of answers', () => {
  it('are those of the protocol', () => {
    expect(answerPlaces(NAME)).toEqual({
      ack: { folder: 'ack', name: 'MASSIVA_c_h501_PROC-H501_20260610_000001.ack' },
      err: { folder: 'err', name: 'MASSIVA_c_h501_PROC-H501_20260610_000001.err' },
      outcome: { folder: 'out', name: 'ESITI_c_h501_PROC-H501_20260610_000001.txt' },
      certificates: { folder: 'out', name: 'CERTIFICATI_c_h501_PROC-H501_20260610_000001.zip' },
    });
  });

  it('lead back to the request file', () => {
    for (const [kind, place] of Object.entries(answerPlaces(NAME))) {
      expect(answeredBy(place)).toEqual({ requestName: NAME, kind });
    }
  });

  it.each([
    ['out', NAME],
    ['ack', NAME],
    ['ack', 'MASSIVA_c_h501_PROC-H501_20260610_000001.err'],
    ['err', 'ESITI_c_h501_PROC-H501_20260610_000001.err'],
    ['out', 'ESITI_c_h501_PROC-H501_20260610_000001.zip'],
    ['out', 'README.txt'],
    ['ack', '.ack'],
  ] as const)('%s/%s is no answer', (folder, name) => {
    expect(answeredBy({ folder, name })).toBeNull();
  });
});

describe('the match of an outcome with what was sent', () => {
  const row = (number: number, taxCode: string | null): OutcomeRow => ({
    ...{ row: number, taxCode, outcome: 'NULLO', certificateNumber: `N-${number}`, issuedOn: '2026-06-10' },
    ...{ pdfName: null, pdfSha256: null, flags: [], errorCode: null },
  });
  const match = (answered: OutcomeRow[], sent: string[]): string | null => {
    const found = new OutcomeMatch(sent.length, '2026-06-10');
    for (const one of answered) found.add(one);
    for (const [index, taxCode] of sent.entries()) found.compare(index + 1, taxCode);
    return found.mismatch();
  };

  const DISCARDED = { outcome: 'SCARTATO', certificateNumber: null, issuedOn: null } as const;

  it.each<[string, OutcomeRow[], string[], string | null]>([
    ['the same', [row(1, 'A'), row(2, 'B')], ['A', 'B'], null],
    ['in another order', [row(2, 'B'), row(1, 'A')], ['A', 'B'], null],
    ['without tax code on both sides', [row(1, null)], [''], null],
    ['of today', [{ ...row(1, 'A'), issuedOn: '2026-06-10' }], ['A'], null],
    ['of tomorrow', [{ ...row(1, 'A'), issuedOn: '2026-06-11' }], ['A'], 'issued in the future 000001'],
    ['a row missing', [row(1, 'A')], ['A', 'B'], 'missing 000002'],
    ['a row too many', [row(1, 'A'), row(7, 'A')], ['A'], 'not sent 000007'],
    ['another person', [row(1, 'B')], ['A'], 'other tax code 000001'],
    [
      'a number given twice',
      [row(1, 'A'), { ...row(2, 'B'), certificateNumber: 'N-1' }],
      ['A', 'B'],
      'number of another row 000002',
    ],
    ['a code that nobody knows', [{ ...row(1, 'A'), ...DISCARDED, errorCode: 'XYZ-999' }], ['A'], 'code 000001'],
    ['a known code', [{ ...row(1, 'A'), ...DISCARDED, errorCode: 'NOM-003' }], ['A'], null],
    ['a code on a row that is not discarded', [{ ...row(1, 'A'), errorCode: 'NOM-003' }], ['A'], 'code 000001'],
    ['a tax code withheld', [row(1, null)], ['A'], 'other tax code 000001'],
    ['a tax code invented', [row(1, 'A')], [''], 'other tax code 000001'],
    [
      'everything wrong',
      [row(1, 'B'), row(9, 'C')],
      ['A', 'B'],
      'missing 000002; not sent 000009; other tax code 000001',
    ],
  ])('%s', (_case, answered, sent, expected) => {
    expect(match(answered, sent)).toBe(expected);
  });

  it('keeps no more rows, and tells no more of them, than were awaited', () => {
    const found = new OutcomeMatch(2, '2026-06-10');
    for (let number = 1; number <= 10_000; number += 1) found.add(row(number, null));
    expect(found.rows.size).toBe(2);
    expect(found.mismatch()?.length).toBeLessThan(400);
  });
});

describe('row numbers', () => {
  it.each([
    [[], ''],
    [[3, 17], '000003,000017'],
  ])('%j: %s', (rows, expected) => expect(rowNumbers(rows)).toBe(expected));

  it('are at most twenty', () => {
    expect(rowNumbers(Array.from({ length: 21 }, (_, index) => index + 1))).toMatch(/^(\d{6},){20}…$/);
  });
});

describe('receipts', () => {
  const header = (some: Partial<OutcomeHeader>): OutcomeHeader => ({
    ...{ requestId: 'X', sicProtocol: '', receivedAt: '2026-06-10T12:00:00+02:00', processedAt: null },
    ...{ state: 'RIFIUTATA', errorCode: 'TES-004', message: null },
    ...some,
  });

  it.each<[Partial<OutcomeHeader>, string | null]>([
    [{ message: 'Richiesta gia ricevuta con protocollo SIC-H501-0000031' }, 'SIC-H501-0000031'],
    [{ message: 'gia ricevuta (protocollo 2026/000031).' }, '2026/000031'],
    [{ message: 'gia ricevuta', sicProtocol: 'SIC-7' }, 'SIC-7'],
    [{ message: 'gia ricevuta' }, null],
    [{}, null],
  ])('TES-004 with %j carries %p', (some, expected) => {
    expect(firstProtocolIn(header(some))).toBe(expected);
  });

  const read = (kind: 'ACKNOWLEDGEMENT' | 'REFUSAL', text: string) =>
    readReceipt(kind, Readable.from([Buffer.from(text)]), 'X');

  it.each([
    [
      'ACKNOWLEDGEMENT',
      'R;1.0;X;S;2026-06-10T12:00:00+02:00;;RIFIUTATA;TES-001;\r\n',
      'ACKNOWLEDGEMENT_MISMATCH state',
    ],
    ['ACKNOWLEDGEMENT', 'R;1.0;Y;S;2026-06-10T12:00:00+02:00;;RICEVUTA;;\r\n', 'ACKNOWLEDGEMENT_MISMATCH requestId'],
    ['ACKNOWLEDGEMENT', '', 'ACKNOWLEDGEMENT_INCOMPLETE'],
    ['ACKNOWLEDGEMENT', 'R;1.0;X', 'ACKNOWLEDGEMENT_INCOMPLETE'],
    ['REFUSAL', 'x'.repeat(100_000), 'REFUSAL_CORRUPT'],
    ['REFUSAL', 'R;1.0;X;S;2026-06-10T12:00:00+02:00;;RICEVUTA;;\r\n', 'REFUSAL_MISMATCH state'],
  ] as const)('%s %#: %s', async (kind, text, trouble) => {
    await expect(read(kind, text)).rejects.toMatchObject({ message: trouble });
  });

  it('a refusal of a file that could not be read is known by its name alone', async () => {
    expect(await read('REFUSAL', 'R;1.0;;;2026-06-10T12:00:00+02:00;;RIFIUTATA;FIR-001;\r\n')).toMatchObject({
      errorCode: 'FIR-001',
    });
  });

  it('only what may still be mended is waited for', () => {
    expect(new AnswerDefect('ARCHIVE_MISSING').isPassing).toBe(true);
    expect(new AnswerDefect('PDF_HASH_MISMATCH', { rows: [3] })).toMatchObject({
      isPassing: false,
      message: 'PDF_HASH_MISMATCH 000003',
    });
  });
});
