import { ANONYMOUS } from '../../../schema/kernel/actor.js';
import { loadReferenceData } from '../../../subgraphs/agreements/reference-data.js';
import { agreementsWorld, WORLD_TIMEOUT_MS, type AgreementsWorld } from '../../testkit/agreements-world.js';

let world: AgreementsWorld;
beforeAll(async () => {
  world = await agreementsWorld();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

const ask = async (query: string) => {
  const { data, errors } = await world.as(ANONYMOUS, query);
  expect(errors).toEqual([]);
  return data;
};

describe('what anyone may ask, signed in or not', () => {
  it('gives the 140 offices, and those of a district or a region', async () => {
    const { all, district, region, none } = await ask(`{
      all: prosecutorOffices { code name } district: prosecutorOffices(district: "l'aquila") { code }
      region: prosecutorOffices(region: "Molise") { code } none: prosecutorOffices(region: "Molise", district: "Roma") { code } }`);
    expect(all).toHaveLength(140);
    expect(all.map((office: { name: string }) => office.name)).toEqual(
      all.map((office: { name: string }) => office.name).sort((a: string, b: string) => a.localeCompare(b, 'it')),
    );
    expect(district).toHaveLength(8);
    expect(region.map((office: { code: string }) => office.code)).toEqual(['PROC-B519', 'PROC-E335', 'PROC-E456']);
    expect(none).toEqual([]);
  });

  it('R-02 knows the pilot offices, and no office that is none', async () => {
    const data = await ask(`{ pescara: prosecutorOffice(code: "proc-g482") { name district region belfiore pilot }
      milano: prosecutorOffice(code: "PROC-F205") { pilot } none: prosecutorOffice(code: "PROC-Z999") { code } odd: prosecutorOffice(code: "x") { code } }`);
    expect(data).toEqual({
      pescara: {
        name: 'Procura della Repubblica presso il Tribunale di Pescara',
        district: "L'Aquila",
        region: 'Abruzzo',
        belfiore: 'G482',
        pilot: true,
      },
      milano: { pilot: false },
      none: null,
      odd: null,
    });
  });

  it('gives the library of purposes, in order, each with its law', async () => {
    const { purposes } = await ask('{ purposes { code title titleIt law article kinds bodyTypes } }');
    expect(purposes.map((purpose: { code: string }) => purpose.code)).toEqual(
      Array.from({ length: 12 }, (_, index) => `FIN-${String(index + 1).padStart(3, '0')}`),
    );
    expect(purposes[0]).toMatchObject({
      law: 'D.P.R. 28 dicembre 2000, n. 445',
      article: '71',
      bodyTypes: ['PA', 'GPS'],
    });
    expect(purposes[0].kinds).toHaveLength(7);
    expect(purposes[1].kinds).toHaveLength(7);
    for (const purpose of purposes) expect(Object.values(purpose).every((value) => String(value) !== '')).toBe(true);
  });

  it('R-18 gives the guidance that the circular names', async () => {
    const { guidance } =
      await ask(`{ guidance { pages { url audience title titleIt } manuals { name foundOn } videos { name }
      sessions { day startsAt endsAt questionsUntil place } helpDesk { email telephone url } } }`);
    expect(guidance.helpDesk).toEqual({
      email: 'helpdesk.casellario@giustizia.it',
      telephone: '+39 68189222',
      url: 'https://quicasellario.giustizia.it',
    });
    expect(guidance.sessions.map((session: { day: string }) => session.day)).toEqual([
      '2026-02-10',
      '2026-02-12',
      '2026-02-17',
      '2026-02-19',
    ]);
    expect(guidance.sessions[0]).toMatchObject({
      startsAt: '2026-02-10T08:30:00.000Z',
      endsAt: '2026-02-10T10:30:00.000Z',
      questionsUntil: '2026-02-10T11:30:00.000Z',
    });
    expect(guidance.manuals).toHaveLength(2);
    expect(guidance.videos).toHaveLength(2);
    expect(guidance.pages.map((page: { url: string }) => page.url)).toContain('https://quicasellario.giustizia.it');
  });

  it('takes no text that the database would not', async () => {
    for (const query of [
      '{ prosecutorOffices(district: "a\\u0000b") { code } }',
      '{ transparencyRegister(officeCode: "\\u0000", ipaCode: "\\u0000") { nodes { startsOn } } }',
      '{ prosecutorOffice(code: "\\u0000") { code } }',
    ]) {
      const { errors } = await world.as(ANONYMOUS, query);
      expect(errors.map((error) => error.extensions.code)).not.toContain('INTERNAL');
    }
  });

  it('names offices and purposes of other subgraphs by their keys', async () => {
    const { _entities } = await ask(`{ _entities(representations: [
      { __typename: "ProsecutorOffice", code: "PROC-H501" }, { __typename: "Purpose", code: "FIN-002" },
      { __typename: "Purpose", code: "FIN-999" }, { __typename: "PublicBody", ipaCode: "c_h501" }]) {
      ... on ProsecutorOffice { name } ... on Purpose { article } ... on PublicBody { taxCode } } }`);
    expect(_entities).toEqual([
      { name: 'Procura della Repubblica presso il Tribunale di Roma' },
      { article: '43' },
      null,
      { taxCode: '02438750586' },
    ]);
  });
});

describe('loadReferenceData', () => {
  const versions = () =>
    world.database.rows(
      'SELECT code, xmin::text FROM agreements.prosecutor_office UNION ALL SELECT code, xmin::text FROM agreements.purpose ORDER BY 1',
    );

  it('writes nothing when nothing differs, and two statements are all it takes', async () => {
    const before = await versions();
    let statements = 0;
    const stop = world.database.onStatement(() => (statements += 1));
    await loadReferenceData(world.database);
    stop();
    expect(statements).toBe(2);
    expect(await versions()).toEqual(before);
  });

  it('brings back what differs and leaves what it does not know', async () => {
    await world.database.query("UPDATE agreements.purpose SET title = 'x', kinds = '{}' WHERE code = 'FIN-003'");
    await world.database.query("UPDATE agreements.prosecutor_office SET name = 'x' WHERE code = 'PROC-A271'");
    await world.database.query(
      "INSERT INTO agreements.purpose VALUES ('FIN-099', 'old', 'vecchia', 'L', '1', '{}', '{PA}')",
    );
    await loadReferenceData(world.database);
    const { purposes } = await ask('{ purposes { code title kinds } }');
    expect(purposes[2]).toMatchObject({ title: 'Public competitions and hiring' });
    expect(purposes[2].kinds.length).toBeGreaterThan(3);
    expect(purposes.at(-1)).toMatchObject({ code: 'FIN-099', title: 'old' });
    const { prosecutorOffice } = await ask('{ prosecutorOffice(code: "PROC-A271") { name } }');
    expect(prosecutorOffice.name).toBe('Procura della Repubblica presso il Tribunale di Ancona');
  });
});
