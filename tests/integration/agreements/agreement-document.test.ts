import { createHash } from 'node:crypto';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { NO_DELEGATION_CLAUSE } from '../../../subgraphs/agreements/agreement-document/agreement-document.rules.js';
import {
  agreementsWorld,
  contactOf,
  DASHBOARD,
  operatorOf,
  OPERATIONS,
  WORLD_DAY,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';
import { agreementsDesk, ANNA, CLERK, type AgreementsDesk } from '../../testkit/agreements-desk.js';
import { pdfText } from '../../testkit/pdf-text.js';

const OFFICE = operatorOf('PROC-G482');
const CONTACT = contactOf('c_g482');

let world: AgreementsWorld;
let desk: AgreementsDesk;
beforeAll(async () => {
  world = await agreementsWorld();
  desk = agreementsDesk(world, OFFICE);
  await desk.at('SIGNED'); // the first document of a process loads what makes documents
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set(`${WORLD_DAY}T10:00:00+02:00`);
  await desk.clear('c_g482');
});

async function fileOf(id: string, actor: Actor, method: 'GET' | 'POST' = 'GET') {
  const { files } = world.subgraph;
  if (!files) throw new Error('the subgraph serves no files');
  const request = { method, path: `/agreements/${id}.pdf`, query: {}, headers: {}, body: null };
  const { status, headers, body } = await files({ ...request, actor, correlationId: 'test' });
  return { status, headers, body: body as Buffer };
}

const shown = (id: string, actor: Actor = OFFICE) =>
  world.as(
    actor,
    'query ($id: ID!) { directAgreement(id: $id) { documentUrl documentSha256 signedCopySha256 signedOn status } }',
    { id },
  );
/** As one line: where lines break is no matter. */
const pdfWords = (pdf: Buffer): string => pdfText(pdf).replace(/\s+/g, ' ');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('GET /agreements/{id}.pdf', () => {
  it('R-05 R-06 R-07 R-09 says all that the two sides agree on', async () => {
    const id = await desk.draft({
      unitCodes: ['UO-GARE'],
      purposeCodes: ['FIN-001', 'FIN-004'],
      startsOn: '2026-07-01',
      endsOn: '2027-03-31',
    });
    const { status, headers, body } = await fileOf(id, OFFICE);
    expect(status).toBe(200);
    expect(headers).toEqual({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="accordo-${id}.pdf"`,
      'content-length': String(body.length),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
    const words = pdfWords(body);
    for (const said of [
      'Accordo diretto per la certificazione multipla',
      id,
      "Ufficio Procura della Repubblica presso il Tribunale di Pescara Codice dell'ufficio PROC-G482",
      'Comune di Pescara',
      'Pubblica amministrazione',
      'c_g482',
      `${ANNA.givenName} ${ANNA.surname}`,
      `C.F. ${ANNA.taxCode}, ${ANNA.email}`,
      `${CLERK.givenName} ${CLERK.surname}`,
      CLERK.taxCode,
      'FIN-001 Controlli sulle dichiarazioni sostitutive (art. 71, D.P.R. 28 dicembre 2000, n. 445). Certificati: 28GEN, 32SAN.',
      'FIN-004',
      '28GEN Certificato generale del casellario giudiziale (art. 28 D.P.R. 14 novembre 2002, n. 313)',
      "32SAN Certificato dell'anagrafe delle sanzioni amministrative dipendenti da reato",
      'UO-GARE',
      'decorre dal 01/07/2026, o dalla data di sottoscrizione se successiva, e ha termine il 31/03/2027 compreso',
      'avvisate 90, 60 e 30 giorni prima',
      NO_DELEGATION_CLAUSE,
      "Per l'ufficio: Procura della Repubblica presso il Tribunale di Pescara",
      "Per l'ente: Comune di Pescara",
    ]) {
      expect(words).toContain(said);
    }
  });

  it('R-09 leaves an open period to the day of signing', async () => {
    const { body } = await fileOf(await desk.draft(), OFFICE);
    expect(pdfWords(body)).toContain('decorre dalla data di sottoscrizione e ha la durata di un anno');
  });

  it('is tagged, in Italian and under a title, so that it can be read aloud', async () => {
    const text = (await fileOf(await desk.draft(), OFFICE)).body.toString('latin1');
    expect(text).toMatch(/^%PDF-1\.7/);
    for (const mark of ['/StructTreeRoot', '/Lang (it-IT)', '/DisplayDocTitle true', '/Marked true', 'pdfuaid:part']) {
      expect(text).toContain(mark);
    }
    expect(text).not.toMatch(/Verdi|VRDNNA/); // neither names nor tax codes in the metadata
  });

  it('is the same bytes for the same facts, whoever asks and whenever', async () => {
    const id = await desk.draft();
    const first = await fileOf(id, OFFICE);
    world.clock.advance(40 * 86_400_000);
    const second = await fileOf(id.toUpperCase(), CONTACT);
    expect(second.status).toBe(200);
    expect(second.body.equals(first.body)).toBe(true);
    expect((await shown(id)).data.directAgreement).toMatchObject({
      documentUrl: `/agreements/${id}.pdf`,
      documentSha256: sha256(first.body),
    });
  });

  it('stays as it was put forward for signature, whatever is added afterwards', async () => {
    const id = await desk.draft();
    const putForward = await fileOf(id, OFFICE);
    await desk.sign(id);
    await desk.done('mutation ($id: ID!) { extendDirectAgreement(id: $id, unitCodes: ["UO-GARE"]) { id } }', { id });
    await desk.draft({ bodyContacts: [{ ...ANNA, email: 'altra@example.it' }], startsOn: '2035-01-01' });
    expect((await fileOf(id, OFFICE)).body.equals(putForward.body)).toBe(true);
    expect((await shown(id)).data.directAgreement.documentSha256).toBe(sha256(putForward.body));
  });

  it('R-09 names what a renewal renews, and keeps it', async () => {
    const old = await desk.at('ACTIVE');
    const { id } = await desk.done('mutation ($id: ID!) { renewDirectAgreement(id: $id) { id } }', { id: old });
    const { body } = await fileOf(id, CONTACT);
    expect(pdfWords(body)).toContain(`Rinnova ${old}`);
    expect(pdfWords(body)).toContain('decorre dal 05/06/2027 e ha termine il 04/06/2028 compreso');
    await desk.done('mutation ($id: ID!) { extendDirectAgreement(id: $id, unitCodes: ["UO-GARE"]) { id } }', { id });
    expect((await fileOf(id, OFFICE)).body.equals(body)).toBe(true);
  });

  it('R-60 R-61 is for contact persons of the body and operators of the office alone', async () => {
    const id = await desk.at('SIGNED');
    const statusFor = async (actor: Actor): Promise<number> => (await fileOf(id, actor)).status;
    expect(await statusFor(contactOf('c_g482'))).toBe(200);
    expect(await statusFor(contactOf('c_g482', 1))).toBe(403);
    expect(await statusFor(contactOf('c_h501'))).toBe(404);
    expect(await statusFor(operatorOf('PROC-H501'))).toBe(404);
    expect(await statusFor(OPERATIONS)).toBe(403);
    expect(await statusFor(DASHBOARD)).toBe(403);
    expect(await statusFor(ANONYMOUS)).toBe(401);
    expect((await shown(id, OPERATIONS)).data.directAgreement).toMatchObject({ documentUrl: null });
  });

  it('R-16 answers what is not there with the usual body of an error', async () => {
    for (const id of ['nonsense', '01234567-89ab-7def-8123-456789abcdef', '..%2f..']) {
      const { status, headers, body } = await fileOf(id, OFFICE);
      expect([status, headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
      expect(JSON.parse(body.toString())).toMatchObject({ code: 'NOT_FOUND', correlationId: 'test' });
    }
    expect((await fileOf(await desk.draft(), OFFICE, 'POST')).status).toBe(404);
  });

  it('R-60 is sealed where it is kept', async () => {
    const id = await desk.at('SIGNED');
    const row = await world.database.one<{ text: string }>(
      "SELECT encode(sealed, 'escape') AS text FROM agreements.direct_agreement_document WHERE agreement_id = $1",
      [id],
    );
    expect(row?.text.length).toBeGreaterThan(10_000);
    expect(row?.text).not.toMatch(/PDF|Verdi/);
  });
});

describe('the signed copy', () => {
  const SIGN = `mutation ($id: ID!, $hash: String) {
    signDirectAgreement(id: $id, signedOn: "${WORLD_DAY}", signedCopySha256: $hash) { signedCopySha256 signedOn documentSha256 } }`;
  const HASH = sha256(Buffer.from('the copy that both sides have signed'));

  it('R-08 its hash is kept with the day of signing, beside the hash of what was put forward', async () => {
    const id = await desk.draft();
    const { body } = await fileOf(id, OFFICE);
    expect(await desk.done(SIGN, { id, hash: ` ${HASH.toUpperCase()} ` })).toEqual({
      ...{ signedCopySha256: HASH, signedOn: WORLD_DAY },
      documentSha256: sha256(body),
    });
    expect((await shown(id, CONTACT)).data.directAgreement).toMatchObject({ signedCopySha256: HASH, status: 'SIGNED' });
  });

  it('R-08 can be left out', async () => {
    expect(await desk.done(SIGN, { id: await desk.draft() })).toMatchObject({ signedCopySha256: null });
  });

  it.each(['', 'abc', HASH.slice(1), `${HASH}0`, HASH.replace(/^./, 'g')])(
    'R-08 refuses %p as its hash',
    async (hash) => {
      const id = await desk.draft();
      const { errors } = await world.as(OFFICE, SIGN, { id, hash });
      expect(errors[0]?.extensions).toMatchObject({
        ...{ code: 'BAD_USER_INPUT', rule: 'R-08', field: 'signedCopySha256' },
        ...{ message: expect.stringContaining('64'), messageIt: expect.stringContaining('64') },
      });
      expect((await desk.read(id)).status).toBe('DRAFT');
    },
  );
});
