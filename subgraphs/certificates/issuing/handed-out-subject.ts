import type { AcceptedSubject } from '../../../legacy-adapter/index.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type { AcceptedSubjectRow } from './accepted-subject.store.js';

/** A row with its subject, opened. */
export interface OpenItem {
  line: number;
  subject: SubjectFields;
}

/**
 * What is handed out of an accepted row, which never changes: whoever gives it back spares that row's being read and
 * opened again. What it was made of lies in it unseen, since a weak map of all the rows that are held costs the garbage
 * collector more than the rows.
 */
export class HandedOutSubject implements AcceptedSubject {
  readonly seq: number;
  readonly row: number;
  readonly surname: string;
  readonly name: string;
  readonly birthDate: string;
  readonly birthPlace: string;
  readonly birthCountry: string;
  readonly taxCode: string;
  readonly citizenship: string;
  readonly fatherName: string;
  readonly #requestId: string;
  readonly #item: OpenItem;

  constructor(requestId: string, { line, seq, row, subject }: AcceptedSubjectRow) {
    this.seq = seq;
    this.row = row;
    this.surname = subject.surname;
    this.name = subject.name;
    this.birthDate = subject.birthDate;
    this.birthPlace = subject.birthPlace;
    this.birthCountry = subject.birthCountry;
    this.taxCode = subject.taxCode;
    this.citizenship = subject.citizenship;
    this.fatherName = subject.fatherName;
    this.#requestId = requestId;
    this.#item = { line, subject };
  }

  /** The row, when it is this one; a copy that somebody made is none. */
  static itemOf(subject: AcceptedSubject | undefined, requestId: string, seq: number): OpenItem | undefined {
    if (!subject || !(#item in subject)) return undefined;
    return subject.seq === seq && subject.#requestId === requestId ? subject.#item : undefined;
  }
}
