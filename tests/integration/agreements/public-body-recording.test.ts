import {
  agreementsWorld,
  contactOf,
  operatorOf,
  OPERATIONS,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';

let world: AgreementsWorld;
beforeAll(async () => {
  world = await agreementsWorld();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

const ROME = operatorOf('PROC-H501');
const RECORD = `mutation ($input: RecordPublicBodyInput!) { recordPublicBody(input: $input) {
  ipaCode name type taxCode pec massivoUser migrationStage office { code } units { code name type } } }`;
const INPUT = {
  ipaCode: 'C_L719',
  name: ' Comune di Velletri ',
  type: 'PA',
  taxCode: '01493120586',
  pec: 'protocollo@pec.velletri.example',
  units: [{ code: 'UO-1', name: 'Anagrafe', type: 'UO' }],
};

describe('recordPublicBody', () => {
  it('R-05 records a body with the office of its operator', async () => {
    const { data, errors } = await world.as(ROME, RECORD, { input: { ...INPUT, massivoUser: true } });
    expect(errors).toEqual([]);
    expect(data.recordPublicBody).toEqual({
      ...INPUT,
      ipaCode: 'c_l719',
      name: 'Comune di Velletri',
      massivoUser: true,
      migrationStage: 'NOT_STARTED',
      office: { code: 'PROC-H501' },
    });
  });

  it('R-12 corrects what is recorded; the register of former massivo bodies keeps what it has', async () => {
    const input = { ...INPUT, name: 'Città di Velletri', units: [{ code: 'UO-2', name: 'Gare', type: 'UO' }] };
    const { data, errors } = await world.as(ROME, RECORD, { input });
    expect(errors).toEqual([]);
    expect(data.recordPublicBody).toMatchObject({
      name: 'Città di Velletri',
      massivoUser: true,
      units: [{ code: 'UO-1' }, { code: 'UO-2' }],
    });
  });

  it.each([
    ['R-07', 'a tax code with a wrong check digit', { taxCode: '01493120587' }, 'input.taxCode'],
    ['R-07', 'a tax code of a person', { taxCode: 'RSSMRA80A01H501U' }, 'input.taxCode'],
    ['R-07', 'an IPA code that cannot be one', { ipaCode: 'c h501' }, 'input.ipaCode'],
    ['R-16', 'no name', { name: '  ' }, 'input.name'],
    ['R-16', 'no certified mailbox', { pec: 'velletri' }, 'input.pec'],
    ['R-15', 'a unit twice', { units: [INPUT.units[0], INPUT.units[0]] }, 'input.units'],
    ['R-16', 'a unit without a name', { units: [{ code: 'X', name: '', type: 'UO' }] }, 'input.units[0].name'],
  ])('%s refuses %s', async (rule, _name, changes, field) => {
    const { errors } = await world.as(ROME, RECORD, { input: { ...INPUT, ...changes } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule, field });
  });

  it('R-07 has no kind of body for private companies, and says so', async () => {
    for (const type of ['COMPANY', 'PRIVATE', '']) {
      const { errors } = await world.as(ROME, RECORD, { input: { ...INPUT, type } });
      expect(errors).toHaveLength(1);
      expect(errors[0]?.extensions).toMatchObject({
        ...{ code: 'BAD_USER_INPUT', rule: 'R-07', field: 'input.type' },
        ...{
          message: expect.stringContaining('private company'),
          messageIt: expect.stringContaining('società private'),
        },
      });
    }
  });

  it('R-61 is for operators, and not for the body of another office', async () => {
    for (const actor of [OPERATIONS, contactOf('c_h501')]) {
      const { errors } = await world.as(actor, RECORD, { input: INPUT });
      expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const { errors } = await world.as(operatorOf('PROC-G482'), RECORD, { input: { ...INPUT, name: 'Mine' } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', rule: 'R-05' });
    const { data } = await world.as(OPERATIONS, '{ publicBody(ipaCode: "c_l719") { name } }');
    expect(data.publicBody.name).toBe('Città di Velletri');
  });
});
