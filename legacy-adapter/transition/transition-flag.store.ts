import type { IsoDay } from '../../schema/kernel/clock.js';
import type { Queries, Sql } from '../../schema/kernel/database.js';
import type { TransitionScope, TransitionState } from '../contract.js';
import type { FlagValues } from './transition-state.rules.js';
import type { TransitionCalendar, TransitionOverride } from './transition.type.js';
import { flagUnavailable } from './transition.errors.js';

/** Everything in the store that a decision on one office and body rests on, read in one statement. */
export interface FlagReading {
  calendar: TransitionCalendar;
  values: FlagValues;
  /** The body is pinned to massivo. */
  pinned: boolean;
}

export interface FlagSubject {
  /** Empty: no office in particular. */
  officeCode: string;
  /** Empty: no body in particular. */
  ipaCode: string;
}

interface FlagRow {
  opensOn: IsoDay;
  lastDay: IsoDay;
  version: number;
  global: TransitionState;
  office: TransitionState | null;
  body: TransitionState | null;
  pinned: boolean;
  doubtful: boolean;
  fresh: boolean;
}

/** Key of the one advisory lock of the flag: "MASV" in ASCII. */
const FLAG_LOCK = 0x4d415356;

/**
 * admissions share the lock until they commit. PostgreSQL queues whoever asks after a waiting change behind it,
 * so a stream of admissions cannot overtake the change for ever; row locks (`FOR SHARE`) give no such order.
 */
export async function lockFlagShared(sql: Sql): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock_shared($1)', [FLAG_LOCK]);
}

/** a change waits for every admission under way, and every later admission waits for the change's commit. */
export async function lockFlagExclusively(sql: Sql): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock($1)', [FLAG_LOCK]);
}

/**
 * Reads the flag for a decision, after the lock. Refuses with STORE_UNAVAILABLE what R-27 forbids to decide on: a
 * standby, and a database without a flag. The snapshot has to be younger than the lock, hence READ COMMITTED and a
 * statement of its own.
 */
export async function readFlagForDecision(sql: Sql, subject: FlagSubject): Promise<FlagReading> {
  const row = await selectFlag(sql, subject);
  if (!row.fresh) throw flagUnavailable(new Error('the flag is decided on the primary, in READ COMMITTED only'));
  return toReading(row);
}

/** Reads the flag for display. */
export async function readFlag(sql: Queries, subject: FlagSubject): Promise<FlagReading> {
  return toReading(await selectFlag(sql, subject));
}

/** the flag was last confirmed in another copy of the database, or somebody remembers a newer state. */
const DOUBTFUL = `(w.doubted_at IS NOT NULL OR w.incarnation IS DISTINCT FROM legacy.database_incarnation())`;

async function selectFlag(sql: Queries, { officeCode, ipaCode }: FlagSubject): Promise<FlagRow> {
  const row = await sql.one<FlagRow>(
    `SELECT w.opens_on AS "opensOn", w.last_day AS "lastDay", w.version, ${DOUBTFUL} AS "doubtful",
            g.state AS "global", o.state AS "office", b.state AS "body",
            EXISTS (SELECT FROM legacy.massivo_pin p WHERE p.ipa_code = $2) AS "pinned",
            NOT pg_is_in_recovery() AND current_setting('transaction_isolation') = 'read committed' AS "fresh"
       FROM legacy.transition_window w
       JOIN legacy.transition_flag g ON g.office_code = '' AND g.ipa_code = ''
       LEFT JOIN legacy.transition_flag o ON o.office_code = $1 AND o.ipa_code = '' AND $1 <> ''
       LEFT JOIN legacy.transition_flag b ON b.office_code = '' AND b.ipa_code = $2 AND $2 <> ''
      WHERE w.id = 1`,
    [officeCode, ipaCode],
  );
  if (!row) throw flagUnavailable(new Error('the transition has no calendar yet'));
  return row;
}

function toReading({ opensOn, lastDay, version, doubtful, global, office, body, pinned }: FlagRow): FlagReading {
  return { calendar: { opensOn, lastDay, version, doubtful }, values: { global, office, body }, pinned };
}

/** Sets the value of a scope. */
export async function setFlagValue(
  sql: Sql,
  scope: TransitionScope,
  value: { state: TransitionState; since: Date },
): Promise<void> {
  await sql.query(
    `INSERT INTO legacy.transition_flag (office_code, ipa_code, state, since) VALUES ($1, $2, $3, $4)
     ON CONFLICT (office_code, ipa_code) DO UPDATE SET state = EXCLUDED.state, since = EXCLUDED.since`,
    [scope.officeCode ?? '', scope.ipaCode ?? '', value.state, value.since],
  );
}

/** Takes an office's or a body's own value away. */
export async function clearFlagValue(sql: Sql, scope: TransitionScope): Promise<void> {
  await sql.query('DELETE FROM legacy.transition_flag WHERE office_code = $1 AND ipa_code = $2', [
    scope.officeCode ?? '',
    scope.ipaCode ?? '',
  ]);
}

/** Counts an applied change; returns the new version. */
export async function advanceVersion(sql: Sql): Promise<number> {
  const row = await sql.one<{ version: number }>(
    'UPDATE legacy.transition_window SET version = version + 1 WHERE id = 1 RETURNING version',
  );
  if (!row) throw flagUnavailable();
  return row.version;
}

/** Moves the last day. */
export async function setLastDay(sql: Sql, lastDay: IsoDay, act: string): Promise<void> {
  await sql.query('UPDATE legacy.transition_window SET last_day = $1, act = $2 WHERE id = 1', [lastDay, act]);
}

/** First start: the calendar and an OPEN flag; `false` when they are there already. */
export async function installFlag(
  sql: Sql,
  { opensOn, lastDay, since }: { opensOn: IsoDay; lastDay: IsoDay; since: Date },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO legacy.transition_window (id, opens_on, last_day, incarnation)
     VALUES (1, $1, $2, legacy.database_incarnation()) ON CONFLICT (id) DO NOTHING`,
    [opensOn, lastDay],
  );
  if (rowCount > 0) await setFlagValue(sql, {}, { state: 'OPEN', since });
  return rowCount > 0;
}

/** from now on this copy of the database is the right one. */
export async function confirmIncarnation(sql: Sql): Promise<void> {
  await sql.query(
    'UPDATE legacy.transition_window SET incarnation = legacy.database_incarnation(), doubted_at = NULL WHERE id = 1',
  );
}

/** somebody remembers a newer state; `false` when that was known. */
export async function doubtFlag(sql: Sql, since: Date): Promise<boolean> {
  const { rowCount } = await sql.query(
    'UPDATE legacy.transition_window SET doubted_at = $1 WHERE id = 1 AND doubted_at IS NULL',
    [since],
  );
  return rowCount > 0;
}

export async function isFlagInstalled(sql: Queries): Promise<boolean> {
  return (await sql.one('SELECT 1 FROM legacy.transition_window WHERE id = 1')) !== undefined;
}

/** At most this many overrides are listed; there are 140 offices. */
const MAX_OVERRIDES = 1_000;

/** The values that offices and bodies have of their own, newest first; all of them, or those of one scope. */
export async function listOverrides(sql: Queries, scope: TransitionScope): Promise<TransitionOverride[]> {
  const rows = await sql.rows<{ officeCode: string; ipaCode: string; state: TransitionState; since: Date }>(
    `SELECT office_code AS "officeCode", ipa_code AS "ipaCode", state, since FROM legacy.transition_flag
      WHERE (office_code <> '' OR ipa_code <> '')
        AND ($1 = '' AND $2 = '' OR office_code = $1 AND $1 <> '' OR ipa_code = $2 AND $2 <> '')
      ORDER BY since DESC, office_code, ipa_code LIMIT ${MAX_OVERRIDES}`,
    [scope.officeCode ?? '', scope.ipaCode ?? ''],
  );
  return rows.map(({ officeCode, ipaCode, ...value }) => ({ ...scopeOf(officeCode, ipaCode), ...value }));
}

/** Empty codes of a row become absent ones. */
export function scopeOf(officeCode: string, ipaCode: string): TransitionScope {
  return { ...(officeCode && { officeCode }), ...(ipaCode && { ipaCode }) };
}
