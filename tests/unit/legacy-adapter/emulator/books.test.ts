import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BookEntry, ReceivedEntry } from '../../../../legacy-adapter/emulator/books/book-entries.js';
import { Books, BooksError } from '../../../../legacy-adapter/emulator/books/books.store.js';
import type { EventFields } from '../../../../legacy-adapter/emulator/events.js';
import { FixedClock } from '../../../../schema/kernel/clock.js';

const AT = '2026-02-09T10:00:00+01:00';
const clock = new FixedClock('2026-02-09T10:00:30+01:00');

const received = (receipt: number, change: Partial<ReceivedEntry> = {}): ReceivedEntry => ({
  step: 'received',
  receipt,
  at: AT,
  officeCode: 'PROC-H501',
  file: `file-${receipt}`,
  takenAs: `file-${receipt}`,
  sha256: 'aa',
  bytes: 1,
  ipaCode: 'c_h501',
  requestId: `R-${receipt}`,
  rows: 1,
  sicProtocol: `SIC-2026-${receipt}`,
  ...change,
});

describe('Books', () => {
  let stateDir: string;
  let path: string;
  const reported: [string, EventFields | undefined][] = [];
  const open = (): Promise<Books> =>
    Books.open(stateDir, { clock, events: { report: (event, fields) => reported.push([event, fields]) } });

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'emulator-books-'));
    path = join(stateDir, 'books.jsonl');
    reported.length = 0;
  });
  afterEach(() => rm(stateDir, { recursive: true }));

  async function written(...entries: BookEntry[]): Promise<void> {
    const books = await open();
    await Promise.all(entries.map((entry) => books.append(entry)));
    await books.close();
  }

  it('knows after a restart what is open, how far it is, and how long ago it came', async () => {
    const answered = { officeCode: 'PROC-H501', file: 'a', sicProtocol: 's', repeated: false } as const;
    await written(
      received(1),
      received(2),
      { step: 'answered', receipt: 1, at: AT, answer: 'ack', ...answered, faults: ['cutFile'] },
      { step: 'answered', receipt: 1, at: AT, answer: 'ack', ...answered, faults: [] },
      { step: 'processing', receipt: 1, at: AT },
      { step: 'crash', receipt: 1, at: AT, crash: 'processing' },
      { step: 'closed', receipt: 2, at: AT },
    );
    const { index, ...books } = await open();
    expect(books).toBeDefined();
    const [first, ...others] = index.openReceipts('PROC-H501');
    expect(others).toEqual([]);
    expect(first?.processing?.at).toBe(AT);
    expect(first?.crashes).toEqual(new Set(['processing']));
    expect(first?.answers.get('ack')).toMatchObject({ faults: [], completed: true });
    expect(performance.now() - (first?.receivedMs ?? 0)).toBeGreaterThanOrEqual(30_000);
    expect(index.nextReceipt()).toBe(3);
    expect(index.offices()).toEqual(['PROC-H501']);
  });

  it('finds the first SIC protocol by requestId and by name, after the receipt was closed too', async () => {
    await written(received(1), { step: 'closed', receipt: 1, at: AT }, received(2, { errorCode: 'OBB-001' }));
    const { index } = await open();
    const other = { ipaCode: 'c_g482', requestId: 'R-9', officeCode: 'PROC-G482', file: 'other' };
    expect(index.earlierProtocol({ ...other, ipaCode: 'c_h501', requestId: 'R-1' })).toBe('SIC-2026-1');
    expect(index.earlierProtocol({ ...other, officeCode: 'PROC-H501', file: 'file-1' })).toBe('SIC-2026-1');
    expect(index.earlierProtocol({ ...other, requestId: 'R-1' })).toBeUndefined();
    expect(index.earlierProtocol({ ...other, ipaCode: 'c_h501', requestId: 'R-2' })).toBeUndefined();
  });

  it('drops a last line that a crash has cut short, and goes on after what was whole', async () => {
    await written(received(1));
    await appendFile(path, JSON.stringify(received(2)).slice(0, 40));
    await written(received(2));
    expect(reported).toContainEqual(['books-mended', { dropped: 40 }]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as BookEntry)).toEqual([received(1), received(2)]);
  });

  it('keeps a last line of which only the line end is missing', async () => {
    await writeFile(path, JSON.stringify(received(1)));
    await written(received(2));
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as BookEntry)).toEqual([received(1), received(2)]);
  });

  it('does not guess over damage in the middle', async () => {
    await writeFile(path, `${JSON.stringify(received(1))}\n{{{\n${JSON.stringify(received(2))}\n`);
    await expect(open()).rejects.toThrow(BooksError);
  });

  it('writes entries in the order of asking, however many at once', async () => {
    await written(...Array.from({ length: 200 }, (_, index) => received(index + 1)));
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as BookEntry).receipt)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
  });

  it('fails for good when the disk refuses', async () => {
    const books = await open();
    await books.close();
    await expect(books.append(received(1))).rejects.toThrow(BooksError);
    await expect(books.append(received(2))).rejects.toThrow(BooksError);
  });
});
