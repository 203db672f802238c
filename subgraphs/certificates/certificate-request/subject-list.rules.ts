import { createHash } from 'node:crypto';
import { isIsoDay, italianDate } from '../../../schema/kernel/clock.js';
import { inputProblem, type InputProblem } from '../../shared/input-problem.rules.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type { IncomingContent, IncomingRequest, IncomingRow } from './incoming-request.type.js';

/** A subject as the graph's input has it: nothing is required. */
export interface SubjectListEntry {
  surname?: string | null;
  name?: string | null;
  birthDate?: string | null;
  birthPlace?: string | null;
  birthCountry?: string | null;
  taxCode?: string | null;
  citizenship?: string | null;
  fatherName?: string | null;
  entityName?: string | null;
  legalForm?: string | null;
  registeredSeat?: string | null;
}

/** Most subjects of one call of `requestCertificates`; more go through the upload (api.md). */
export const MOST_SUBJECTS = 1_000;
/** Longest value of a subject's field: what a massivo record could carry at most. */
const LONGEST_FIELD = 2_048;

const CITIZENSHIP: Readonly<Record<string, string>> = { ITALIAN: 'I', EU: 'U', OTHER: 'X' };

/** What is wrong with the number of subjects. */
export function subjectCountProblem(subjects: number): InputProblem | null {
  if (subjects >= 1 && subjects <= MOST_SUBJECTS) return null;
  return inputProblem(
    'OUT_OF_RANGE',
    `A request holds 1 to ${MOST_SUBJECTS} subjects; send larger ones as a file.`,
    `Una richiesta contiene da 1 a ${MOST_SUBJECTS} nominativi; per numeri maggiori inviare un file.`,
  );
}

/** The subjects of a call through the graph, as the same stream that a file makes. */
export function contentOfSubjects(request: IncomingRequest, subjects: readonly SubjectListEntry[]): IncomingContent {
  const rows = subjects.map(rowOf);
  return { rows: inOneBatch(rows), contentHash: () => hashOf(request, rows) };
}

function rowOf(subject: SubjectListEntry, index: number): IncomingRow {
  const fields: SubjectFields = {
    surname: text(subject.surname),
    name: text(subject.name),
    birthDate: recordDate(text(subject.birthDate)),
    birthPlace: text(subject.birthPlace),
    birthCountry: text(subject.birthCountry),
    taxCode: text(subject.taxCode),
    citizenship: CITIZENSHIP[subject.citizenship ?? ''] ?? '',
    fatherName: text(subject.fatherName),
    entityName: text(subject.entityName),
    legalForm: text(subject.legalForm),
    registeredSeat: text(subject.registeredSeat),
  };
  const unreadable = Object.values(fields).some((value) => value.length > LONGEST_FIELD || hasControlCharacter(value));
  const refusal = unreadable ? ({ code: 'NOM-001', field: null } as const) : null;
  return { line: index + 1, row: index + 1, fields: unreadable ? null : fields, refusal };
}

/** Blanks around a value do not count; massivo writes names in upper case. */
const text = (value: string | null | undefined): string => value?.trim().toUpperCase() ?? '';

/** A real ISO day becomes the record's dd/mm/yyyy; anything else stays as it is and is that row's NOM-001. */
const recordDate = (value: string): string => (isIsoDay(value) ? italianDate(value) : value);

/** Such a value cannot be stored in a record, nor written into a massivo file. */
function hasControlCharacter(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) {
    if (value.charCodeAt(index) < 32) return true;
  }
  return false;
}

async function* inOneBatch(rows: IncomingRow[]): AsyncGenerator<IncomingRow[], void, void> {
  yield rows;
}

/** The canonical form that tells a repetition from a conflict: what was asked for, not how it was spelled. */
function hashOf(request: IncomingRequest, rows: readonly IncomingRow[]): Buffer {
  const { ipaCode, unitCode, officeCode, kind, purposeCode, protocolNumber, protocolDate, german } = request;
  const head = [ipaCode, unitCode, officeCode, kind, purposeCode, protocolNumber, protocolDate, german];
  const body = rows.map(({ fields }) => (fields ? Object.values(fields) : null));
  return createHash('sha256')
    .update(JSON.stringify([head, body]))
    .digest();
}
