import type { CertificatesContext } from '../../../subgraphs/certificates/certificates.context.js';
import { DataSubjectService } from '../../../subgraphs/certificates/data-subject/data-subject.service.js';
import { certificatesOfLines } from '../../../subgraphs/certificates/documents/certificate-facts.read-model.js';
import { openContent } from '../../../subgraphs/certificates/issuing/certificate-content.js';
import { verifyStatement } from '../../../subgraphs/certificates/issuing/statement.js';
import { openSubject, type SubjectFields } from '../../../subgraphs/certificates/subject/subject-record.js';
import { issuingWorld, issueAll, type IssuingWorld } from '../../testkit/certificates.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { insertAcceptedRequest } from '../../testkit/requests.js';

const DAY_MS = 86_400_000;
const LINE = 7;
const RECORD = { reference: '12/2026', reason: 'Istanza della signora' };

describe('what a person may ask about her own data (art. 15 and 17 GDPR)', () => {
  let db: TestDatabase;
  let world: IssuingWorld;
  let service: DataSubjectService;
  let requestId: string;
  let subjects: Map<number, SubjectFields>;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    await db.database.query('DELETE FROM certificates.certificate_request');
    world = issuingWorld(db.database);
    service = new DataSubjectService({ ...world, certificateRetentionDays: 180 });
    const request = await insertAcceptedRequest(db.database, world.vault, { items: 40 });
    [requestId, subjects] = [request.id, request.subjects];
    await issueAll(world);
    await ended(true);
  });

  const ended = (yes: boolean): Promise<unknown> =>
    db.database.query('UPDATE certificates.certificate_request SET ended_at = $1', [yes ? world.clock.now() : null]);
  const operator = (officeCode: string, kind = 'operator'): CertificatesContext =>
    ({ actor: { kind, subject: 'op-1', officeCode }, forgetLoaded: () => undefined }) as never;
  const ROMA = operator('PROC-H501');
  const sought = (): { taxCode: string; reference: string; reason: string } => ({
    taxCode: subjects.get(LINE)?.taxCode ?? '',
    ...RECORD,
  });
  const later = (days: number): void => world.clock.advance(days * DAY_MS);
  const certificates = () => certificatesOfLines(db.database, { requestId, firstLine: 1, lastLine: 40 });
  const records = () =>
    db.database.rows<{ kind: string; by: string; key_id: number; sealed: Buffer; item_ids: string[] }>(
      'SELECT kind, by, key_id, sealed, item_ids FROM certificates.subject_request ORDER BY id',
    );

  it('R-60 exports what is held, and records it and every certificate in it', async () => {
    const answer = await service.export(sought(), ROMA);
    expect(answer).toMatchObject({ items: 1, complete: true, endCursor: null, unreadable: 0 });
    const document = JSON.parse(answer.json) as { items: Record<string, never>[] };
    const number = (await certificates()).find(({ line }) => line === LINE)?.number;
    expect(document.items).toMatchObject([
      {
        request: { id: requestId, protocolNumber: '0012345', requestedBy: { ipaCode: 'c_h501' } },
        subject: { taxCode: sought().taxCode, surname: subjects.get(LINE)?.surname },
        certificate: { number, outcome: 'NIL', recipients: [] },
      },
    ]);
    const readings = await db.database.rows(
      'SELECT number, kind, person_key FROM certificates.certificate_reading WHERE number = $1',
      [number],
    );
    expect(readings).toEqual([{ number, kind: 'SUBJECT_EXPORT', person_key: 'operator:op-1' }]);
    const record = (await records()).at(-1);
    expect(record).toMatchObject({ kind: 'EXPORT', by: 'op-1', item_ids: [expect.stringContaining(requestId)] });
    expect(JSON.stringify(record)).not.toContain(sought().taxCode);
  });

  it('finds a person without a tax code by name and birth date, however they are written', async () => {
    const { surname, name, birthDate } = subjects.get(LINE) as SubjectFields;
    const byName = {
      ...RECORD,
      ...{ surname: `${surname.toLowerCase()} `, name, birthDate: birthDate.split('/').reverse().join('-') },
    };
    expect(await service.export(byName, ROMA)).toMatchObject({ items: 1 });
    await expect(service.export({ ...RECORD, surname }, ROMA)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('R-61 finds nothing at another office, and is for operators alone', async () => {
    expect(await service.export(sought(), operator('PROC-G482'))).toMatchObject({ items: 0 });
    later(400);
    expect(await service.erase(sought(), operator('PROC-G482'))).toMatchObject({ erased: 0, retained: [] });
    for (const kind of ['operations', 'contact', 'dashboard', 'anonymous']) {
      await expect(service.export(sought(), operator('PROC-H501', kind))).rejects.toMatchObject({
        code: expect.stringMatching(/FORBIDDEN|UNAUTHENTICATED/),
      });
    }
  });

  it.each<[string, () => unknown, string]>([
    ['while its request is under way', () => ended(false), 'IN_PROCESS'],
    ['while its certificate is valid', () => later(30), 'CERTIFICATE_VALID'],
  ])('R-62 erases nothing %s, and says on what ground', async (_, prepare, ground) => {
    await prepare();
    const answer = await service.erase(sought(), ROMA);
    expect(answer).toMatchObject({ erased: 0, retained: [{ ground, messageIt: expect.stringContaining('art. 17') }] });
    expect(await service.export(sought(), ROMA)).toMatchObject({ items: 1 });
  });

  it('R-35 R-62 erases one person of a block: the others open as before and their statements verify', async () => {
    const before = await certificates();
    later(400);
    expect(await service.erase(sought(), ROMA)).toMatchObject({ erased: 1, retained: [], complete: true });
    expect(await service.erase(sought(), ROMA)).toMatchObject({ erased: 0, retained: [] });
    expect(await service.export(sought(), ROMA)).toMatchObject({ items: 0 });

    const after = await certificates();
    expect(after.map(({ number, verificationCode }) => [number, verificationCode])).toEqual(
      before.map(({ number, verificationCode }) => [number, verificationCode]),
    );
    for (const certificate of after) {
      const { line, number, content, signature } = certificate;
      const subject = openSubject(world.vault, { requestId, line }, certificate.subject);
      if (line === LINE) {
        expect(subject).toBeNull();
        expect(content.sealed).toHaveLength(0);
        expect(certificate.pdfErasedOn).not.toBeNull();
        continue;
      }
      expect(subject).toEqual(subjects.get(line));
      const statement = { ...certificate, subject: subject as SubjectFields };
      const opened = openContent(world.vault, number, content);
      expect(verifyStatement({ ...statement, content: opened }, signature, world.statementKey)).toBe(true);
    }
  });

  it('R-60 the record of it cannot be changed by the product', async () => {
    await service.export(sought(), ROMA);
    for (const text of [
      'DELETE FROM certificates.subject_request',
      "UPDATE certificates.subject_request SET by = ''",
    ]) {
      await expect(db.database.query(text)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('goes on where it stopped', async () => {
    const first = await service.export(sought(), ROMA);
    expect(first.endCursor).toBeNull();
    const after = Buffer.from(`${requestId}:1`).toString('base64url'); // behind the block of lines 1 to 32
    expect(await service.export({ ...sought(), after }, ROMA)).toMatchObject({ items: 0, complete: true });
    await expect(service.export({ ...sought(), after: 'nowhere' }, ROMA)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'input.after' },
    });
  });
});
