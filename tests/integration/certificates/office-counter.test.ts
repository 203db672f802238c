import { ANONYMOUS } from '../../../schema/kernel/actor.js';
import { importMunicipalityTable } from '../../../subgraphs/certificates/index.js';
import { MunicipalityTableError } from '../../../subgraphs/certificates/office-counter/municipality-import.service.js';
import { WORLD_TIMEOUT_MS } from '../../testkit/agreements-world.js';
import { counterWorld, type CounterWorld } from '../../testkit/counter-world.js';

let world: CounterWorld;
beforeAll(async () => {
  world = await counterWorld();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

const table = (...lines: string[]): Buffer => Buffer.from(['municipality,office', ...lines].join('\n'));
const importing = (...lines: string[]) => importMunicipalityTable(world.agreements.database, table(...lines));

const ask = async (query: string, input: object) => {
  const { data, errors } = await world.as(ANONYMOUS, query, { input });
  expect(errors).toEqual([]);
  return data;
};

describe('feeQuote, asked by anyone', () => {
  const QUERY = `query ($input: FeeQuoteInput!) { feeQuote(input: $input) {
    stampDutyCents certificateFeeCents urgencyFeeCents postageCents totalCents basis } }`;

  it('R-41 is the plain case when nothing is told: one page, today', async () => {
    const { feeQuote } = await ask(QUERY, {});
    expect(feeQuote).toMatchObject({
      ...{ stampDutyCents: 1600, certificateFeeCents: 392, urgencyFeeCents: 0, postageCents: 0, totalCents: 1992 },
      basis: expect.arrayContaining([expect.stringContaining('one stamp duty every two pages')]),
    });
  });

  it('R-41 takes everything that can be told', async () => {
    const input = { pages: 3, sameDay: true, exemption: 'ANNEX_B', evidence: 'Dichiarazione', postage: 'OCEANIA' };
    const { feeQuote } = await ask(QUERY, { ...input, appliedOn: '2026-01-31' });
    expect(feeQuote).toMatchObject({ stampDutyCents: 0, certificateFeeCents: 392, totalCents: 392 + 392 + 250 });
  });

  it('R-41 refuses an exemption without evidence: code, rule, both languages, remedy, field', async () => {
    const { errors } = await world.as(ANONYMOUS, QUERY, { input: { exemption: 'LEGAL_AID' } });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'EXEMPTION_EVIDENCE_REQUIRED',
      rule: 'R-41',
      field: 'input.evidence',
      message: expect.stringMatching(/evidence/),
      messageIt: expect.stringMatching(/documentata/),
      remedy: expect.stringMatching(/\S/),
      remedyIt: expect.stringMatching(/\S/),
    });
  });
});

describe('competentOffice, asked by anyone', () => {
  const QUERY = `query ($input: CompetenceInput!) { competentOffice(input: $input) { office { code } anyOffice
    juvenileCourt covers correctionCourt languages basis
    refusal { code rule message messageIt retryable field remedy remedyIt } } }`;
  const competence = async (input: object) => (await ask(QUERY, { birthDate: '1980-01-01', ...input })).competentOffice;

  it('R-40 answers a seat town without any table', async () => {
    expect(await competence({ residence: 'A952', birthPlace: 'H501' })).toMatchObject({
      office: { code: 'PROC-A952' },
      covers: ['Tribunale di Bolzano', 'Procura distrettuale antimafia di Trento'],
      correctionCourt: 'Tribunale di Roma',
      languages: ['it', 'de'],
      refusal: null,
    });
  });

  it('R-40 answers all 140 seats, each with its own office', async () => {
    const seats = await world.agreements.database.rows<{ code: string; belfiore: string }>(
      'SELECT code, belfiore FROM agreements.prosecutor_office ORDER BY code',
    );
    const found = await Promise.all(seats.map(({ belfiore }) => competence({ residence: belfiore })));
    expect(found.map(({ office }) => office?.code)).toEqual(seats.map(({ code }) => code));
    for (const { covers } of found) {
      expect(covers).toEqual([expect.stringMatching(/^Tribunale di /), expect.stringMatching(/^Procura distrettuale/)]);
    }
  });

  it('R-40 DISTRICT_UNKNOWN elsewhere, until the table is imported', async () => {
    await importing('D612,PROC-D612');
    expect(await competence({ residence: 'D773' })).toMatchObject({
      office: null,
      refusal: {
        code: 'DISTRICT_UNKNOWN',
        rule: 'R-40',
        field: 'input.residence',
        remedy: expect.stringMatching(/\S/),
      },
    });
    await importing('D773,PROC-L719');
    expect(await competence({ residence: 'D773', birthPlace: 'D773' })).toMatchObject({
      office: { code: 'PROC-L719' },
      covers: ['Tribunale di Velletri', 'Procura distrettuale antimafia di Roma'],
      correctionCourt: 'Tribunale di Velletri',
      refusal: null,
    });
  });

  it('R-40 a 17-year-old at an ordinary office is refused, naming the rule, with a remedy in both languages', async () => {
    expect(await competence({ officeCode: 'PROC-H501', birthDate: '2009-01-01' })).toMatchObject({
      office: null,
      juvenileCourt: true,
      refusal: {
        ...{ code: 'JUVENILE_OFFICE_COMPETENT', rule: 'R-40', field: 'input.birthDate', retryable: false },
        remedyIt: expect.stringContaining('Tribunale per i minorenni'),
      },
    });
  });

  it('R-40 refuses an office that is none, and a question about nothing, with the field', async () => {
    for (const [input, field, rule] of [
      [{ officeCode: 'PROC-Z999' }, 'input.officeCode', 'R-40'],
      [{}, 'input.residence', 'R-40'],
      [{ residence: 'H50' }, 'input.residence', 'R-40'],
      [{ residence: '\u0000' }, 'input.residence', 'R-16'], // no text at all, whatever it is asked about
    ] as const) {
      const { errors } = await world.as(ANONYMOUS, QUERY, { input: { birthDate: '1980-01-01', ...input } });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule, field });
    }
  });
});

describe('the imported table', () => {
  const stored = () =>
    world.agreements.database.rows<{ municipality: string; office_code: string }>(
      'SELECT municipality, office_code FROM certificates.municipality_office ORDER BY 1',
    );

  it('R-40 takes the place of the one before, as a whole', async () => {
    await importing('D773,PROC-L719', 'H501,PROC-H501');
    expect(await importing('D773,PROC-H501')).toEqual({ municipalities: 1 });
    expect(await stored()).toEqual([{ municipality: 'D773', office_code: 'PROC-H501' }]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a bad line among good ones', table('D773,PROC-L719', 'X999,PROC-H501'), /line 3: no municipality/],
    ['a seat under another office', table('H501,PROC-L719'), /seat of PROC-H501/],
    ['text that is not UTF-8', Buffer.from([0xff, 0xfe, 0x41]), /UTF-8/],
    ['a file beyond all measure', Buffer.alloc(1_048_577, 0x0a), /larger/],
    ['nothing', Buffer.alloc(0), /heading/],
    ['twenty-five bad lines, of which twenty are shown', table(...Array<string>(25).fill('?')), /and 5 more/],
  ])('R-40 is not touched by %s', async (_, file, message) => {
    await importing('D773,PROC-L719');
    const importBad = importMunicipalityTable(world.agreements.database, file);
    await expect(importBad).rejects.toThrow(MunicipalityTableError);
    await expect(importBad).rejects.toThrow(message);
    expect(await stored()).toEqual([{ municipality: 'D773', office_code: 'PROC-L719' }]);
  });

  it('R-40 two imports at once leave one of the two tables, whole', async () => {
    const [first, second] = [
      ['D773,PROC-L719', 'A012,PROC-G999'],
      ['D773,PROC-H501', 'D612,PROC-D612'],
    ];
    await Promise.all([importing(...(first ?? [])), importing(...(second ?? [])), importing(...(first ?? []))]);
    const rows = (await stored()).map(({ municipality, office_code }) => `${municipality},${office_code}`);
    expect([first, second].map((lines) => [...(lines ?? [])].sort())).toContainEqual(rows);
  });
});

describe('applicationChecklist, asked by anyone', () => {
  const QUERY = `query ($input: ChecklistInput!) { applicationChecklist(input: $input) { juvenileCourt submissions
    documents { code text textIt } applicationStates { code } payment { code } disclosure leftOut { code } notices { code }
    validityMonths basis refusal { code rule field remedy } } }`;

  it('R-42 is the plain case when nothing is told: an adult, in person', async () => {
    const { applicationChecklist } = await ask(QUERY, {});
    expect(applicationChecklist).toMatchObject({
      refusal: null,
      juvenileCourt: false,
      submissions: ['IN_PERSON', 'POST'],
      documents: [{ code: 'FORM_3' }, { code: 'IDENTITY_DOCUMENT' }],
      payment: { code: 'DUTY_STAMPS' },
      disclosure: 'ARTICLE_27',
      validityMonths: 6,
    });
    expect(applicationChecklist.leftOut).toHaveLength(3);
  });

  it('R-42 a refusal is an answer, with its remedy', async () => {
    const { applicationChecklist } = await ask(QUERY, { applicant: 'PROSECUTOR_ON_VICTIM_OR_WITNESS' });
    expect(applicationChecklist).toMatchObject({
      documents: [],
      refusal: {
        ...{ code: 'JUDGE_AUTHORISATION_REQUIRED', rule: 'R-42', field: 'input.judgeAuthorised' },
        remedy: expect.stringContaining('authorisation'),
      },
    });
  });

  it('R-42 refuses a birth in the future, with the field', async () => {
    const { errors } = await world.as(ANONYMOUS, QUERY, { input: { birthDate: '2026-06-06' } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.birthDate' });
  });
});

describe('a refusal of the truth table', () => {
  it('R-16 says what to do, too', async () => {
    const query = `{ channelFor(input: { ipaCode: "c_f839", kind: ADMINISTRATIVE_SANCTIONS, purposeCode: "FIN-002" }) {
      refusal { code remedy remedyIt field } } }`;
    const { data } = await world.as({ kind: 'operations', subject: 'alice' }, query);
    expect(data.channelFor.refusal).toEqual({
      code: 'AGREEMENT_REQUIRED',
      remedy: 'Sign a direct agreement with the competent office.',
      remedyIt: "Stipulare un accordo diretto con l'ufficio competente.",
      field: null,
    });
  });
});
