import { DuplicateSubjects } from '../../../schema/kernel/duplicate-subjects.js';
import { parseDay, type DayNumber } from '../../../schema/kernel/day-number.rules.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';
import { isPlainlyGood } from '../../../schema/kernel/plain-subject.rules.js';
import { validateEntity, validateSubject } from '../../../schema/kernel/subject-validation.rules.js';
import type { RowCode, RowRefusal } from '../../../schema/row-codes.js';
import { MOST_SUBJECTS_A_BLOCK, sealSubjects } from '../subject/subject-record.js';
import type { IncomingRow } from './incoming-request.type.js';

/** A row ready to be staged, its personal data sealed. */
export interface StagedRow {
  line: number;
  row: number;
  /** Ordinal among the accepted rows, from 1; `null` when refused. */
  seq: number | null;
  refusal: RowRefusal | null;
  /** The subject and those of the rows after it; `null` where it was sealed with a row before. */
  subjects: SealedValue | null;
}

const DUPLICATE: RowRefusal = { code: 'NOM-005', field: 'taxCode' };
const DUPLICATE_WITHOUT_CODE: RowRefusal = { code: 'NOM-005', field: 'surname' };

/**
 * Takes in the rows of one request in their order: every row is judged on its own and the good ones are numbered.
 * Keeps 8 to 16 bytes a subject for NOM-005 and nothing else, so that memory stays flat.
 */
export class RowIntake {
  readonly #seen = new DuplicateSubjects();
  readonly #protocolDay: DayNumber;
  readonly #entities: boolean;
  readonly #requestId: string;
  readonly #vault: PersonalDataVault;
  readonly #refusals: Partial<Record<RowCode, number>> = {};
  #total = 0;
  #accepted = 0;

  constructor(options: { requestId: string; protocolDate: IsoDay; entities: boolean; vault: PersonalDataVault }) {
    const day = parseDay(options.protocolDate);
    if (day === undefined) throw new Error('the protocol date was not checked');
    this.#protocolDay = day;
    this.#entities = options.entities;
    this.#requestId = options.requestId;
    this.#vault = options.vault;
  }

  get total(): number {
    return this.#total;
  }

  get accepted(): number {
    return this.#accepted;
  }

  /** Rows refused, by code. */
  get refusals(): Readonly<Partial<Record<RowCode, number>>> {
    return this.#refusals;
  }

  /** The next rows of the request, of consecutive lines. */
  take(incoming: readonly IncomingRow[]): StagedRow[] {
    const staged = incoming.map((row) => this.#judged(row));
    for (let from = 0; from < staged.length; from += MOST_SUBJECTS_A_BLOCK) {
      const first = staged[from] as StagedRow;
      const subjects = incoming.slice(from, from + MOST_SUBJECTS_A_BLOCK).map((row) => row.bytes ?? row.fields);
      first.subjects = sealSubjects(this.#vault, { requestId: this.#requestId, line: first.line }, subjects);
    }
    return staged;
  }

  #judged(incoming: IncomingRow): StagedRow {
    this.#total += 1;
    const refusal = incoming.refusal ?? this.#refusalOf(incoming);
    if (refusal) this.#refusals[refusal.code] = (this.#refusals[refusal.code] ?? 0) + 1;
    const seq = refusal ? null : (this.#accepted += 1);
    return { line: incoming.line, row: incoming.row, seq, refusal, subjects: null };
  }

  #refusalOf(incoming: IncomingRow): RowRefusal | null {
    const { bytes } = incoming;
    if (bytes && !this.#entities && isPlainlyGood(bytes, this.#protocolDay)) {
      return this.#seen.addTaxCodeAt(bytes.bytes, bytes.birthCountryEnd + 1) ? null : DUPLICATE;
    }
    const { fields } = incoming;
    if (!fields) return { code: 'NOM-001', field: null };
    if (this.#entities) return validateEntity(fields) ?? (this.#seen.addEntity(fields) ? null : DUPLICATE);
    const refusal = validateSubject(fields, this.#protocolDay);
    if (refusal) return refusal;
    if (this.#seen.addSubject(fields)) return null;
    return fields.taxCode ? DUPLICATE : DUPLICATE_WITHOUT_CODE;
  }
}
