import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Database } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { openSubjects, type SubjectFields } from '../subject/subject-record.js';
import { isAbout, type PersonSought } from './subject-search.rules.js';
import { requestsOfOffice, subjectBlocks, type SubjectBlock } from './subject-search.store.js';

/** Where a search is. */
export interface SearchPlace {
  requestId: string;
  line: number;
}

/** An item about the person, and the first line of the block that it is sealed in. */
export interface FoundItem {
  requestId: string;
  line: number;
  firstLine: number;
  subject: SubjectFields;
}

export interface SearchResult {
  found: FoundItem[];
  /** Null: everything of the office has been looked through. */
  next: SearchPlace | null;
  /** Blocks that do not open: their key is lost, or they are damaged. */
  unreadable: number;
}

const START: SearchPlace = { requestId: '00000000-0000-0000-0000-000000000000', line: 0 };
const REQUESTS_A_STEP = 200;
const BLOCKS_A_STEP = 500;
/** A search stops here and is gone on with by the next call. */
const MOST_MS = 4_000;
const MOST_FOUND = 100;

/**
 * Looks through the requests of one office for a person. There is no index by person on purpose: with one, whoever has
 * the database and one key could ask it who was ever asked about. So every block is opened and read, 600,000 subjects a
 * second and core, in pieces of some seconds.
 */
export async function searchSubject(
  { database, vault }: { database: Database; vault: PersonalDataVault },
  {
    officeCode,
    sought,
    after,
    mostMs = MOST_MS,
  }: { officeCode: string; sought: PersonSought; after: SearchPlace | null; mostMs?: number },
): Promise<SearchResult> {
  const deadline = performance.now() + mostMs;
  const result: SearchResult = { found: [], next: after ?? START, unreadable: 0 };
  while (result.next && result.found.length < MOST_FOUND && performance.now() < deadline) {
    const place: SearchPlace = result.next;
    const requestIds = await requestsOfOffice(database, {
      ...{ officeCode, from: place.requestId, limit: REQUESTS_A_STEP },
    });
    const blocks = await subjectBlocks(database, { requestIds, after: place, limit: BLOCKS_A_STEP });
    for (const block of blocks) lookInto(vault, { block, sought, result });
    result.next = nextPlace({ requestIds, blocks });
    await letOthersRun();
  }
  return result;
}

function lookInto(
  vault: PersonalDataVault,
  { block, sought, result }: { block: SubjectBlock; sought: PersonSought; result: SearchResult },
): void {
  const { requestId, line: firstLine } = block;
  try {
    openSubjects(vault, { requestId, line: firstLine }, block).forEach((subject, index) => {
      if (subject && isAbout(sought, subject))
        result.found.push({ requestId, line: firstLine + index, firstLine, subject });
    });
  } catch {
    result.unreadable += 1;
  }
}

function nextPlace({ requestIds, blocks }: { requestIds: string[]; blocks: SubjectBlock[] }): SearchPlace | null {
  const last = blocks.at(-1);
  if (last && blocks.length === BLOCKS_A_STEP) return { requestId: last.requestId, line: last.line };
  const lastRequest = requestIds.at(-1);
  return lastRequest && requestIds.length === REQUESTS_A_STEP ? { requestId: lastRequest, line: LAST_LINE } : null;
}

/** Behind every line of a request. */
const LAST_LINE = 2_147_483_647;

const CURSOR = /^([0-9a-f-]{36}):(\d{1,10})$/;

export const cursorOf = (place: SearchPlace | null): string | null =>
  place && Buffer.from(`${place.requestId}:${place.line}`).toString('base64url');

/** @throws DomainError BAD_USER_INPUT for a text that no search has given. */
export function placeOfCursor(cursor: string | null | undefined): SearchPlace | null {
  if (cursor === null || cursor === undefined) return null;
  const [, requestId, line] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (!requestId || !line || Number(line) > LAST_LINE)
    throw new DomainError('BAD_USER_INPUT', { details: { field: 'input.after' } });
  return { requestId, line: Number(line) };
}
