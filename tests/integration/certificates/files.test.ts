import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { inspectOutcomeFile, OutcomeFile } from '../../../legacy-adapter/massivo/records/outcome-reader.js';
import type { OutcomeRow } from '../../../legacy-adapter/index.js';
import type { Actor } from '../../../schema/kernel/actor.js';
import type { FileHandler, FileResponse } from '../../../schema/kernel/file-exchange.js';
import { createFileHandler } from '../../../subgraphs/certificates/documents/files.handler.js';
import { ItemOutcomesService } from '../../../subgraphs/certificates/issuing/item-outcomes.service.js';
import { flagged, issueAll, issuingWorld, type IssuingWorld } from '../../testkit/certificates.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { insertParties } from '../../testkit/parties.js';
import { pdfText } from '../../testkit/pdf-text.js';
import { insertAcceptedRequest, type AcceptedRequest, type AcceptedRequestOptions } from '../../testkit/requests.js';
import { readZip } from '../../testkit/zip-reader.js';

const contact = (personKey: string, level = 2): Actor => ({ kind: 'contact', personKey, method: 'SPID', level });
const ROMA = contact('person-roma');

describe('files of a request', () => {
  let db: TestDatabase;
  let world: IssuingWorld;
  let files: FileHandler;
  let unexpected: unknown[];
  beforeAll(async () => {
    db = await createTestDatabase();
    const contacts = { c_h501: 'person-roma', c_g482: 'person-pescara' };
    await insertParties(db.database, { officeCode: 'PROC-H501', contacts });
  });
  afterAll(() => db.drop());
  beforeEach(() => {
    world = issuingWorld(db.database);
    unexpected = [];
    files = createFileHandler({
      ...world,
      receiveMassivoFile: async () => ({ status: 202, headers: {}, body: Buffer.from('received') }),
      onUnexpected: (error) => unexpected.push(error),
    });
  });

  const get = (path: string, actor: Actor = ROMA): Promise<FileResponse> =>
    files({ method: 'GET', path, query: {}, headers: {}, body: null, actor, correlationId: 'corr-1' });
  const bytesOf = async ({ body }: FileResponse): Promise<Buffer> => (body instanceof Readable ? buffer(body) : body);
  const issued = async (options: Partial<AcceptedRequestOptions> = {}): Promise<AcceptedRequest> => {
    const request = await insertAcceptedRequest(db.database, world.vault, { items: 4, ...options });
    await issueAll(world);
    return request;
  };
  const readRows = async (bytes: Buffer): Promise<OutcomeRow[]> => {
    const file = await OutcomeFile.open(Readable.from([bytes]));
    const rows: OutcomeRow[] = [];
    for await (const batch of file.batches()) rows.push(...batch);
    return rows;
  };

  describe('certificates.zip', () => {
    it('R-35 holds a PDF of every issued certificate and a table of all rows', async () => {
      const subject = (line: number): { surname?: string } =>
        line === 3 ? { surname: flagged('RECALL') } : line === 5 ? { surname: 'POSITIVE' } : {};
      const { id, subjects } = await issued({ items: 6, refusedLines: [2], subject });
      const response = await get(`/requests/${id}/certificates.zip`);
      expect(response).toMatchObject({
        status: 200,
        headers: {
          'content-type': 'application/zip',
          'content-disposition': `attachment; filename="certificati-${id}.zip"`,
          'cache-control': 'private, no-store',
          'x-content-type-options': 'nosniff',
        },
      });
      const entries = await readZip(await bytesOf(response));
      const [header, ...lines] = (entries.get('esiti.csv')?.toString() ?? '').trimEnd().split('\r\n');
      expect(header).toBe('row;status;number;outcome;issuedOn;code;file;sha256');
      expect(lines.map((line) => line.split(';')[1])).toEqual([
        'ISSUED',
        'REJECTED',
        'UNDER_REVIEW',
        'ISSUED',
        'ISSUED',
        'ISSUED',
      ]);
      expect(lines[1]).toBe('2;REJECTED;;;;NOM-002;;');
      expect(lines[2]).toBe('3;UNDER_REVIEW;;;;;;');
      expect(entries.size).toBe(5);
      for (const line of lines.filter((text) => text.includes('ISSUED'))) {
        const [row, , number, outcome, issuedOn, , file = '', sha256] = line.split(';');
        const pdf = entries.get(file) ?? Buffer.alloc(0);
        expect(createHash('sha256').update(pdf).digest('hex')).toBe(sha256);
        const text = pdfText(pdf);
        expect(text).toContain(`Certificato n. ${number}`);
        expect(text).toContain(subjects.get(Number(row))?.taxCode || subjects.get(Number(row))?.name);
        expect(text).toContain('FIN-001 — art. 71 D.P.R. 445/2000');
        expect([outcome, issuedOn]).toEqual([row === '5' ? 'POSITIVO' : 'NULLO', '2026-02-09']);
      }
    });

    it('R-34 every PDF of it has the hash that outcome.txt tells', async () => {
      const { id } = await issued({ items: 130 });
      const entries = await readZip(await bytesOf(await get(`/requests/${id}/certificates.zip`)));
      const rows = await readRows(await bytesOf(await get(`/requests/${id}/outcome.txt`)));
      expect(rows).toHaveLength(130);
      for (const { pdfName, pdfSha256 } of rows) {
        const pdf = entries.get(pdfName ?? '') ?? Buffer.alloc(0);
        expect(createHash('sha256').update(pdf).digest('hex')).toBe(pdfSha256);
      }
    });

    it('is the same archive twice: a PDF is made once', async () => {
      const { id } = await issued();
      const first = await bytesOf(await get(`/requests/${id}/certificates.zip`));
      expect((await bytesOf(await get(`/requests/${id}/certificates.zip`))).equals(first)).toBe(true);
    });

    it('R-60 a PDF that massivo sent is in it as it came', async () => {
      const { id } = await insertAcceptedRequest(db.database, world.vault, { items: 2, channel: 'MASSIVO' });
      const content = Buffer.from('%PDF-1.4 from the office');
      const pdf = { content, sha256: createHash('sha256').update(content).digest() };
      const given = { issuedOn: '2026-02-08', errorCode: null, pdf, flags: [], outcome: 'NULLO' as const };
      await db.database.transaction((sql) =>
        new ItemOutcomesService(world).takeIn(
          sql,
          { requestId: id, firstSeq: 1, lastSeq: 2 },
          (async function* () {
            yield [{ seq: 1, certificateNumber: 'H501/2026/../1', ...given }];
          })(),
        ),
      );
      const entries = await readZip(await bytesOf(await get(`/requests/${id}/certificates.zip`)));
      expect([...entries.keys()]).toEqual(['H501_2026____1_1.pdf', 'esiti.csv']);
      expect(entries.get('H501_2026____1_1.pdf')).toEqual(content);
      expect(entries.get('esiti.csv')?.toString()).toContain('2;OPEN;;;;;;');
      const one = await get(`/certificates/${encodeURIComponent('H501/2026/../1')}.pdf`);
      expect(await bytesOf(one)).toEqual(content);
    });

    it('R-60 each certificate in it is recorded with person, body and purpose', async () => {
      const { id } = await issued();
      await bytesOf(await get(`/requests/${id}/certificates.zip`));
      const readings = await db.database.rows(
        `SELECT reading.kind::text, person_key, ipa_code, purpose_code, count(*)::int AS readings
         FROM certificates.certificate_reading reading JOIN certificates.certificate USING (number) WHERE request_id = $1
         GROUP BY reading.kind, person_key, ipa_code, purpose_code`,
        [id],
      );
      expect(readings).toEqual([
        { kind: 'ARCHIVE', person_key: 'person-roma', ipa_code: 'c_h501', purpose_code: 'FIN-001', readings: 4 },
      ]);
    });

    it('stops when the client goes away', async () => {
      const { id } = await issued({ items: 400 });
      const { body } = await get(`/requests/${id}/certificates.zip`);
      if (!(body instanceof Readable)) throw new Error('not streamed');
      for await (const _ of body) break;
      expect(body.destroyed).toBe(true);
      const made = await db.database.one<{ documents: number }>(
        `SELECT count(*)::int AS documents FROM certificates.certificate_document JOIN certificates.certificate USING (number)
         WHERE request_id = $1`,
        [id],
      );
      expect(made?.documents).toBeLessThan(400);
    });

    it('breaks off when the database fails in the middle, instead of ending as if it were whole', async () => {
      const { id } = await issued({ items: 120 });
      await db.database.query(
        `UPDATE certificates.certificate SET sealed = '\\x00' WHERE request_id = $1 AND line = 60`,
        [id],
      );
      const response = await get(`/requests/${id}/certificates.zip`);
      await expect(bytesOf(response)).rejects.toThrow();
    });
  });

  describe('outcome.txt', () => {
    it('is MASSIVA v1 to the byte', async () => {
      const subject = (line: number): { surname?: string } => (line === 3 ? { surname: 'POSITIVE' } : {});
      const { id, subjects } = await issued({ items: 3, refusedLines: [2], fileRequestId: '2026-000001', subject });
      const numbers = await db.database.rows<{ number: string }>(
        'SELECT number FROM certificates.certificate WHERE request_id = $1 ORDER BY line',
        [id],
      );
      const response = await get(`/requests/${id}/outcome.txt`);
      expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
      const tax = (line: number): string => subjects.get(line)?.taxCode ?? '';
      const records = [
        `R;1.0;2026-000001;${id};2026-02-09T10:00:00+01:00;2026-02-09T11:00:00+01:00;COMPLETATA_CON_SCARTI;;`,
        `E;000001;${tax(1)};NULLO;${numbers[0]?.number};2026-02-09;;;;`,
        `E;000002;${tax(2)};SCARTATO;;;;;;NOM-002`,
        `E;000003;${tax(3)};POSITIVO;${numbers[1]?.number};2026-02-09;;;;`,
      ].map((record) => `${record}\r\n`);
      const hash = createHash('sha256').update(records.join('')).digest('hex');
      expect((await bytesOf(response)).toString()).toBe(`${records.join('')}F;1;1;1;${hash}\r\n`);
    });

    it('tells only rows that have an end while others are open, and is good all the same', async () => {
      const request = await insertAcceptedRequest(db.database, world.vault, { items: 4, refusedLines: [2, 4] });
      const bytes = await bytesOf(await get(`/requests/${request.id}/outcome.txt`));
      expect(bytes.toString()).toMatch(/^R;1\.0;[^;]+;[^;]+;2026-02-09T10:00:00\+01:00;;RICEVUTA;;\r\n/);
      expect(await readRows(bytes)).toMatchObject([
        { row: 2, outcome: 'SCARTATO' },
        { row: 4, outcome: 'SCARTATO' },
      ]);
      await issueAll(world);
    });

    it('R-25 tells abandoned rows as discarded and the request as failed', async () => {
      const { id } = await insertAcceptedRequest(db.database, world.vault, { items: 2, channel: 'MASSIVO' });
      const range = { requestId: id, firstSeq: 1, lastSeq: 2 };
      await db.database.transaction((sql) =>
        new ItemOutcomesService(world).endOpen(sql, range, 'ABANDONED', 'DIS-001'),
      );
      const bytes = await bytesOf(await get(`/requests/${id}/outcome.txt`));
      expect(await inspectOutcomeFile(Readable.from([bytes]))).toMatchObject({
        kind: 'COMPLETE',
        header: { state: 'FALLITA', errorCode: 'DIS-001' },
        closing: { positive: 0, nil: 0, discarded: 2 },
      });
    });

    it('is read by the strict reader for a few thousand rows, flags and PDFs among them', async () => {
      const { id } = await issued({ items: 2_500, refusedLines: [1, 17, 2_500] });
      const verdict = await inspectOutcomeFile(
        Readable.from([await bytesOf(await get(`/requests/${id}/outcome.txt`))]),
      );
      expect(verdict).toMatchObject({ kind: 'COMPLETE', closing: { positive: 0, nil: 2_497, discarded: 3 } });
      const readings = await db.database.one(
        `SELECT count(*)::int AS readings FROM certificates.certificate_reading JOIN certificates.certificate USING (number)
         WHERE request_id = $1 AND certificate_reading.kind = 'OUTCOME_FILE'`,
        [id],
      );
      expect(readings).toEqual({ readings: 2_497 });
    });
  });

  describe('a certificate', () => {
    it('R-35 is one PDF, the same each time, and R-60 each reading is recorded', async () => {
      const { id } = await issued({ items: 1 });
      const row = await db.database.one<{ number: string }>(
        'SELECT number FROM certificates.certificate WHERE request_id = $1',
        [id],
      );
      const number = row?.number ?? '';
      const response = await get(`/certificates/${number}.pdf`);
      const pdf = await bytesOf(response);
      expect(response).toMatchObject({
        status: 200,
        headers: {
          'content-type': 'application/pdf',
          'content-length': String(pdf.length),
          'content-disposition': `attachment; filename="${number}.pdf"`,
        },
      });
      expect(pdfText(pdf)).toContain('Ente c_h501');
      const again = await Promise.all([get(`/certificates/${number}.pdf`), get(`/certificates/${number}.pdf`)]);
      for (const other of again) expect((await bytesOf(other)).equals(pdf)).toBe(true);
      const readings = await db.database.rows(
        'SELECT kind::text FROM certificates.certificate_reading WHERE number = $1',
        [number],
      );
      expect(readings).toEqual([{ kind: 'PDF' }, { kind: 'PDF' }, { kind: 'PDF' }]);
    });

    it('made by several at once is one and the same', async () => {
      const { id } = await issued({ items: 1 });
      const row = await db.database.one<{ number: string }>(
        'SELECT number FROM certificates.certificate WHERE request_id = $1',
        [id],
      );
      const responses = await Promise.all(Array.from({ length: 6 }, () => get(`/certificates/${row?.number}.pdf`)));
      const hashes = responses.map(({ body }) =>
        createHash('sha256')
          .update(body as Buffer)
          .digest('hex'),
      );
      expect(new Set(hashes).size).toBe(1);
    });
  });

  describe('who may read', () => {
    let id: string;
    let number: string;
    beforeAll(async () => {
      world = issuingWorld(db.database);
      ({ id } = await issued({ items: 1 }));
      const row = await db.database.one<{ number: string }>(
        'SELECT number FROM certificates.certificate WHERE request_id = $1',
        [id],
      );
      number = row?.number ?? '';
    });

    const paths = (): string[] => [
      `/requests/${id}/certificates.zip`,
      `/requests/${id}/outcome.txt`,
      `/certificates/${number}.pdf`,
    ];

    it.each<[string, Actor, string, number]>([
      ['nobody signed in', { kind: 'anonymous' }, 'UNAUTHENTICATED', 401],
      ['an operator', { kind: 'operator', subject: 'op', officeCode: 'PROC-H501' }, 'FORBIDDEN', 403],
      ['operations', { kind: 'operations', subject: 'alice' }, 'FORBIDDEN', 403],
      ['a dashboard', { kind: 'dashboard', subject: 'd' }, 'FORBIDDEN', 403],
      ['a contact of the body with level 1', contact('person-roma', 1), 'FORBIDDEN', 403],
      ['a contact of another body', contact('person-pescara'), 'NOT_FOUND', 404],
      ['a contact of no body', contact('person-nobody'), 'NOT_FOUND', 404],
    ])('R-61 not %s', async (_, actor, code, status) => {
      for (const path of paths()) {
        const response = await get(path, actor);
        expect(response.status).toBe(status);
        expect(JSON.parse((await bytesOf(response)).toString())).toMatchObject({
          code,
          correlationId: 'corr-1',
          retryable: false,
        });
      }
    });

    it('R-61 what is not theirs looks like what is not there', async () => {
      const foreign = await bytesOf(await get(`/requests/${id}/outcome.txt`, contact('person-pescara')));
      const missing = await bytesOf(
        await get('/requests/0195d1e0-0000-7000-8000-000000000099/outcome.txt', contact('person-pescara')),
      );
      expect(foreign.toString()).toBe(missing.toString());
    });

    it.each([
      '/requests/0195d1e0-0000-7000-8000-000000000099/outcome.txt',
      "/requests/' OR 1=1/certificates.zip",
      '/requests/../outcome.txt',
      '/certificates/%00.pdf',
      '/certificates/%E0%A4%A.pdf',
      '/certificates/AD-H501-2026-99999999.pdf',
      '/certificates/',
      '/',
      '/massivo-files',
    ])('nothing is under %s', async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(unexpected).toEqual([]);
    });
  });

  it('hands massivo files on, and answers what is thrown there', async () => {
    const post = {
      method: 'POST',
      path: '/massivo-files',
      query: {},
      headers: {},
      body: null,
      actor: ROMA,
      correlationId: 'c',
    } as const;
    expect(await files(post)).toMatchObject({ status: 202, body: Buffer.from('received') });
    const failing = createFileHandler({
      ...world,
      receiveMassivoFile: () => Promise.reject(new Error('RSSMRA80A01H501U')),
      onUnexpected: (error) => unexpected.push(error),
    });
    const response = await failing(post);
    expect(response.status).toBe(500);
    expect((await bytesOf(response)).toString()).not.toContain('RSSMRA');
    expect(unexpected).toHaveLength(1);
  });

  it('R-60 nobody rewrites who read what', async () => {
    const rewriting = [
      `UPDATE certificates.certificate_reading SET person_key = 'x'`,
      'DELETE FROM certificates.certificate_reading',
      'TRUNCATE certificates.certificate_reading',
    ];
    for (const statement of rewriting)
      await expect(db.database.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
