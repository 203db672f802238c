import { retentionGround } from '../../../../subgraphs/certificates/data-subject/erasure.rules.js';
import { isAbout, type PersonSought } from '../../../../subgraphs/certificates/data-subject/subject-search.rules.js';
import type { SubjectFields } from '../../../../subgraphs/certificates/subject/subject-record.js';

describe('whose data they are', () => {
  const subject = { surname: "D'ÀMICO", name: 'Ada Maria', birthDate: '01/02/1980', taxCode: 'DMCDMR80B41H501T' };
  const about = (sought: PersonSought, fields: Partial<SubjectFields> = {}): boolean =>
    isAbout(sought, { ...subject, ...fields } as SubjectFields);
  const named = (fields: object): PersonSought =>
    ({ taxCode: null, surname: 'damico', name: 'ada  maria', birthDate: '01/02/1980', ...fields }) as PersonSought;

  it.each<[string, PersonSought, Partial<SubjectFields>, boolean]>([
    ['the same tax code, in lower case', { taxCode: 'dmcdmr80b41h501t' }, {}, true],
    ['with omocodia', { taxCode: 'RSSMRA80A01H501U' }, { taxCode: 'RSSMRA80A01H50MY' }, true],
    ['another tax code, the same name', { taxCode: 'RSSMRA80A01H501U' }, {}, false],
    ['a tax code, where the record has none', { taxCode: 'RSSMRA80A01H501U' }, { taxCode: '' }, false],
    ['the same name and day, accents and signs apart', named({}), {}, true],
    ['another day', named({ birthDate: '02/02/1980' }), {}, false],
    ['another name', named({ name: 'Ada' }), {}, false],
  ])('%s', (_, sought, fields, expected) => {
    expect(about(sought, fields)).toBe(expected);
  });
});

describe('R-62 on what ground data stay', () => {
  const done = {
    ...{ requestEnded: true, status: 'ISSUED' as const, underReview: false },
    ...{ endedAt: new Date('2026-01-10T10:00:00Z'), expiresOn: '2026-07-10', revokedAt: null },
  };

  it.each<[string, Partial<typeof done> | object, string, string | null]>([
    ['a request that is under way', { requestEnded: false }, '2030-01-01', 'IN_PROCESS'],
    ['an item without an end', { status: null, endedAt: null }, '2030-01-01', 'IN_PROCESS'],
    ['an item under review', { underReview: true }, '2030-01-01', 'IN_PROCESS'],
    ['a certificate on its last day', {}, '2026-07-10', 'CERTIFICATE_VALID'],
    ['a certificate the day after', {}, '2026-07-11', null],
    ['a revoked one, within the retention', { revokedAt: new Date() }, '2026-07-09', 'WITHIN_RETENTION'],
    ['a revoked one, after it', { revokedAt: new Date() }, '2026-07-10', null],
    ['a rejected one, within the retention', { status: 'REJECTED', expiresOn: null }, '2026-07-09', 'WITHIN_RETENTION'],
    ['a rejected one, after it', { status: 'REJECTED', expiresOn: null }, '2026-07-10', null],
  ])('%s', (_, fields, today, ground) => {
    expect(retentionGround({ ...done, ...fields } as typeof done, { today, retentionDays: 180 })).toBe(ground);
  });
});
