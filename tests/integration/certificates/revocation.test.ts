import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { Actor } from '../../../schema/kernel/actor.js';
import type { FileResponse } from '../../../schema/kernel/file-exchange.js';
import { certificatesOfLines } from '../../../subgraphs/certificates/documents/certificate-facts.read-model.js';
import { verifyCertificate } from '../../../subgraphs/certificates/verification/verification.service.js';
import { BODY, CONTACT, createBridgeWorld, OPERATOR, type BridgeWorld } from '../../testkit/bridge-world.js';
import { insertAcceptedRequest } from '../../testkit/requests.js';
import { readZip } from '../../testkit/zip-reader.js';

const REVOKE = `mutation ($number: ID!, $reason: String!) {
  revokeCertificate(number: $number, reason: $reason) { number revokedAt revocationReason pdfUrl }
}`;
const REASON = 'Rilasciato per errore di persona: Rossi Maria';

describe('revoking a certificate', () => {
  let world: BridgeWorld;
  beforeAll(async () => {
    world = await createBridgeWorld();
  });
  afterAll(() => world.drop());
  beforeEach(() => world.issuing.clock.set('2026-06-10T10:00:00Z'));

  /** A request with two certificates. */
  async function issued(): Promise<{ id: string; number: string; code: string }> {
    const { database, vault } = world.issuing;
    const { id } = await insertAcceptedRequest(database, vault, { items: 2, ipaCode: BODY });
    await world.issue();
    const [first] = await certificatesOfLines(database, { requestId: id, firstLine: 1, lastLine: 1 });
    if (!first) throw new Error('nothing was issued');
    return { id, number: first.number, code: first.verificationCode };
  }

  const revoke = (number: string, { reason = REASON, actor = OPERATOR }: { reason?: string; actor?: Actor } = {}) =>
    world.ask('certificates', actor, REVOKE, { number, reason });
  const codeOf = (answer: { errors: unknown[] }): unknown =>
    (answer.errors[0] as { extensions?: { code?: unknown } } | undefined)?.extensions?.code;
  const get = async (path: string): Promise<FileResponse> => {
    const { files } = world.certificates;
    if (!files) throw new Error('the subgraph hands out no files');
    return files({ method: 'GET', path, query: {}, headers: {}, body: null, actor: CONTACT, correlationId: 'c' });
  };

  it('R-35 is told by whoever asks, from then on, and nothing of the person with it', async () => {
    const { number, code } = await issued();
    expect(await verifyCertificate(world.issuing, code)).toMatchObject({ status: 'VALID', revokedOn: null });
    const answer = await revoke(number);
    expect(answer).toMatchObject({
      errors: [],
      data: { revokeCertificate: { number, revocationReason: REASON, pdfUrl: null } },
    });
    world.issuing.clock.set('2027-06-10T10:00:00Z');
    expect(await verifyCertificate(world.issuing, code)).toEqual({
      ...{ status: 'REVOKED', kind: 'CASELLARIO_GENERAL', officeCode: 'PROC-H501' },
      ...{ issuedOn: '2026-06-10', expiresOn: '2026-12-10', revokedOn: '2026-06-10' },
    });
  });

  it('R-35 who, when and why stay, the reason sealed, and nobody rewrites them', async () => {
    const { number } = await issued();
    await revoke(number);
    const { database } = world.issuing;
    const [kept] = await database.rows<{ at: Date; by: string; sealed_reason: Buffer }>(
      'SELECT at, by, sealed_reason FROM certificates.certificate_revocation WHERE number = $1',
      [number],
    );
    expect(kept).toMatchObject({ at: new Date('2026-06-10T10:00:00Z'), by: 'olga' });
    expect(kept?.sealed_reason.toString('latin1')).not.toContain('Rossi');
    for (const change of [
      "UPDATE certificates.certificate_revocation SET by = 'x'",
      'DELETE FROM certificates.certificate_revocation',
    ]) {
      await expect(database.query(change)).rejects.toThrow('permission denied');
    }
    const [reading] = await database.rows(
      'SELECT kind, person_key, ipa_code FROM certificates.certificate_reading WHERE number = $1',
      [number],
    );
    expect(reading).toEqual({ kind: 'GRAPH', person_key: 'operator:olga', ipa_code: BODY });
  });

  it('R-35 a second revocation is refused and changes nothing, also of two at once', async () => {
    const { number } = await issued();
    const answers = await Promise.all([revoke(number, { reason: 'uno' }), revoke(number, { reason: 'due' })]);
    expect(answers.map(codeOf).sort()).toEqual(['CERTIFICATE_ALREADY_REVOKED', undefined]);
    expect(codeOf(await revoke(number))).toBe('CERTIFICATE_ALREADY_REVOKED');
    const kept = await world.issuing.database.rows(
      'SELECT 1 FROM certificates.certificate_revocation WHERE number = $1',
      [number],
    );
    expect(kept).toHaveLength(1);
  });

  it.each<[string, Actor, string]>([
    ['an operator of another office', { kind: 'operator', subject: 'omar', officeCode: 'PROC-G482' }, 'NOT_FOUND'],
    ['a contact person', CONTACT, 'FORBIDDEN'],
    ['operations', { kind: 'operations', subject: 'alice' }, 'FORBIDDEN'],
    ['nobody', { kind: 'anonymous' }, 'UNAUTHENTICATED'],
  ])('R-61 is not for %s', async (_, actor, code) => {
    const { number, code: verificationCode } = await issued();
    expect(codeOf(await revoke(number, { actor }))).toBe(code);
    expect(await verifyCertificate(world.issuing, verificationCode)).toMatchObject({ status: 'VALID' });
  });

  it.each(['', '   ', 'x'.repeat(2_001)])('R-35 needs a reason (%#)', async (reason) => {
    const { number } = await issued();
    expect(codeOf(await revoke(number, { reason }))).toBe('BAD_USER_INPUT');
  });

  it('R-35 of a number that nothing has, there is nothing to revoke', async () => {
    expect(codeOf(await revoke('AD-H501-2026-99999999'))).toBe('NOT_FOUND');
  });

  it('R-35 its PDF is handed out no more, alone or in the archive, whose table says why', async () => {
    const { id, number } = await issued();
    expect((await get(`/certificates/${number}.pdf`)).status).toBe(200);
    await revoke(number);
    const refused = await get(`/certificates/${number}.pdf`);
    expect([refused.status, JSON.parse(String(refused.body)).code]).toEqual([410, 'CERTIFICATE_REVOKED']);
    const { body } = await get(`/requests/${id}/certificates.zip`);
    const entries = await readZip(body instanceof Readable ? await buffer(body) : body);
    expect([...entries.keys()].filter((name) => name.endsWith('.pdf'))).toHaveLength(1);
    expect(entries.has(`${number}.pdf`)).toBe(false);
    const table = entries.get('esiti.csv')?.toString('utf8') ?? '';
    expect(table).toMatch(new RegExp(`;ISSUED;${number};NULLO;2026-06-10;CERTIFICATE_REVOKED;;`));
  });

  it('R-36 its body sees in the graph that it was revoked, when and why', async () => {
    const { id, number } = await issued();
    await revoke(number);
    const query = `query ($id: ID!) { certificateRequest(id: $id) { items { nodes { row
      certificate { number revokedAt revocationReason pdfUrl } } } } }`;
    const answer = await world.ask('certificates', CONTACT, query, { id });
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({
      certificateRequest: {
        items: {
          nodes: [
            { certificate: { number, revokedAt: '2026-06-10T10:00:00.000Z', revocationReason: REASON, pdfUrl: null } },
            { certificate: { revokedAt: null, revocationReason: null } },
          ],
        },
      },
    });
  });
});
