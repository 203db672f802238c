import 'reflect-metadata';
import fc from 'fast-check';
import {
  checklistFor,
  type ChecklistQuestion,
} from '../../../../subgraphs/certificates/office-counter/checklist.rules.js';
import {
  Applicant,
  PersonSituation,
  Submission,
} from '../../../../subgraphs/certificates/office-counter/checklist.type.js';
import { Citizenship, ExemptionGround } from '../../../../subgraphs/shared/graph-enums.js';

const TODAY = '2026-02-09';
const CHILD_OF_10 = '2016-01-01';
const OF_17 = '2009-01-01';

const question = (fields: Partial<ChecklistQuestion> = {}): ChecklistQuestion => ({
  applicant: 'PERSON',
  submission: 'IN_PERSON',
  birthDate: null,
  situation: 'NONE',
  fromAbroad: false,
  judgeAuthorised: false,
  citizenship: 'ITALIAN',
  hasPassport: true,
  hasIdentityDocument: true,
  exemption: null,
  sameDay: false,
  ...fields,
});
const answer = (fields: Partial<ChecklistQuestion>) => checklistFor(question(fields), TODAY);
const codes = (entries: readonly { code: string }[]): string[] => entries.map(({ code }) => code);

const ABROAD = { submission: 'POST', fromAbroad: true } as const;
const ABROAD_DOCUMENTS = ['FORM_3', 'WRITTEN_APPLICATION', 'IDENTITY_DOCUMENT_COPY'];
const ENCLOSED = ['PROOF_OF_PAYMENT', 'ADDRESSED_ENVELOPE'];

describe('R-42 what to bring', () => {
  it.each<[string, Partial<ChecklistQuestion>, string[]]>([
    ['the person, in person', {}, ['FORM_3', 'IDENTITY_DOCUMENT']],
    ['the person, by post', { submission: 'POST' }, ['FORM_3', 'IDENTITY_DOCUMENT_COPY']],
    ['a delegate', { applicant: 'DELEGATE' }, ['FORM_3', 'FORM_5', 'IDENTITY_DOCUMENT']],
    [
      'a delegate of somebody whose papers are lost',
      { applicant: 'DELEGATE', hasIdentityDocument: false },
      ['FORM_3', 'FORM_5', 'IDENTITY_DOCUMENT'],
    ],
    [
      'a citizen of neither Italy nor the EU without a passport',
      { citizenship: 'OTHER', hasPassport: false },
      ['FORM_3', 'IDENTITY_DOCUMENT', 'PERMIT_OF_STAY_COPY'],
    ],
    [
      'the same with the permit alone',
      { citizenship: 'OTHER', hasPassport: false, hasIdentityDocument: false },
      ['FORM_3', 'PERMIT_OF_STAY_COPY'],
    ],
    ['the same with a passport', { citizenship: 'OTHER' }, ['FORM_3', 'IDENTITY_DOCUMENT']],
    ['an EU citizen without a passport', { citizenship: 'EU', hasPassport: false }, ['FORM_3', 'IDENTITY_DOCUMENT']],
    ['for a child of 10', { applicant: 'PARENT', birthDate: CHILD_OF_10 }, ['FORM_3', 'IDENTITY_DOCUMENT']],
    [
      'for a child of 10 by post',
      { applicant: 'PARENT', birthDate: CHILD_OF_10, submission: 'POST' },
      ['FORM_3', 'IDENTITY_DOCUMENT_COPY'],
    ],
    ['a 17-year-old, in person', { birthDate: OF_17 }, ['FORM_3', 'IDENTITY_DOCUMENT']],
    [
      'a conservator, with the decree',
      { applicant: 'CONSERVATOR', situation: 'CONSERVATEE' },
      ['FORM_3', 'IDENTITY_DOCUMENT', 'DECREE_OF_APPOINTMENT'],
    ],
    ['a prisoner by post', { situation: 'PRISONER', submission: 'POST' }, ['FORM_3', 'IDENTITY_DOCUMENT_COPY']],
    [
      'a prisoner without papers',
      { situation: 'PRISONER', submission: 'POST', hasIdentityDocument: false },
      ['FORM_3', 'COUNTERSIGNATURE'],
    ],
    [
      'a delegate of a prisoner without papers',
      { applicant: 'DELEGATE', situation: 'PRISONER', hasIdentityDocument: false },
      ['FORM_3', 'FORM_5', 'IDENTITY_DOCUMENT', 'COUNTERSIGNATURE'],
    ],
    [
      'somebody in a therapeutic community without papers',
      { situation: 'THERAPEUTIC_COMMUNITY', submission: 'POST', hasIdentityDocument: false },
      ['FORM_3', 'COUNTERSIGNATURE'],
    ],
    ['from abroad', ABROAD, [...ABROAD_DOCUMENTS, ...ENCLOSED]],
    [
      'from abroad through a delegate',
      { applicant: 'DELEGATE', fromAbroad: true },
      ['FORM_3', 'FORM_5', 'WRITTEN_APPLICATION', 'IDENTITY_DOCUMENT'],
    ],
    [
      'from abroad with Annex B',
      { ...ABROAD, exemption: 'ANNEX_B' },
      [...ABROAD_DOCUMENTS, 'EXEMPTION_EVIDENCE', ...ENCLOSED],
    ],
    [
      'from abroad with a full exemption: the postage is paid all the same',
      { ...ABROAD, exemption: 'LEGAL_AID' },
      [...ABROAD_DOCUMENTS, 'EXEMPTION_EVIDENCE', ...ENCLOSED],
    ],
    ['an exemption', { exemption: 'LABOUR_WELFARE' }, ['FORM_3', 'IDENTITY_DOCUMENT', 'EXEMPTION_EVIDENCE']],
    ['a body', { applicant: 'PUBLIC_BODY' }, []],
    ['the criminal judicial authority', { applicant: 'JUDICIAL_AUTHORITY' }, []],
    [
      'counsel of the victim or witness',
      { applicant: 'COUNSEL_OF_VICTIM_OR_WITNESS' },
      ['FORM_3', 'IDENTITY_DOCUMENT'],
    ],
    [
      'the prosecutor on a victim or witness',
      { applicant: 'PROSECUTOR_ON_VICTIM_OR_WITNESS', judgeAuthorised: true },
      ['JUDGE_AUTHORISATION'],
    ],
    [
      "the defendant's counsel on a victim or witness",
      { applicant: 'DEFENDANT_COUNSEL_ON_VICTIM_OR_WITNESS', judgeAuthorised: true },
      ['FORM_3', 'IDENTITY_DOCUMENT', 'JUDGE_AUTHORISATION'],
    ],
  ])('R-42 %s', (_, fields, documents) => {
    const { refusal, documents: found } = answer(fields);
    expect({ refusal, documents: codes(found) }).toEqual({ refusal: null, documents });
  });

  it.each<[string, Partial<ChecklistQuestion>, string, string]>([
    ['a child of 10 itself', { birthDate: CHILD_OF_10 }, 'APPLICANT_NOT_ENTITLED', 'applicant'],
    [
      'a delegate of a child of 10',
      { applicant: 'DELEGATE', birthDate: CHILD_OF_10 },
      'APPLICANT_NOT_ENTITLED',
      'applicant',
    ],
    ['the day before the 16th birthday', { birthDate: '2010-02-10' }, 'APPLICANT_NOT_ENTITLED', 'applicant'],
    ['a parent from 16 on', { applicant: 'PARENT', birthDate: '2010-02-09' }, 'APPLICANT_NOT_ENTITLED', 'applicant'],
    ['a parent of an adult', { applicant: 'PARENT' }, 'APPLICANT_NOT_ENTITLED', 'applicant'],
    ['a delegate of a 17-year-old', { applicant: 'DELEGATE', birthDate: OF_17 }, 'APPLICANT_NOT_ENTITLED', 'applicant'],
    ['an interdetto alone', { situation: 'CONSERVATEE' }, 'APPLICANT_NOT_ENTITLED', 'applicant'],
    ['a conservator of nobody', { applicant: 'CONSERVATOR' }, 'APPLICANT_NOT_ENTITLED', 'applicant'],
    [
      'the prosecutor without the judge',
      { applicant: 'PROSECUTOR_ON_VICTIM_OR_WITNESS' },
      'JUDGE_AUTHORISATION_REQUIRED',
      'judgeAuthorised',
    ],
    [
      "the defendant's counsel without the judge",
      { applicant: 'DEFENDANT_COUNSEL_ON_VICTIM_OR_WITNESS' },
      'JUDGE_AUTHORISATION_REQUIRED',
      'judgeAuthorised',
    ],
    ['a prisoner at the counter', { situation: 'PRISONER' }, 'SUBMISSION_NOT_ADMITTED', 'submission'],
    [
      'a community resident at the counter',
      { situation: 'THERAPEUTIC_COMMUNITY' },
      'SUBMISSION_NOT_ADMITTED',
      'submission',
    ],
    ['from abroad at the counter', { fromAbroad: true }, 'SUBMISSION_NOT_ADMITTED', 'submission'],
    ['a delegate by post', { applicant: 'DELEGATE', submission: 'POST' }, 'SUBMISSION_NOT_ADMITTED', 'submission'],
    ['a 17-year-old by post', { birthDate: OF_17, submission: 'POST' }, 'SUBMISSION_NOT_ADMITTED', 'submission'],
    ['direct access for anybody', { submission: 'DIRECT_ACCESS' }, 'SUBMISSION_NOT_ADMITTED', 'submission'],
    ['nobody without papers', { hasIdentityDocument: false }, 'IDENTITY_DOCUMENT_REQUIRED', 'hasIdentityDocument'],
    [
      'nobody abroad without papers',
      { ...ABROAD, hasIdentityDocument: false },
      'IDENTITY_DOCUMENT_REQUIRED',
      'hasIdentityDocument',
    ],
  ])('R-42 refuses %s', (_, fields, code, field) => {
    const found = answer(fields);
    expect(found.refusal).toMatchObject({ code, rule: 'R-42', field: `input.${field}` });
    expect(found.refusal?.messageIt).toMatch(/\S/);
    expect([found.documents, found.applicationStates, found.payment]).toEqual([[], [], null]);
  });

  it.each<[string, Partial<ChecklistQuestion>, string[]]>([
    ['the person', {}, ['IN_PERSON', 'POST']],
    ['a prisoner', { situation: 'PRISONER', submission: 'POST' }, ['POST']],
    ['a prisoner of 17', { situation: 'PRISONER', submission: 'POST', birthDate: OF_17 }, ['POST']],
    ['a body', { applicant: 'PUBLIC_BODY' }, ['BODY_REQUEST']],
    ['the judicial authority', { applicant: 'JUDICIAL_AUTHORITY' }, ['DIRECT_ACCESS']],
  ])('R-42 ways that are admitted: %s', (_, fields, submissions) => {
    expect(answer(fields).submissions).toEqual(submissions);
  });

  it.each<[string, Partial<ChecklistQuestion>, string[]]>([
    ['no reason need be stated', {}, []],
    ['an exemption states its purpose', { exemption: 'ADOPTION_FOSTERING' }, ['PURPOSE']],
    ['from abroad the application says it all', ABROAD, ['PERSONAL_DETAILS', 'ADDRESS', 'KIND']],
    [
      'from abroad, and the purpose',
      { ...ABROAD, exemption: 'ANNEX_B' },
      ['PERSONAL_DETAILS', 'ADDRESS', 'KIND', 'PURPOSE'],
    ],
  ])('R-42 %s', (_, fields, statements) => {
    expect(codes(answer(fields).applicationStates)).toEqual(statements);
  });

  it.each<[string, Partial<ChecklistQuestion>, string | undefined]>([
    ['by duty stamps, never cash', {}, 'DUTY_STAMPS'],
    ['from abroad as the office says', ABROAD, 'AS_THE_OFFICE_SAYS'],
    ['not at all when free', { exemption: 'LEGAL_AID' }, undefined],
    ['the urgency fee of a free one', { exemption: 'LEGAL_AID', sameDay: true }, 'DUTY_STAMPS'],
    ['the fee of Annex B', { exemption: 'ANNEX_B' }, 'DUTY_STAMPS'],
    ['R-37 nothing by a body', { applicant: 'PUBLIC_BODY' }, undefined],
  ])('R-41 payment: %s', (_, fields, code) => {
    expect(answer(fields).payment?.code).toBe(code);
  });
});

describe('R-43 what the certificate shows', () => {
  const EXAMPLES = ['NON_MENZIONE', 'JUSTICE_OF_THE_PEACE', 'FINE_ONLY'];
  it.each<[string, Partial<ChecklistQuestion>, string, string[]]>([
    ['to the person, without what art. 27 leaves out', {}, 'ARTICLE_27', EXAMPLES],
    ['to a delegate likewise', { applicant: 'DELEGATE' }, 'ARTICLE_27', EXAMPLES],
    [
      'everything to the prosecutor on a victim, authorised',
      { applicant: 'PROSECUTOR_ON_VICTIM_OR_WITNESS', judgeAuthorised: true },
      'EVERYTHING',
      [],
    ],
    [
      "everything to the defendant's counsel on a witness, authorised",
      { applicant: 'DEFENDANT_COUNSEL_ON_VICTIM_OR_WITNESS', judgeAuthorised: true },
      'EVERYTHING',
      [],
    ],
    [
      'to counsel of the victim without the judge: not said',
      { applicant: 'COUNSEL_OF_VICTIM_OR_WITNESS' },
      'NOT_STATED',
      [],
    ],
    ['to a body: not said', { applicant: 'PUBLIC_BODY' }, 'NOT_STATED', []],
  ])('R-43 %s', (_, fields, disclosure, leftOut) => {
    const found = answer(fields);
    expect([found.disclosure, codes(found.leftOut)]).toEqual([disclosure, leftOut]);
  });
});

describe('R-44 what else there is to know', () => {
  it('R-44 the certificate holds six months', () => {
    expect(answer({}).validityMonths).toBe(6);
  });

  it('R-35 art. 40: not for administrations, told to the person only', () => {
    expect(codes(answer({}).notices)).toEqual(['NOT_FOR_ADMINISTRATIONS']);
    expect(codes(answer({ applicant: 'PUBLIC_BODY' }).notices)).toEqual([]);
  });

  it('R-40 a minor applies at the juvenile court, from 18 on not', () => {
    expect(answer({ birthDate: OF_17 })).toMatchObject({
      juvenileCourt: true,
      notices: [{ code: 'JUVENILE_COURT' }, {}],
    });
    expect(answer({ birthDate: '2008-02-09' }).juvenileCourt).toBe(false);
    expect(answer({}).juvenileCourt).toBe(false);
  });
});

describe('R-42 whatever the case', () => {
  const arbitrary = fc.record({
    applicant: fc.constantFrom(...Object.values(Applicant)),
    submission: fc.constantFrom(...Object.values(Submission)),
    birthDate: fc.constantFrom(null, CHILD_OF_10, OF_17, '1980-01-01'),
    situation: fc.constantFrom(...Object.values(PersonSituation)),
    fromAbroad: fc.boolean(),
    judgeAuthorised: fc.boolean(),
    citizenship: fc.constantFrom(...Object.values(Citizenship)),
    hasPassport: fc.boolean(),
    hasIdentityDocument: fc.boolean(),
    exemption: fc.constantFrom(null, ...Object.values(ExemptionGround)),
    sameDay: fc.boolean(),
  });
  const run = (check: (asked: ChecklistQuestion) => void): void =>
    fc.assert(fc.property(arbitrary, check), { seed: 42, numRuns: 2_000 });

  it('R-42 there is a way in, documents stand once, and sources are cited', () => {
    run((asked) => {
      const { submissions, documents, basis } = checklistFor(asked, TODAY);
      expect(submissions.length).toBeGreaterThan(0);
      expect(new Set(codes(documents)).size).toBe(documents.length);
      expect(new Set(basis).size).toBe(basis.length);
      expect(basis.length).toBeGreaterThan(0);
    });
  });

  it('R-42 a private applicant who is not refused always shows who the person is', () => {
    run((asked) => {
      const { refusal, documents } = checklistFor(asked, TODAY);
      if (refusal || !['PERSON', 'DELEGATE', 'PARENT', 'CONSERVATOR'].includes(asked.applicant)) return;
      expect(codes(documents)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^(IDENTITY_DOCUMENT|IDENTITY_DOCUMENT_COPY|PERMIT_OF_STAY_COPY|COUNTERSIGNATURE)$/),
        ]),
      );
    });
  });

  it('R-41 evidence is asked for exactly with an exemption, of those who pay', () => {
    run((asked) => {
      const { refusal, documents } = checklistFor(asked, TODAY);
      const pays = !['PUBLIC_BODY', 'JUDICIAL_AUTHORITY', 'PROSECUTOR_ON_VICTIM_OR_WITNESS'].includes(asked.applicant);
      expect(codes(documents).includes('EXEMPTION_EVIDENCE')).toBe(!refusal && pays && asked.exemption !== null);
    });
  });
});
