import { certificatesOfLines } from '../../../subgraphs/certificates/documents/certificate-facts.read-model.js';
import { verifyCertificate } from '../../../subgraphs/certificates/verification/verification.service.js';
import { issueAll, issuingWorld, type IssuingWorld } from '../../testkit/certificates.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { insertAcceptedRequest } from '../../testkit/requests.js';

describe('verification of a certificate', () => {
  let db: TestDatabase;
  let world: IssuingWorld;
  let code: string;
  beforeAll(async () => {
    db = await createTestDatabase();
    world = issuingWorld(db.database);
    const { id } = await insertAcceptedRequest(db.database, world.vault, { items: 1, kind: 'ELECTORAL' });
    await issueAll(world);
    const [certificate] = await certificatesOfLines(db.database, { requestId: id, firstLine: 1, lastLine: 2 });
    code = certificate?.verificationCode ?? '';
  });
  afterAll(() => db.drop());
  beforeEach(() => world.clock.set('2026-02-09T10:00:00Z'));

  const issued = { kind: 'ELECTORAL', issuedOn: '2026-02-09', expiresOn: '2026-08-09', officeCode: 'PROC-H501' };
  const facts = { ...issued, revokedOn: null };
  const nothing = { kind: null, issuedOn: null, expiresOn: null, officeCode: null, revokedOn: null };

  it('R-35 anybody learns kind, dates and office, and nothing of the person', async () => {
    expect(await verifyCertificate(world, code)).toEqual({ status: 'VALID', ...facts });
    expect(await verifyCertificate(world, code.toLowerCase().replaceAll('-', ' '))).toEqual({
      status: 'VALID',
      ...facts,
    });
  });

  it('R-35 it is expired from the day after six months, in Europe/Rome', async () => {
    world.clock.set('2026-08-09T21:59:59Z');
    expect(await verifyCertificate(world, code)).toMatchObject({ status: 'VALID' });
    world.clock.set('2026-08-09T22:00:00Z');
    expect(await verifyCertificate(world, code)).toEqual({ status: 'EXPIRED', ...facts });
  });

  it.each(['', 'x', '0000-0000-0000-0000', "' OR '1'='1", '7'.repeat(100_000)])(
    'an unknown code gets the same shape (%#)',
    async (text) => {
      expect(await verifyCertificate(world, text)).toEqual({ status: 'UNKNOWN', ...nothing });
    },
  );

  it('R-35 a revoked certificate is revoked', async () => {
    const at = '2026-03-01T23:30:00Z'; // the next day in Rome
    await db.database.query('UPDATE certificates.certificate SET revoked_at = $2 WHERE verification_code = $1', [
      code,
      at,
    ]);
    expect(await verifyCertificate(world, code)).toEqual({ status: 'REVOKED', ...facts, revokedOn: '2026-03-02' });
  });
});
