import { PersonalDataVault } from '../../../../schema/kernel/personal-data.js';
import { RequestRowParser } from '../../../../legacy-adapter/massivo/records/request-row.rules.js';
import type { IncomingRow } from '../../../../subgraphs/certificates/certificate-request/incoming-request.type.js';
import { RowIntake, type StagedRow } from '../../../../subgraphs/certificates/certificate-request/row-intake.js';
import {
  MOST_SUBJECTS_A_BLOCK,
  openSubject,
  SubjectOpener,
  type SealedSubject,
  type SubjectFields,
} from '../../../../subgraphs/certificates/subject/subject-record.js';

const REQUEST = '0198c5c0-0000-7000-8000-000000000001';
const OTHER_REQUEST = '0198c5c0-0000-7000-8000-000000000002';
const UNREADABLE = { code: 'NOM-001', field: null } as const;
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
    const incoming = [
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
    ];
    expect(rows.take(incoming).map(({ seq, refusal }) => refusal ?? seq)).toEqual([
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
    const [staged] = intake().take([row(1, {}, { code: 'NOM-001', field: 'row' })]);
    expect(staged).toMatchObject({ seq: null, refusal: { code: 'NOM-001', field: 'row' } });
  });

  it('R-31 entities are judged by their own rules', () => {
    const rows = intake(true);
    const entity = { entityName: 'ROMA CAPITALE', legalForm: 'ENTE', registeredSeat: 'ROMA', taxCode: '02438750586' };
    const staged = rows.take([
      row(1, entity),
      row(2, entity),
      row(3, { ...entity, taxCode: '02438750587' }),
      row(4, { ...entity, entityName: '' }),
    ]);
    expect(staged.map(({ refusal }) => refusal)).toEqual([
      null,
      { code: 'NOM-005', field: 'taxCode' },
      { code: 'NOM-002', field: 'taxCode' },
      { code: 'NOM-001', field: 'entityName' },
    ]);
  });
});

/** The value of the staged row that holds the subject of the row at this index. */
function sealedOf(staged: readonly StagedRow[], index: number): SealedSubject {
  const first = staged.slice(0, index + 1).findLast(({ subjects }) => subjects !== null);
  if (!first?.subjects) throw new Error('no row before it holds a value');
  return { ...first.subjects, firstLine: first.line };
}

describe('R-60 subjects are sealed for their rows', () => {
  it('R-60 opens at its own place and nowhere else, and shows nothing in clear', () => {
    const value = sealedOf(intake().take([row(9, {})]), 0);
    expect(value).toMatchObject({ keyId: 3, firstLine: 9 });
    expect(openSubject(vault, { requestId: REQUEST, line: 9 }, value)).toEqual(fields());
    expect(() => openSubject(vault, { requestId: REQUEST, line: 8 }, { ...value, firstLine: 8 })).toThrow();
    expect(() => openSubject(vault, { requestId: OTHER_REQUEST, line: 9 }, value)).toThrow();
    expect(value.sealed.includes('ROSSI') || value.sealed.includes('RSSMRA')).toBe(false);
  });

  it('R-60 subjects of consecutive rows are sealed together, and each opens as its own row alone', () => {
    const names = Array.from(
      { length: 2 * MOST_SUBJECTS_A_BLOCK + 3 },
      (_, index) => `NOME${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(index)}`,
    );
    const staged = intake().take(names.map((name, index) => row(index + 5, { name })));
    const holders = staged.filter(({ subjects }) => subjects !== null).map(({ line }) => line);
    expect(holders).toEqual([5, 5 + MOST_SUBJECTS_A_BLOCK, 5 + 2 * MOST_SUBJECTS_A_BLOCK]);
    names.forEach((name, index) => {
      const value = sealedOf(staged, index);
      expect(openSubject(vault, { requestId: REQUEST, line: index + 5 }, value)).toMatchObject({ name });
    });
    const last = sealedOf(staged, names.length - 1);
    expect(() => openSubject(vault, { requestId: REQUEST, line: names.length + 5 }, last)).toThrow('does not hold');
    expect(() => openSubject(vault, { requestId: REQUEST, line: last.firstLine - 1 }, last)).toThrow('does not hold');
  });

  it('R-60 a row that could not be read leaves nothing behind, and its neighbours open', () => {
    const staged = intake().take([row(1, {}), row(2, null, UNREADABLE), row(3, { name: 'ANNA' })]);
    const opened = [1, 2, 3].map((line) =>
      openSubject(vault, { requestId: REQUEST, line }, sealedOf(staged, line - 1)),
    );
    expect(opened).toEqual([fields(), null, fields({ name: 'ANNA' })]);
    const alone = intake().take([row(1, null, UNREADABLE)]);
    expect(openSubject(vault, { requestId: REQUEST, line: 1 }, sealedOf(alone, 0))).toBeNull();
  });

  it('R-60 a row of a file is sealed as it stands there, as if its fields had been strings', () => {
    const names = ['MARIO', 'NICCOLÒ', 'Жанна', '  '];
    const rows = names.map((name, index) => fileRow(index + 1, fields({ name })));
    const staged = intake().take(rows);
    expect(staged.map(({ refusal }) => refusal?.field ?? null)).toEqual([null, 'taxCode', 'taxCode', 'name']);
    names.forEach((name, index) => {
      const place = { requestId: REQUEST, line: index + 1 };
      expect(openSubject(vault, place, sealedOf(staged, index))).toEqual(fields({ name }));
    });
  });

  it('R-60 rows of one block are opened together, and a block that was changed opens for none of them', () => {
    const staged = intake().take(Array.from({ length: 40 }, (_, index) => row(index + 1, { name: `NOME${index}` })));
    const opener = new SubjectOpener(vault);
    const open = (line: number, sealed: SealedSubject) => opener.open({ requestId: REQUEST, line }, sealed)?.name;
    for (let line = 1; line <= 40; line += 1) expect(open(line, sealedOf(staged, line - 1))).toBe(`NOME${line - 1}`);
    const first = sealedOf(staged, 0);
    expect(() => open(MOST_SUBJECTS_A_BLOCK + 1, first)).toThrow('does not hold');
    expect(() => opener.open({ requestId: OTHER_REQUEST, line: 1 }, first)).toThrow();
    const changed = Buffer.from(first.sealed);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    expect(() => open(1, { ...first, sealed: changed })).toThrow();
    expect(open(1, first)).toBe('NOME0');
  });
});

/** A row as the reader of files hands it over. */
function fileRow(line: number, { surname, name, birthDate, birthPlace, ...rest }: SubjectFields): IncomingRow {
  const values = [surname, name, birthDate, birthPlace, rest.birthCountry, rest.taxCode, rest.citizenship];
  const bytes = Buffer.from(`S;${String(line).padStart(6, '0')};${[...values, rest.fatherName].join(';')}`);
  const record = new RequestRowParser().parse({ bytes, start: 0, end: bytes.length, isUtf8: true });
  return {
    line,
    row: line,
    fields: fields({ surname, name, birthDate, birthPlace, ...rest }),
    bytes: record.fields,
    refusal: null,
  };
}
