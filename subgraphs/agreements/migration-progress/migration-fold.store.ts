import { isSerializationFailure, type Database, type Sql } from '../../../schema/kernel/database.js';
import { FigureChanges, monthChanges, type BodyChange, type PlacedFigures } from './migration-body.rules.js';
import { bodiesWithNews, CHANGES_AT_ONCE, readChanges } from './migration-change.store.js';
import { isNothing, monthOf } from './migration-figures.rules.js';

/** "MPRG" in ASCII: only one folder at a time, in whatever process. */
const FOLDING_LOCK = 0x4d505247;

/** How long a fold may take: 250 bodies with years of days take a second on a busy machine. */
const FOLD_TIMEOUT_MS = 60_000;

/** An empty office stands for all of them together. */
export const ALL_OFFICES = '';

/** Moves news of bodies into the figures. */
export class MigrationFoldStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Folds some bodies of which there is news, in one transaction on one snapshot: whoever reads finds them either as news
   * or in the figures. What is appended meanwhile stays news. @returns how many bodies; 0 as well while another folds.
   */
  async foldSome(): Promise<number> {
    try {
      return await this.#foldSome();
    } catch (error) {
      // Another folder ended between this one's snapshot and its turn: what this one saw is folded already.
      if (isSerializationFailure(error)) return 0;
      throw error;
    }
  }

  #foldSome(): Promise<number> {
    return this.#database.transaction(
      async (sql) => {
        const turn = await sql.one<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [FOLDING_LOCK]);
        if (!turn?.mine) return 0;
        const ipaCodes = await bodiesWithNews(sql, { after: '', take: CHANGES_AT_ONCE });
        if (ipaCodes.length === 0) return 0;
        await foldChanges(sql, await readChanges(sql, ipaCodes));
        // Those that this snapshot sees, and no others.
        await sql.query('DELETE FROM agreements.migration_news WHERE ipa_code = ANY ($1::text[])', [ipaCodes]);
        return ipaCodes.length;
      },
      { isolation: 'REPEATABLE READ', statementTimeoutMs: FOLD_TIMEOUT_MS, idleTimeoutMs: FOLD_TIMEOUT_MS },
    );
  }
}

async function foldChanges(sql: Sql, changes: readonly BodyChange[]): Promise<void> {
  const figures = new FigureChanges();
  for (const change of changes) figures.add(change);
  await writeFigures(sql, figures.values());
  await writeBodies(sql, changes);
  await writeDays(sql, changes);
  await writeMonths(sql, changes);
  await writeEnds(sql, changes);
}

/** Each day is written six times: by day, month and year, for the office and for all of them. */
async function writeFigures(sql: Sql, placed: readonly PlacedFigures[]): Promise<void> {
  const rows = placed
    .filter(({ figures }) => !isNothing(figures))
    .map(({ officeCode, bodyType, day, figures: { bodies, newBodies, volume, migratedVolume } }) => ({
      ...{
        officeCode,
        bodyType,
        day,
        month: monthOf(day),
        year: `${day.slice(0, 4)}-01-01`,
        newBodies,
        volume,
        migratedVolume,
      },
      ...Object.fromEntries(bodies.map((count, stage) => [`s${stage}`, count])),
    }));
  await sql.query(ADD_FIGURES, [JSON.stringify(rows)]);
}

async function writeBodies(sql: Sql, changes: readonly BodyChange[]): Promise<void> {
  const gone = changes.filter(({ after }) => after.body === null).map(({ ipaCode }) => ipaCode);
  await sql.query('DELETE FROM agreements.migration_body WHERE ipa_code = ANY ($1::text[])', [gone]);
  const bodies = changes.flatMap(({ after }) => (after.body ? [after.body] : []));
  await sql.query(WRITE_BODIES, [JSON.stringify(bodies)]);
}

async function writeDays(sql: Sql, changes: readonly BodyChange[]): Promise<void> {
  const days = changes.flatMap(({ ipaCode, before, after }) => {
    const known = new Map(before.days.map((day) => [day.day, day]));
    return after.days.filter((day) => known.get(day.day) !== day).map((day) => ({ ipaCode, ...day }));
  });
  await sql.query(WRITE_DAYS, [JSON.stringify(days)]);
}

async function writeMonths(sql: Sql, changes: readonly BodyChange[]): Promise<void> {
  const months = changes.flatMap(monthChanges);
  const [gone, kept] = [
    months.filter(({ subjects }) => subjects === null),
    months.filter((row) => row.subjects !== null),
  ];
  await sql.query(REMOVE_MONTHS, [JSON.stringify(gone)]);
  await sql.query(WRITE_MONTHS, [JSON.stringify(kept)]);
}

async function writeEnds(sql: Sql, changes: readonly BodyChange[]): Promise<void> {
  const ipaCodes = changes.map(({ ipaCode }) => ipaCode);
  const ends = changes.flatMap(({ ipaCode, after }) =>
    after.ends.map((end) => ({ ipaCode, bodyType: after.body?.bodyType, ...end })),
  );
  await sql.query(REMOVE_ENDS, [ipaCodes, JSON.stringify(ends)]);
  await sql.query(WRITE_ENDS, [JSON.stringify(ends)]);
}

const STAGE_COLUMNS = 'not_started, drafted, signed, registered, active, first_direct_request, massivo_free'.split(
  ', ',
);
const FIGURE_COLUMNS = [...STAGE_COLUMNS, 'new_bodies', 'volume', 'migrated_volume'];

const ADD_FIGURES = `
  INSERT INTO agreements.migration_figure AS f (office_code, body_type, span, starts_on, ${FIGURE_COLUMNS.join(', ')})
  SELECT place.office_code, "bodyType"::agreements.public_body_type, time.span::agreements.migration_figure_span,
         time.starts_on, sum(s0), sum(s1), sum(s2), sum(s3), sum(s4), sum(s5), sum(s6), sum("newBodies"), sum(volume),
         sum("migratedVolume")
  FROM json_to_recordset($1::json) AS given ("officeCode" text, "bodyType" text, day date, month date, year date, s0 int, s1 int,
         s2 int, s3 int, s4 int, s5 int, s6 int, "newBodies" int, volume bigint, "migratedVolume" bigint)
  CROSS JOIN LATERAL (VALUES ("officeCode"), ('${ALL_OFFICES}')) AS place (office_code)
  CROSS JOIN LATERAL (VALUES ('DAY', day), ('MONTH', month), ('YEAR', year)) AS time (span, starts_on)
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (office_code, body_type, span, starts_on) DO UPDATE
    SET ${FIGURE_COLUMNS.map((column) => `${column} = f.${column} + EXCLUDED.${column}`).join(', ')}`;

const WRITE_BODIES = `
  INSERT INTO agreements.migration_body AS b (ipa_code, office_code, body_type, former, recorded_on, spans)
  SELECT "ipaCode", "officeCode", "bodyType"::agreements.public_body_type, former, "recordedOn", spans
  FROM json_to_recordset($1::json) AS given ("ipaCode" text, "officeCode" text, "bodyType" text, former boolean,
         "recordedOn" date, spans jsonb)
  ON CONFLICT (ipa_code) DO UPDATE SET office_code = EXCLUDED.office_code, body_type = EXCLUDED.body_type,
    former = EXCLUDED.former, recorded_on = EXCLUDED.recorded_on, spans = EXCLUDED.spans
  WHERE (b.office_code, b.body_type, b.former, b.recorded_on, b.spans)
    IS DISTINCT FROM (EXCLUDED.office_code, EXCLUDED.body_type, EXCLUDED.former, EXCLUDED.recorded_on, EXCLUDED.spans)`;

const WRITE_DAYS = `
  INSERT INTO agreements.migration_body_day (ipa_code, day, direct, massivo, subjects)
  SELECT "ipaCode", day, direct, massivo, subjects
  FROM json_to_recordset($1::json) AS given ("ipaCode" text, day date, direct int, massivo int, subjects int)
  ON CONFLICT (ipa_code, day) DO UPDATE
    SET direct = EXCLUDED.direct, massivo = EXCLUDED.massivo, subjects = EXCLUDED.subjects`;

const REMOVE_MONTHS = `
  DELETE FROM agreements.migration_unmigrated u
  USING json_to_recordset($1::json) AS given ("ipaCode" text, month date)
  WHERE u.ipa_code = given."ipaCode" AND u.month = given.month`;

const WRITE_MONTHS = `
  INSERT INTO agreements.migration_unmigrated (month, ipa_code, office_code, body_type, subjects)
  SELECT month, "ipaCode", "officeCode", "bodyType"::agreements.public_body_type, subjects
  FROM json_to_recordset($1::json) AS given (month date, "ipaCode" text, "officeCode" text, "bodyType" text, subjects int)
  ON CONFLICT (ipa_code, month) DO UPDATE
    SET office_code = EXCLUDED.office_code, body_type = EXCLUDED.body_type, subjects = EXCLUDED.subjects`;

const ENDS = `json_to_recordset($2::json) AS given ("agreementId" uuid, "from" date, until date, "endsOn" date,
  "ipaCode" text, "officeCode" text, "bodyType" text)`;

const REMOVE_ENDS = `
  DELETE FROM agreements.migration_awaited_end e
  WHERE e.ipa_code = ANY ($1::text[]) AND NOT EXISTS (
    SELECT FROM ${ENDS} WHERE given."agreementId" = e.agreement_id AND given."from" = e.from_day)`;

const WRITE_ENDS = `
  INSERT INTO agreements.migration_awaited_end AS e (agreement_id, from_day, until_day, ends_on, ipa_code, office_code,
    body_type)
  SELECT "agreementId", "from", until, "endsOn", "ipaCode", "officeCode", "bodyType"::agreements.public_body_type
  FROM ${ENDS.replace('$2', '$1')}
  ON CONFLICT (agreement_id, from_day) DO UPDATE SET until_day = EXCLUDED.until_day, ends_on = EXCLUDED.ends_on,
    ipa_code = EXCLUDED.ipa_code, office_code = EXCLUDED.office_code, body_type = EXCLUDED.body_type
  WHERE (e.until_day, e.ends_on, e.ipa_code, e.office_code, e.body_type) IS DISTINCT FROM
        (EXCLUDED.until_day, EXCLUDED.ends_on, EXCLUDED.ipa_code, EXCLUDED.office_code, EXCLUDED.body_type)`;
