import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { SYNTHETIC_MESSAGE } from '../../../legacy-adapter/emulator/records/outcome-records.rules.js';
import {
  DropSite,
  NOW,
  readOutcome,
  readZip,
  requestBytes,
  requestName,
  ROMA,
  RunningEmulator,
} from './emulator-harness.js';

const FIXTURES = new URL('../../fixtures/massivo/', import.meta.url);
const REAL_FILES = [
  { stem: 'c_h501_PROC-H501_20260209_000001', officeCode: 'PROC-H501', requestId: '2026-000001' },
  { stem: 'c_g482_PROC-G482_20260210_000007', officeCode: 'PROC-G482', requestId: '2026-000007' },
];

describe('the answers of an office', () => {
  let emulator: RunningEmulator;
  let site: DropSite;

  beforeEach(async () => {
    emulator = await RunningEmulator.start();
    site = emulator.site;
  });
  afterEach(async () => {
    await emulator.stop();
    await site.remove();
  });

  describe.each(REAL_FILES)('to MASSIVA_$stem', ({ stem, officeCode, requestId }) => {
    it('R-31 come to the expected code in every row, with a certificate for each good one', async () => {
      const expected = (await readFile(new URL(`MASSIVA_${stem}.expected.csv`, FIXTURES), 'utf8'))
        .trim()
        .split('\n')
        .slice(1);
      await site.send(`MASSIVA_${stem}.txt`, await readFile(new URL(`MASSIVA_${stem}.txt`, FIXTURES)), officeCode);
      const receipt = await site.answer(`ack/MASSIVA_${stem}.ack`, officeCode);
      const { header, rows, closing, hashHolds } = readOutcome(await site.answer(`out/ESITI_${stem}.txt`, officeCode));
      const pdfs = await readZip(site.path(officeCode, 'out', `CERTIFICATI_${stem}.zip`));

      const sicProtocol = 'SIC-2026-0000001';
      expect(receipt).toBe(`R;1.0;${requestId};${sicProtocol};${NOW};;RICEVUTA;;${SYNTHETIC_MESSAGE}\r\n`);
      expect(header).toEqual([
        'R',
        '1.0',
        requestId,
        sicProtocol,
        NOW,
        NOW,
        'COMPLETATA_CON_SCARTI',
        '',
        SYNTHETIC_MESSAGE,
      ]);
      expect(rows.map(([, row, taxCode, , , , , , , code]) => `${Number(row)},${taxCode},${code || 'OK'}`)).toEqual(
        expected,
      );
      expect(hashHolds).toBe(true);

      const issued = rows.filter(([, , , outcome]) => outcome !== 'SCARTATO');
      const discarded = rows.length - issued.length;
      const positive = issued.filter(([, , , outcome]) => outcome === 'POSITIVO').length;
      expect(closing.slice(1, 4)).toEqual([positive, issued.length - positive, discarded].map(String));
      expect(new Map(issued.map(([, , , , , , pdfName = '', sha256 = '']) => [pdfName, sha256]))).toEqual(pdfs);
      expect(new Set(issued.map(([, , , , number]) => number)).size).toBe(issued.length);
      expect(new Set(issued.map(([, , , , , issueDate]) => issueDate))).toEqual(new Set(['2026-02-09']));
    });
  });

  it('answers the same rows at every office and in every run, under numbers of their own', async () => {
    const told = async (count: number, requestId: string): Promise<string[][]> => {
      await site.send(requestName(count), requestBytes(requestId, { rows: 200 }));
      const { rows } = readOutcome(await site.answer(`out/${requestName(count).replace('MASSIVA', 'ESITI')}`));
      return rows;
    };
    const [first, second] = [await told(1, 'R-1'), await told(2, 'R-2')];
    const withoutNumbers = (rows: string[][]) =>
      rows.map(([, row, taxCode, outcome, , , , , flags]) => [row, taxCode, outcome, flags]);
    expect(withoutNumbers(first)).toEqual(withoutNumbers(second));
    const numbers = [...first, ...second].map(([, , , , number]) => number);
    expect(new Set(numbers).size).toBe(400);
  });

  it('sends no ZIP when nothing was issued', async () => {
    const minor = requestBytes('R-1', { rows: 2, protocolDate: '01/01/1950' });
    await site.send(requestName(1), minor);
    const outcome = readOutcome(await site.answer(`out/${requestName(1).replace('MASSIVA', 'ESITI')}`));
    expect(outcome.closing.slice(1, 4)).toEqual(['0', '0', '2']);
    await site.closed(1);
    expect(await site.files('out')).toEqual([requestName(1).replace('MASSIVA', 'ESITI')]);
  });

  it('moves what it has taken in to done/ and leaves no .part behind', async () => {
    const bytes = requestBytes('R-1');
    await site.send(requestName(1), bytes);
    await site.closed(1);
    expect(await readFile(site.path(ROMA, 'in', 'done', requestName(1)))).toEqual(bytes);
    for (const folder of ['in', 'ack', 'err', 'out']) {
      expect((await site.files(folder)).filter((name) => name.endsWith('.part') || folder === 'in')).toEqual([]);
    }
  });

  it('R-60 writes into its books what became of each row, and no personal data', async () => {
    await site.send(requestName(1), requestBytes('R-1', { rows: 50 }));
    const books = await site.closed(1);
    const rows = await readFile(`${site.state}/rows/SIC-2026-0000001.jsonl`, 'utf8');
    const [first] = rows.split('\n');
    expect(JSON.parse(first ?? '')).toEqual({
      requestId: 'R-1',
      row: 1,
      outcome: 'NULLO',
      certificateNumber: 'H501-2026-0000001-000001',
    });
    expect(rows.trim().split('\n')).toHaveLength(50);
    expect(books.map(({ step }) => step)).toEqual([
      'received',
      'answered',
      'processing',
      'processed',
      'answered',
      'answered',
      'closed',
    ]);
    expect(rows + JSON.stringify(books) + JSON.stringify(emulator.events)).not.toMatch(
      /[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]/,
    );
  });

  it('finds an office when its folder appears', async () => {
    await mkdir(site.path('PROC-F205'));
    const who = { officeCode: 'PROC-F205' };
    await site.send(requestName(1, who), requestBytes('R-1', who), 'PROC-F205');
    expect(await site.answer(`ack/${requestName(1, who).replace('.txt', '.ack')}`, 'PROC-F205')).toContain(
      ';RICEVUTA;',
    );
  });

  it('goes on with what is open when it is stopped and started again, at the time of the first processing', async () => {
    await site.tell({ offices: { '*': { noAnswer: { answers: ['outcome'] } } } });
    await emulator.seen('control-read');
    await site.send(requestName(1), requestBytes('R-1'));
    await emulator.seen('processed');
    await emulator.stop();
    await site.tell({});
    emulator = await RunningEmulator.start({}, site);
    expect(readOutcome(await site.answer(`out/${requestName(1).replace('MASSIVA', 'ESITI')}`)).hashHolds).toBe(true);
    expect((await site.closed(1)).filter(({ step }) => step === 'processed')).toHaveLength(1);
  });

  it('SIC-001: fails what it can no longer read as it was received', async () => {
    await site.tell({ offices: { '*': { processDelayMs: 3_600_000 } } });
    await emulator.seen('control-read');
    for (const count of [1, 2]) {
      await site.send(requestName(count), requestBytes(`R-${count}`));
      await site.answer(`ack/${requestName(count).replace('.txt', '.ack')}`);
    }
    await rm(site.path(ROMA, 'in', 'done', requestName(1)));
    await writeFile(site.path(ROMA, 'in', 'done', requestName(2)), requestBytes('R-2', { rows: 2 }));
    await site.tell({});
    for (const count of [1, 2]) {
      const { header } = readOutcome(await site.answer(`out/${requestName(count).replace('MASSIVA', 'ESITI')}`));
      expect(header.slice(6, 8)).toEqual(['FALLITA', 'SIC-001']);
    }
  });

  it('lets a small file of one office pass the large ones of another', async () => {
    const large = [1, 2, 3, 4, 5, 6].map((count) => requestBytes(`R-${count}`, { rows: 1000, seed: count }));
    await Promise.all(large.map((bytes, index) => site.send(requestName(index + 1), bytes)));
    await emulator.seen('received');
    const other = { officeCode: 'PROC-G482' };
    await site.send(requestName(1, other), requestBytes('R-9', other), other.officeCode);
    const books = await site.closed(7);
    const order = books.flatMap((entry) => (entry.step === 'closed' ? [entry.receipt] : []));
    const small = books.find((entry) => entry.step === 'received' && entry.requestId === 'R-9');
    expect(order.indexOf(small?.receipt ?? -1)).toBeLessThan(order.length - 1);
  });
});
