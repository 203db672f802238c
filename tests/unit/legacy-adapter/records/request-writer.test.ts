import fc from 'fast-check';
import { isoDayOf } from '../../../../schema/kernel/day-number.rules.js';
import type { SubjectRecord } from '../../../../schema/kernel/subject.type.js';
import { ROW_DIGITS, type RequestHeader } from '../../../../legacy-adapter/massivo/records/massivo-record.type.js';
import { UnwritableValue, writableNumber } from '../../../../legacy-adapter/massivo/records/record-lines.js';
import { writeRequestFile } from '../../../../legacy-adapter/massivo/records/request-writer.js';
import { allBytes, inChunks, readRequest } from '../../../testkit/byte-sources.js';
import { generatePersons } from '../../../testkit/person-generator.js';
import { requestFileBytes } from '../../../testkit/massivo-generator.js';

const SEED = 20260210;
const header: RequestHeader = {
  ipaCode: 'c_h501',
  bodyTaxCode: '02438750586',
  officeCode: 'PROC-H501',
  requestId: '2026-000001',
  kind: '28GEN',
  purposeCode: 'FIN-001',
  protocolNumber: '0012345',
  protocolDate: '2026-02-09',
  german: false,
  pec: 'protocollo@pec.example.it',
  contactTaxCode: 'RSSMRA80A01H501U',
  agreementReference: null,
};
const subject: SubjectRecord = {
  surname: 'Niccolò',
  name: ' Mario ',
  birthDate: '1980-01-01',
  birthPlace: 'h501',
  taxCode: 'rssmra80a01h501u',
  citizenship: 'I',
};

describe('request files', () => {
  it('are written as the protocol says', async () => {
    const text = (await allBytes(writeRequestFile(header, [subject]))).toString('utf8');
    expect(text.split('\r\n')).toEqual([
      'T;1.0;c_h501;02438750586;PROC-H501;2026-000001;28GEN;FIN-001;0012345;09/02/2026;N;protocollo@pec.example.it;RSSMRA80A01H501U;',
      'S;000001;NICCOLÒ;MARIO;01/01/1980;H501;Z000;RSSMRA80A01H501U;I;',
      expect.stringMatching(/^C;1;[0-9a-f]{64}$/),
      '',
    ]);
  });

  it('are the same bytes for the same request, and those of a writer of its own', async () => {
    const options = { seed: 8, rows: 5_000, invalidShare: 0 };
    const bytes = await allBytes(writeRequestFile(header, generatePersons(options)));
    expect(bytes.equals(await allBytes(writeRequestFile(header, generatePersons(options))))).toBe(true);
    expect(bytes.equals(requestFileBytes(options))).toBe(true);
  });

  it.each<[string, Partial<RequestHeader>, Partial<SubjectRecord>]>([
    ['surname', {}, { surname: 'A;B' }],
    ['name', {}, { name: 'A\nB' }],
    ['fatherName', {}, { fatherName: '\u0085x' }],
    ['birthDate', {}, { birthDate: '31/02/1980' }],
    ['surname', {}, { surname: 'A\ud800' }],
    ['protocolNumber', { protocolNumber: '1;2' }, {}],
    ['agreementReference', { agreementReference: 'a\r\nb' }, {}],
  ])('R-60 refuse a value of %s that would break a record, without repeating it', async (field, head, change) => {
    const written = allBytes(writeRequestFile({ ...header, ...head }, [{ ...subject, ...change }]));
    const error: unknown = await written.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnwritableValue);
    expect(error).toMatchObject({ field, message: `the value of ${field} cannot be written into a massivo record` });
  });

  it('are never without subjects', async () => {
    await expect(allBytes(writeRequestFile(header, []))).rejects.toThrow(UnwritableValue);
  });

  it('have at most 999,999 subjects', () => {
    expect(writableNumber('row', 999_999, ROW_DIGITS)).toBe('999999');
    expect(writableNumber('row', 1, ROW_DIGITS)).toBe('000001');
    for (const row of [1_000_000, -1, 1.5, Number.NaN]) {
      expect(() => writableNumber('row', row, ROW_DIGITS)).toThrow(UnwritableValue);
    }
  });
});

/** Letters, digits, blanks and signs of several alphabets, as they are after upper-casing and trimming. */
const text = (min: number, max: number) =>
  fc
    .array(fc.constantFrom(..."ABCXYZÀÈÌÒÙÖÜÇÑ '-.0123456789ЖΩ李🜁"), { minLength: min, maxLength: max })
    .map((letters) => letters.join('').trim())
    .filter((value) => value.length >= min);
const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`));
const day = fc
  .tuple(fc.integer({ min: 1900, max: 2099 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, dayOfMonth]) => isoDayOf(year * 10_000 + month * 100 + dayOfMonth));
const place = fc.stringMatching(/^[A-Z][0-9]{3}$/);
const headers: fc.Arbitrary<RequestHeader> = fc.record({
  ipaCode: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{1,29}$/),
  bodyTaxCode: digits(11),
  officeCode: fc.constant('PROC-A952'),
  requestId: text(1, 40),
  kind: fc.constantFrom('28GEN', '28PEN', '28CIV', '39SEL', '29ELE'),
  purposeCode: fc.stringMatching(/^FIN-[0-9]{3}$/),
  protocolNumber: text(1, 40),
  protocolDate: day,
  german: fc.boolean(),
  pec: fc.stringMatching(/^[a-z]{1,20}@[a-z]{1,20}\.it$/),
  contactTaxCode: fc.stringMatching(/^[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z]$/),
  agreementReference: fc.option(text(1, 40)),
});
const subjects = fc.record({
  surname: text(0, 40),
  name: text(0, 40),
  birthDate: day,
  birthPlace: fc.oneof(fc.constant(''), place),
  birthCountry: place,
  taxCode: fc.oneof(fc.constant(''), fc.stringMatching(/^[A-Z0-9]{16}$/)),
  citizenship: fc.constantFrom('I', 'U', 'X'),
  fatherName: text(0, 40),
});

it(`what is written is what is read, seed ${SEED}`, async () => {
  const italian = (iso: string): string => iso.split('-').reverse().join('/');
  await fc.assert(
    fc.asyncProperty(
      headers,
      fc.array(subjects, { minLength: 1, maxLength: 40 }),
      fc.nat(500),
      async (head, list, size) => {
        const bytes = await allBytes(writeRequestFile(head, list));
        const request = await readRequest(inChunks(bytes, size + 1));
        expect(request.header).toEqual(head);
        expect(request.rows).toEqual(
          list.map((fields, index) => ({
            position: index + 1,
            row: index + 1,
            subject: { ...fields, birthDate: italian(fields.birthDate) },
            refusal: null,
          })),
        );
      },
    ),
    { seed: SEED, numRuns: 200 },
  );
});
