import {
  decideCompetence,
  type OfficeFacts,
} from '../../../../subgraphs/certificates/office-counter/competence.rules.js';
import {
  readCompetenceQuestion,
  type CompetenceAsked,
} from '../../../../subgraphs/certificates/office-counter/competence-question.rules.js';

const TODAY = '2026-02-09';
const office = (code: string, town: string, district = town): OfficeFacts => ({
  code,
  name: `Procura della Repubblica presso il Tribunale di ${town}`,
  district,
});
const OFFICES: Readonly<Record<string, OfficeFacts>> = {
  H501: office('PROC-H501', 'Roma'),
  F205: office('PROC-F205', 'Milano'),
  A952: office('PROC-A952', 'Bolzano', 'Trento'),
  G482: office('PROC-G482', 'Pescara', "L'Aquila"),
  A512: office('PROC-A512', 'Napoli Nord', 'Napoli'),
};
/** Frascati: no seat, so only an imported table knows its office. */
const FRASCATI = 'D773';

const asked = (fields: Partial<CompetenceAsked> = {}): CompetenceAsked => ({
  residesAbroad: false,
  birthDate: '1980-01-01',
  ...fields,
});

function answer(fields: Partial<CompetenceAsked>, imported: Record<string, OfficeFacts> = {}) {
  const question = readCompetenceQuestion(asked(fields), TODAY);
  const known: Record<string, OfficeFacts> = { ...imported, ...OFFICES };
  const at = (code: string | null | undefined): OfficeFacts | null => (code ? (known[code] ?? null) : null);
  return decideCompetence(question, {
    asked: at(question.officeCode?.replace('PROC-', '')),
    ofResidence: question.residence.kind === 'MUNICIPALITY' ? at(question.residence.place.code) : null,
    ofBirthPlace: question.birth.kind === 'MUNICIPALITY' ? at(question.birth.place.code) : null,
  });
}

const COURT_AND_DDA = ['Tribunale di Roma', 'Procura distrettuale antimafia di Roma'];

describe('R-40 the competent office', () => {
  it.each<[string, Partial<CompetenceAsked>, string | undefined, string[]]>([
    [
      'the office of the residence covers its court and the antimafia prosecution',
      { residence: 'H501' },
      'PROC-H501',
      COURT_AND_DDA,
    ],
    ['the same when it is named', { residence: 'H501', officeCode: 'PROC-H501' }, 'PROC-H501', COURT_AND_DDA],
    ['codes are read in lower case too', { residence: ' h501 ', officeCode: 'proc-h501' }, 'PROC-H501', COURT_AND_DDA],
    [
      'the antimafia prosecution is the one of the district',
      { residence: 'A952' },
      'PROC-A952',
      ['Tribunale di Bolzano', 'Procura distrettuale antimafia di Trento'],
    ],
    [
      'a district with an article',
      { residence: 'G482' },
      'PROC-G482',
      ['Tribunale di Pescara', "Procura distrettuale antimafia dell'Aquila"],
    ],
    [
      'a court that is not named after its seat',
      { residence: 'A512' },
      'PROC-A512',
      ['Tribunale di Napoli Nord', 'Procura distrettuale antimafia di Napoli'],
    ],
    [
      'any other office covers its own court only',
      { residence: 'H501', officeCode: 'PROC-F205' },
      'PROC-F205',
      ['Tribunale di Milano'],
    ],
    [
      'an office without a residence covers its own court',
      { officeCode: 'PROC-F205' },
      'PROC-F205',
      ['Tribunale di Milano'],
    ],
    [
      'abroad: any office, its own court only',
      { residesAbroad: true, officeCode: 'PROC-H501' },
      'PROC-H501',
      ['Tribunale di Roma'],
    ],
    [
      'abroad, with the state of residence',
      { residesAbroad: true, residence: 'Z110', officeCode: 'PROC-H501' },
      'PROC-H501',
      ['Tribunale di Roma'],
    ],
    ['abroad and no office named: none', { residesAbroad: true }, undefined, []],
    ['at 18, on the birthday itself', { residence: 'H501', birthDate: '2008-02-09' }, 'PROC-H501', COURT_AND_DDA],
  ])('R-40 %s', (_, fields, officeCode, covers) => {
    const { office: found, covers: covered, refusal, juvenileCourt } = answer(fields);
    expect({ code: found?.code, covered, refusal, juvenileCourt }).toEqual({
      code: officeCode,
      covered: covers,
      refusal: null,
      juvenileCourt: false,
    });
  });

  it('R-40 abroad any office can be chosen, and only there', () => {
    expect(answer({ residesAbroad: true }).anyOffice).toBe(true);
    expect(answer({ residesAbroad: true, officeCode: 'PROC-H501' }).anyOffice).toBe(false);
    expect(answer({ residence: 'H501' }).anyOffice).toBe(false);
  });

  it.each<[string, Partial<CompetenceAsked>]>([
    ['a 17-year-old at an ordinary office', { officeCode: 'PROC-H501', birthDate: '2009-01-01' }],
    ['a minor by residence', { residence: 'H501', birthDate: '2015-06-01' }],
    ['the day before the 18th birthday', { residence: 'H501', birthDate: '2008-02-10' }],
    ['a minor abroad', { residesAbroad: true, officeCode: 'PROC-F205', birthDate: '2010-01-01' }],
    ['a minor whose district is unknown', { residence: FRASCATI, birthDate: '2010-01-01' }],
    ['born on the leap day, on the 28th of the 18th year', { residence: 'H501', birthDate: '2008-02-29' }],
  ])('R-40 sends %s to the juvenile court', (_, fields) => {
    expect(answer(fields)).toMatchObject({
      office: null,
      juvenileCourt: true,
      covers: [],
      anyOffice: false,
      refusal: {
        code: 'JUVENILE_OFFICE_COMPETENT',
        rule: 'R-40',
        field: 'input.birthDate',
        message: expect.stringContaining('juvenile court'),
        messageIt: expect.stringContaining('Tribunale per i minorenni'),
        retryable: false,
      },
    });
  });

  it('R-40 DISTRICT_UNKNOWN where the table does not tell the district', () => {
    expect(answer({ residence: FRASCATI })).toMatchObject({
      office: null,
      covers: [],
      refusal: { code: 'DISTRICT_UNKNOWN', rule: 'R-40', field: 'input.residence' },
    });
  });

  it('R-40 beside an unknown district an office that is asked covers its own court at least', () => {
    expect(answer({ residence: FRASCATI, officeCode: 'PROC-F205' })).toMatchObject({
      office: { code: 'PROC-F205' },
      covers: ['Tribunale di Milano'],
      refusal: { code: 'DISTRICT_UNKNOWN' },
    });
  });

  it('R-40 a municipality in the imported table is answered like a seat', () => {
    const velletri = office('PROC-L719', 'Velletri', 'Roma');
    expect(answer({ residence: FRASCATI }, { [FRASCATI]: velletri })).toMatchObject({
      office: { code: 'PROC-L719' },
      covers: ['Tribunale di Velletri', 'Procura distrettuale antimafia di Roma'],
      refusal: null,
    });
  });
});

describe('R-44 correction and language', () => {
  it.each<[string, Partial<CompetenceAsked>, string]>([
    ['born in a seat town: its court', { birthPlace: 'F205' }, 'Tribunale di Milano'],
    ['born abroad, by country: Roma', { birthCountry: 'Z110' }, 'Tribunale di Roma'],
    ['born abroad, by place: Roma', { birthPlace: 'Z110' }, 'Tribunale di Roma'],
    ['born abroad, by both: Roma', { birthPlace: 'Z110', birthCountry: 'Z110' }, 'Tribunale di Roma'],
    [
      'not born in Italy and resident elsewhere: Roma',
      { birthCountry: 'Z110', residence: 'F205' },
      'Tribunale di Roma',
    ],
    [
      'born where the table knows no court: the place',
      { birthPlace: FRASCATI },
      'Tribunale del luogo di nascita (FRASCATI)',
    ],
    ['born in Italy, place not told', {}, 'Tribunale del luogo di nascita'],
  ])('R-44 %s', (_, fields, court) => {
    expect(answer({ residence: 'H501', ...fields }).correctionCourt.toUpperCase()).toBe(court.toUpperCase());
  });

  it('R-44 place of birth and residence are different questions: birth abroad does not move the office', () => {
    expect(answer({ residence: 'F205', birthCountry: 'Z110' }).office?.code).toBe('PROC-F205');
  });

  it('R-44 a minor is told the court of correction too', () => {
    expect(answer({ residence: 'H501', birthPlace: 'F205', birthDate: '2015-01-01' }).correctionCourt).toBe(
      'Tribunale di Milano',
    );
  });

  it.each([
    ['A952', ['it', 'de']],
    ['H501', ['it']],
  ])('R-44 languages at the office of %s: %j', (residence, languages) => {
    expect(answer({ residence }).languages).toEqual(languages);
  });

  it.each<[string, Partial<CompetenceAsked>, string[]]>([
    ['residence', { residence: 'H501' }, ['place of residence', 'R-44', 'Bolzano/Bozen', 'place of birth']],
    ['elsewhere', { residence: 'H501', officeCode: 'PROC-F205' }, ['It is not forbidden']],
    ['abroad', { residesAbroad: true, birthCountry: 'Z110' }, ['Anyone living outside Italy', 'Tribunale di Roma']],
    ['a minor', { residence: 'H501', birthDate: '2015-01-01' }, ['Tribunale per i minorenni']],
  ])('R-40 cites the lines for %s', (_, fields, words) => {
    const basis = answer(fields).basis.join('\n');
    for (const word of words) expect(basis).toContain(word);
  });
});

describe('R-40 bad questions', () => {
  it.each<[string, Partial<CompetenceAsked>, string, string]>([
    ['nothing stated', {}, 'residence', 'R-40'],
    ['an unknown municipality', { residence: 'X999' }, 'residence', 'R-40'],
    ['a word for a municipality', { residence: 'Roma' }, 'residence', 'R-40'],
    ['a municipality that has ceased', { residence: 'A012' }, 'residence', 'R-40'],
    ['a state as municipality', { residence: 'Z110' }, 'residence', 'R-40'],
    ['abroad, and in Roma', { residesAbroad: true, residence: 'H501' }, 'residence', 'R-40'],
    ['an office that cannot be one', { officeCode: 'ROMA' }, 'officeCode', 'R-40'],
    ['a birth in the future', { residence: 'H501', birthDate: '2026-02-10' }, 'birthDate', 'R-44'],
    ['a birth before the kingdom', { residence: 'H501', birthDate: '1860-12-31' }, 'birthDate', 'R-44'],
    ['an unknown birth place', { residence: 'H501', birthPlace: 'X999' }, 'birthPlace', 'R-44'],
    ['an unknown state of birth', { residence: 'H501', birthCountry: 'Z999' }, 'birthCountry', 'R-44'],
    ['a municipality as state of birth', { residence: 'H501', birthCountry: 'F205' }, 'birthCountry', 'R-44'],
    ['born in Milano, France', { residence: 'H501', birthPlace: 'F205', birthCountry: 'Z110' }, 'birthPlace', 'R-44'],
    [
      'a place not yet there at birth',
      { residence: 'H501', birthPlace: 'M409', birthDate: '1980-01-01' },
      'birthPlace',
      'R-44',
    ],
  ])('R-40 refuses %s with the field, and never repeats the value', (_, fields, field, rule) => {
    const refused = expect.objectContaining({ code: 'BAD_USER_INPUT', rule, details: { field: `input.${field}` } });
    expect(() => readCompetenceQuestion(asked(fields), TODAY)).toThrow(refused);
    try {
      readCompetenceQuestion(asked(fields), TODAY);
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toMatch(/X999|Z999|1860-12-31|M409/);
    }
  });
});
