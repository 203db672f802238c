import { demoPerson } from '../../../schema/demo/demo-persons.js';
import {
  agreementsWorld,
  contactOf,
  operatorOf,
  OPERATIONS,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';
import { agreementsDesk, ANNA, CLERK, type AgreementsDesk } from '../../testkit/agreements-desk.js';

const OFFICE = operatorOf('PROC-G482');
const ONE = { ipaCode: 'scuola_uno', taxCode: '01493120586' };
const TWIN = { ipaCode: 'scuola_due', taxCode: '01493120586' };
const OTHER = { ipaCode: 'altro_ente', taxCode: '02438750586' };

let world: AgreementsWorld;
let desk: AgreementsDesk;
beforeAll(async () => {
  world = await agreementsWorld();
  desk = agreementsDesk(world, OFFICE);
  for (const body of [ONE, TWIN, OTHER]) await record(body);
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

const RECORD = 'mutation ($input: RecordPublicBodyInput!) { recordPublicBody(input: $input) { id: ipaCode } }';
const record = (body: { ipaCode: string; taxCode: string }) =>
  desk.done(RECORD, { input: { ...body, name: body.ipaCode, type: 'PA', pec: 'x@pec.example.it' } });

let rank = 5_000;
const somebody = () => demoPerson((rank += 1), 'G482');

const DRAFT = 'mutation ($input: DraftDirectAgreementInput!) { draftDirectAgreement(input: $input) { id } }';
const draftFor = (ipaCode: string, bodyContacts: object[]) =>
  world.as(OFFICE, DRAFT, {
    input: { ipaCode, purposeCodes: ['FIN-001'], kinds: ['SELECTIVE'], bodyContacts, officeContacts: [CLERK] },
  });

const DELEGATION = { code: 'DELEGATION_REFUSED', rule: 'R-07', field: 'input.bodyContacts[0].taxCode' };

describe('R-07 one person and two bodies', () => {
  it('R-07 is allowed when the two bodies have one tax code', async () => {
    const person = somebody();
    expect((await draftFor(ONE.ipaCode, [person])).errors).toEqual([]);
    expect((await draftFor(TWIN.ipaCode, [person])).errors).toEqual([]);
  });

  it('R-07 is refused when they have two, until an operator records why; the reason is for the parties to see', async () => {
    const person = somebody();
    expect((await draftFor(ONE.ipaCode, [person])).errors).toEqual([]);
    for (const exceptionReason of [undefined, null, '']) {
      const { errors } = await draftFor(OTHER.ipaCode, [{ ...person, exceptionReason }]);
      expect(errors[0]?.extensions).toMatchObject({ ...DELEGATION, messageIt: expect.stringContaining('altro ente') });
    }
    const exceptionReason = 'Convenzione tra gli enti del 3 maggio 2026';
    const { data, errors } = await draftFor(OTHER.ipaCode, [{ ...person, exceptionReason }]);
    expect(errors).toEqual([]);
    const query = 'query ($id: ID!) { directAgreement(id: $id) { contacts { side exceptionReason } } }';
    const seenBy = async (actor: Parameters<AgreementsWorld['as']>[0]) =>
      (await world.as(actor, query, { id: data.draftDirectAgreement.id })).data.directAgreement.contacts[0];
    expect(await seenBy(OFFICE)).toEqual({ side: 'BODY', exceptionReason });
    expect(await seenBy(OPERATIONS)).toEqual({ side: 'BODY', exceptionReason: null });
  });

  it('R-07 of two operators who name one person for two bodies at once, one is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = somebody();
      const answers = await Promise.all([ONE, OTHER].map(({ ipaCode }) => draftFor(ipaCode, [person])));
      const codes = answers.map(({ errors }) => errors[0]?.extensions.code ?? 'done');
      expect(codes.sort()).toEqual(['DELEGATION_REFUSED', 'done']);
    }
  });

  it('R-07 a body whose tax code is corrected keeps its contact persons', async () => {
    const person = somebody();
    const body = { ipaCode: 'ente_corretto', taxCode: '00124600685' };
    await record(body);
    expect((await draftFor(body.ipaCode, [person])).errors).toEqual([]);
    await record({ ...body, taxCode: OTHER.taxCode });
    expect((await draftFor(body.ipaCode, [{ ...person, bodyTaxCode: OTHER.taxCode }])).errors).toEqual([]);
    expect((await draftFor(OTHER.ipaCode, [person])).errors).toEqual([]); // the two have one tax code now
    const rows = await world.database.rows('SELECT body_tax_code FROM agreements.contact_person WHERE ipa_code = $1', [
      body.ipaCode,
    ]);
    expect(rows).toEqual([{ body_tax_code: OTHER.taxCode }]);
  });

  it('R-07 lets the same person be named again by its own body', async () => {
    expect((await draftFor('c_g482', [ANNA])).errors).toEqual([]);
    expect((await draftFor('c_g482', [ANNA])).errors).toEqual([]);
    const { data } = await world.as(
      contactOf('c_g482'),
      '{ publicBody(ipaCode: "c_g482") { directAgreements { totalCount } } }',
    );
    expect(data.publicBody.directAgreements.totalCount).toBe(2);
  });

  it.each(['02438750586', '02438750587'])(
    'R-07 refuses the tax code of a company (%s) on either side',
    async (taxCode) => {
      const company = { ...somebody(), taxCode };
      const body = await draftFor(ONE.ipaCode, [company]);
      expect(body.errors[0]?.extensions).toMatchObject(DELEGATION);
      const office = await world.as(OFFICE, DRAFT, {
        input: {
          ...{ ipaCode: ONE.ipaCode, purposeCodes: ['FIN-001'], kinds: ['SELECTIVE'] },
          ...{ bodyContacts: [somebody()], officeContacts: [CLERK, company] },
        },
      });
      expect(office.errors[0]?.extensions).toMatchObject({ ...DELEGATION, field: 'input.officeContacts[1].taxCode' });
    },
  );
});
