import { today, type Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { newId } from '../../../schema/kernel/identity.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { requireOperator } from '../../shared/authorization.rules.js';
import { itemId } from '../certificate-request/certificate-item.rules.js';
import type { CertificatesContext } from '../certificates.context.js';
import { recordReadings } from '../documents/certificate-reading.store.js';
import { openSubjects, sealSubjects } from '../subject/subject-record.js';
import type { DataSubjectInput } from './data-subject.input.js';
import { checkedSearch } from './data-subject.rules.js';
import type { SubjectDataExport, SubjectErasure } from './data-subject.type.js';
import { GROUND_SENTENCES, retentionGround } from './erasure.rules.js';
import { emptyItems } from './erasure.store.js';
import { exportDocument } from './export-document.js';
import { contactsOfOffice, readingsOf, subjectFacts } from './subject-facts.read-model.js';
import { insertSubjectRequest, subjectRequestPlace, type SubjectRequestRecord } from './subject-request.store.js';
import { cursorOf, placeOfCursor, searchSubject, type FoundItem } from './subject-search.js';
import { heldBlocks, writeBlocks } from './subject-search.store.js';

export interface DataSubjectParts {
  database: Database;
  vault: PersonalDataVault;
  clock: Clock;
  /** Days from its end for which an item is kept whatever its person asks. */
  certificateRetentionDays: number;
}

interface Call {
  id: string;
  at: Date;
  operator: { subject: string; officeCode: string };
  checked: ReturnType<typeof checkedSearch>;
}

const TRANSACTION_LIMITS = { lockTimeoutMs: 5_000, statementTimeoutMs: 10_000 };

/** What persons may ask about their own data, done by an operator of the office that holds them. */
export class DataSubjectService {
  readonly #parts: DataSubjectParts;

  constructor(parts: DataSubjectParts) {
    this.#parts = parts;
  }

  /**
   * One piece of what is held about a person at the operator's office. Recorded before it leaves, readings included.
   * @throws BAD_USER_INPUT
   */
  async export(input: DataSubjectInput, context: CertificatesContext): Promise<SubjectDataExport> {
    const { database, vault } = this.#parts;
    const call = this.#call(input, context);
    const { officeCode, subject: operator } = call.operator;
    const { found, next, unreadable } = await this.#search(input, call);
    const facts = await subjectFacts(database, found);
    const readings = await readingsOf(
      database,
      facts.flatMap(({ number }) => number ?? []),
    );
    const contacts = await contactsOfOffice(database, officeCode);
    const json = exportDocument(vault, { call: { ...call, officeCode }, found, facts, readings, contacts });
    await database.transaction(async (sql) => {
      for (const { number, ipaCode, purposeCode } of facts) {
        if (number === null) continue;
        const reader = { personKey: `operator:${operator}`, ipaCode, purposeCode };
        await recordReadings(sql, { reader, kind: 'SUBJECT_EXPORT', at: call.at, numbers: [number] });
      }
      await insertSubjectRequest(sql, this.#record(call, 'EXPORT', found));
    }, TRANSACTION_LIMITS);
    const endCursor = cursorOf(next);
    return { id: call.id, json, items: found.length, unreadable, complete: endCursor === null, endCursor };
  }

  /**
   * Erases one piece of what is held about a person at the operator's office, as far as its purpose is over. One
   * transaction with its record; called again, it finds nothing more.
   * @throws BAD_USER_INPUT
   */
  async erase(input: DataSubjectInput, context: CertificatesContext): Promise<SubjectErasure> {
    const { database, clock, certificateRetentionDays: retentionDays } = this.#parts;
    const call = this.#call(input, context);
    const { found, next, unreadable } = await this.#search(input, call);
    const day = today(clock);
    const outcome = await database.transaction(async (sql) => {
      const facts = await subjectFacts(sql, found);
      const grounds = facts.map((item) => ({ item, ground: retentionGround(item, { today: day, retentionDays }) }));
      const free = new Set(grounds.flatMap(({ item, ground }) => (ground === null ? [itemId(item)] : [])));
      const erased = found.filter((item) => free.has(itemId(item)));
      await this.#emptySubjects(sql, erased);
      if (erased.length > 0) await emptyItems(sql, { items: erased, day });
      await insertSubjectRequest(sql, this.#record(call, 'ERASURE', erased));
      const retained = grounds.flatMap(({ item, ground }) =>
        ground ? [{ itemId: itemId(item), ground, ...GROUND_SENTENCES[ground] }] : [],
      );
      return { erased: erased.length, retained };
    }, TRANSACTION_LIMITS);
    context.forgetLoaded();
    const endCursor = cursorOf(next);
    return { id: call.id, ...outcome, unreadable, complete: endCursor === null, endCursor };
  }

  #call(input: DataSubjectInput, context: CertificatesContext): Call {
    const operator = requireOperator(context);
    const checked = checkedSearch(input);
    const at = this.#parts.clock.now();
    return { id: newId(at), at, operator, checked };
  }

  #search(input: DataSubjectInput, { operator, checked }: Call): ReturnType<typeof searchSubject> {
    const { officeCode } = operator;
    const after = placeOfCursor(input.after);
    return searchSubject(this.#parts, { officeCode, sought: checked.sought, after });
  }

  /** The others of a block are sealed anew, with nothing in the place of the erased one. */
  async #emptySubjects(sql: Sql, erased: readonly FoundItem[]): Promise<void> {
    if (erased.length === 0) return;
    const { vault } = this.#parts;
    const blocks = await heldBlocks(
      sql,
      erased.map(({ requestId, firstLine }) => ({ requestId, line: firstLine })),
    );
    const gone = new Set(erased.map(itemId));
    await writeBlocks(
      sql,
      blocks.map((block) => {
        const { requestId, line } = block;
        const subjects = openSubjects(vault, block, block);
        const left = subjects.map((subject, index) =>
          gone.has(itemId({ requestId, line: line + index })) ? null : subject,
        );
        return { requestId, line, ...sealSubjects(vault, { requestId, line }, left) };
      }),
    );
  }

  #record(
    { id, at, operator, checked }: Call,
    kind: 'EXPORT' | 'ERASURE',
    items: readonly FoundItem[],
  ): SubjectRequestRecord {
    const about = this.#parts.vault.seal(JSON.stringify(checked), subjectRequestPlace(id));
    const { subject: by, officeCode } = operator;
    return { ...{ id, at, kind, by, officeCode, about }, itemIds: items.map(itemId) };
  }
}
