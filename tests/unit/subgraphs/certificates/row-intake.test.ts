import { PersonalDataVault } from '../../../../schema/kernel/personal-data.js';
import type { IncomingRow } from '../../../../subgraphs/certificates/certificate-request/incoming-request.type.js';
import { RowIntake } from '../../../../subgraphs/certificates/certificate-request/row-intake.js';
import { openSubject, type SubjectFields } from '../../../../subgraphs/certificates/subject/subject-record.js';

const REQUEST = '0198c5c0-0000-7000-8000-000000000001';
const vault = new PersonalDataVault([{ id: 3, key: Buffer.alloc(32, 7) }]);

const fields = (parts: Partial<SubjectFields> = {}): SubjectFields => ({
  surname: 'ROSSI',
  name: 'MARIO',
  birthDate: '01/01/1980',
  birthPlace: 'H501',
  birthCountry: 'Z000',
  taxCode: 'RSSMRA80A01H501U',
  citizenship: 'I',
  fatherName: '',
  entityName: '',
  legalForm: '',
  registeredSeat: '',
  ...parts,
});
const row = (
  line: number,
  parts: Partial<SubjectFields> | null,
  refusal: IncomingRow['refusal'] = null,
): IncomingRow => ({
  line,
  row: line,
  fields: parts && fields(parts),
  refusal,
});
const intake = (entities = false): RowIntake =>
  new RowIntake({ requestId: REQUEST, protocolDate: '2026-02-09', entities, vault });

describe('R-31 every row is judged on its own', () => {
  it('R-31 numbers the good rows without gaps and gives the bad ones their code and field', () => {
    const rows = intake();
    const staged = [
      row(1, {}),
      row(2, { name: '' }),
      row(3, {}),
      row(4, { taxCode: 'RSSMRA80A01H501X', fatherName: 'LUIGI' }),
      row(5, {
        surname: 'VERDI',
        name: 'ANNA',
        birthDate: '20/12/1975',
        birthPlace: 'G482',
        taxCode: 'VRDNNA75T60G482I',
      }),
      row(6, null, { code: 'NOM-001', field: null }),
    ].map((incoming) => rows.take(incoming));
    expect(staged.map(({ seq, refusal }) => refusal ?? seq)).toEqual([
      1,
      { code: 'NOM-001', field: 'name' },
      { code: 'NOM-005', field: 'taxCode' },
      { code: 'NOM-002', field: 'taxCode' },
      2,
      { code: 'NOM-001', field: null },
    ]);
    expect(rows).toMatchObject({ total: 6, accepted: 2 });
  });

  it('R-31 a malformed line is refused even when its fields would do', () => {
    const staged = intake().take(row(1, {}, { code: 'NOM-001', field: 'row' }));
    expect(staged).toMatchObject({ seq: null, refusal: { code: 'NOM-001', field: 'row' } });
  });

  it('R-31 entities are judged by their own rules', () => {
    const rows = intake(true);
    const entity = { entityName: 'ROMA CAPITALE', legalForm: 'ENTE', registeredSeat: 'ROMA', taxCode: '02438750586' };
    expect(rows.take(row(1, entity)).refusal).toBeNull();
    expect(rows.take(row(2, entity)).refusal).toEqual({ code: 'NOM-005', field: 'taxCode' });
    expect(rows.take(row(3, { ...entity, taxCode: '02438750587' })).refusal).toEqual({
      code: 'NOM-002',
      field: 'taxCode',
    });
    expect(rows.take(row(4, { ...entity, entityName: '' })).refusal).toEqual({ code: 'NOM-001', field: 'entityName' });
  });
});

describe('R-60 subjects are sealed for their row', () => {
  it('R-60 opens at its own place and nowhere else, and shows nothing in clear', () => {
    const { keyId, sealed } = intake().take(row(9, {}));
    expect(keyId).toBe(3);
    expect(openSubject(vault, { requestId: REQUEST, line: 9 }, { keyId, sealed })).toEqual(fields());
    expect(() => openSubject(vault, { requestId: REQUEST, line: 8 }, { keyId, sealed })).toThrow();
    expect(sealed.includes('ROSSI') || sealed.includes('RSSMRA')).toBe(false);
  });

  it('R-60 a row that could not be read leaves nothing behind', () => {
    const { keyId, sealed } = intake().take(row(1, null, { code: 'NOM-001', field: null }));
    expect(openSubject(vault, { requestId: REQUEST, line: 1 }, { keyId, sealed })).toBeNull();
  });
});
