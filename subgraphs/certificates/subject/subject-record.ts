import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';

/** A subject field by field, as its sender wrote it; empty where it wrote nothing. */
export interface SubjectFields {
  surname: string;
  name: string;
  /** dd/mm/yyyy, as in massivo files, whatever the sender's way of writing was. */
  birthDate: string;
  /** Belfiore code of the municipality; empty when born abroad. */
  birthPlace: string;
  /** Belfiore code of the state; Z000 is Italy. */
  birthCountry: string;
  taxCode: string;
  /** I, U or X. */
  citizenship: string;
  fatherName: string;
  /** Entities only (32SAN). */
  entityName: string;
  legalForm: string;
  registeredSeat: string;
}

const ORDER = [
  'surname',
  'name',
  'birthDate',
  'birthPlace',
  'birthCountry',
  'taxCode',
  'citizenship',
  'fatherName',
  'entityName',
  'legalForm',
  'registeredSeat',
] as const satisfies readonly (keyof SubjectFields)[];

/** U+001F cannot be in a field: control characters are refused as NOM-001. */
const SEPARATOR = '\u001f';

/** Seals a subject for its row: bound to the request and the line, so that it opens nowhere else. */
export function sealSubject(
  vault: PersonalDataVault,
  place: { requestId: string; line: number },
  fields: SubjectFields,
): SealedValue {
  const { surname, name, birthDate, birthPlace, birthCountry, taxCode, citizenship, fatherName } = fields;
  const person = [surname, name, birthDate, birthPlace, birthCountry, taxCode, citizenship, fatherName];
  const entity = fields.entityName ? [fields.entityName, fields.legalForm, fields.registeredSeat] : [];
  return vault.seal([...person, ...entity].join(SEPARATOR), placeOf(place));
}

/** Opens a sealed subject; `null` when nothing of the row could be read at intake. */
export function openSubject(
  vault: PersonalDataVault,
  place: { requestId: string; line: number },
  value: SealedValue,
): SubjectFields | null {
  if (value.sealed.length === 0) return null;
  const values = vault.open(value.keyId, value.sealed, placeOf(place)).split(SEPARATOR);
  return Object.fromEntries(ORDER.map((field, index) => [field, values[index] ?? ''])) as unknown as SubjectFields;
}

const placeOf = ({ requestId, line }: { requestId: string; line: number }): string => `item:${requestId}:${line}`;
