import DataLoader from 'dataloader';
import { addDays, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { PublicBodyType } from '../../shared/graph-enums.js';
import type { MigrationProgressKey, MigrationProgressScope } from '../../shared/migration-progress-id.js';
import { ALL_OFFICES } from './migration-fold.store.js';
import {
  countAwaitedEnds,
  foldedByDay,
  foldedByOffice,
  unmigratedCandidates,
  unmigratedWithoutVolume,
  type Candidate,
  type FigurePlaces,
} from './migration-figure.store.js';
import { addFigures, noFigures, type Figures } from './migration-figures.rules.js';
import { ProgressOverlay } from './progress-overlay.js';
import { figuresOn, PACE_DAYS, remainingOf } from './progress.rules.js';
import { readLastDay } from './transition-calendar.read-model.js';
import { largestUnmigrated, type LargestUnmigrated } from './unmigrated.rules.js';

/** An office of the filter. */
export interface ProgressOffice {
  code: string;
  region: string;
}

/** All that is asked of one progress in one call; it is read in one snapshot. */
export interface ProgressReading {
  /** As it is set now; `null` before the transition has a calendar. */
  lastDay: IsoDay | null;
  /** Of the filter, by code. */
  offices: readonly ProgressOffice[];
  figures(day: IsoDay): Figures;
  byOffice: ReadonlyMap<string, Figures>;
  unmigrated: LargestUnmigrated[];
  awaitedEnds(withinDays: number): number;
}

/** What a field needs of the reading. */
export interface ProgressWish {
  key: MigrationProgressKey;
  days?: readonly IsoDay[];
  byOffice?: boolean;
  /** How many of the largest unmigrated bodies. */
  unmigrated?: number;
  withinDays?: number;
}

/** A reading of this call, and the first day of which it has the figures. */
interface KeptReading {
  reading: Promise<ProgressReading>;
  firstDay: IsoDay;
}

/**
 * Fields of one call are asked together: one transaction, whose statements are as many for ten bodies as for ten thousand.
 * A field that is asked for later, because it needs what another subgraph knows, takes what the same call has read, as far
 * as that goes: the forecast always finds its days there.
 */
export function progressLoader(database: Database): DataLoader<ProgressWish, ProgressReading> {
  const kept = new Map<string, KeptReading>();
  return new DataLoader(
    (wishes) => {
      const alike = new Map<string, ProgressWish[]>();
      const nameOf = ({ key }: ProgressWish): string => JSON.stringify(key);
      for (const wish of wishes) alike.set(nameOf(wish), [...(alike.get(nameOf(wish)) ?? []), wish]);
      for (const [name, [first, ...others]] of alike) {
        const known = kept.get(name);
        if (!first || (known && [first, ...others].every((wish) => isIn(known, wish)))) continue;
        kept.set(name, newReading(database, first.key, [first, ...others]));
      }
      return Promise.all(wishes.map((wish) => (kept.get(nameOf(wish)) as KeptReading).reading));
    },
    { cache: false },
  );
}

function isIn({ firstDay }: KeptReading, { days = [], byOffice, unmigrated, withinDays }: ProgressWish): boolean {
  return !byOffice && unmigrated === undefined && withinDays === undefined && days.every((day) => day >= firstDay);
}

function newReading(database: Database, key: MigrationProgressKey, wishes: readonly ProgressWish[]): KeptReading {
  const days = [addDays(key.asOf, -PACE_DAYS), key.asOf, ...wishes.flatMap(({ days: more }) => more ?? [])].sort();
  return { reading: readProgress(database, key, { wishes, days }), firstDay: days[0] ?? key.asOf };
}

function readProgress(
  database: Database,
  key: MigrationProgressKey,
  { wishes, days }: { wishes: readonly ProgressWish[]; days: readonly IsoDay[] },
): Promise<ProgressReading> {
  return database.transaction(
    async (sql) => {
      const { asOf, scope } = key;
      const offices = await readOffices(sql, scope);
      const officeCodes = offices.map(({ code }) => code);
      const bodyTypes = scope.bodyType ? [scope.bodyType] : Object.values(PublicBodyType);
      const places = { officeCodes, bodyTypes };
      const overlay = await ProgressOverlay.read(sql, {
        asOf,
        officeCodes: new Set(officeCodes),
        bodyTypes: new Set(bodyTypes),
      });
      const together = isEverywhere(scope) ? { ...places, officeCodes: [ALL_OFFICES] } : places;
      const figures = await readFigures(sql, together, { overlay, days });
      const first = Math.max(0, ...wishes.map(({ unmigrated }) => unmigrated ?? 0));
      const remaining = remainingOf(figures(asOf));
      return {
        lastDay: await readLastDay(sql),
        offices,
        figures,
        byOffice: wishes.some(({ byOffice }) => byOffice)
          ? await readByOffice(sql, places, { overlay, asOf })
          : new Map(),
        unmigrated: first > 0 ? await readUnmigrated(sql, places, { overlay, asOf, first, remaining }) : [],
        awaitedEnds: await readEnds(sql, places, { overlay, asOf, wishes }),
      };
    },
    { isolation: 'REPEATABLE READ' },
  );
}

const isEverywhere = ({ officeCode, district, region }: MigrationProgressScope): boolean =>
  officeCode === null && district === null && region === null;

function readOffices(sql: Sql, { officeCode, district, region }: MigrationProgressScope): Promise<ProgressOffice[]> {
  return sql.rows(
    `SELECT code, region FROM agreements.prosecutor_office
     WHERE ($1::text IS NULL OR code = $1) AND ($2::text IS NULL OR district = $2) AND ($3::text IS NULL OR region = $3)
     ORDER BY code`,
    [officeCode, district, region],
  );
}

async function readFigures(
  sql: Sql,
  places: FigurePlaces,
  { overlay, days }: { overlay: ProgressOverlay; days: readonly IsoDay[] },
): Promise<(day: IsoDay) => Figures> {
  const sorted = [...days].sort();
  const byDay = await foldedByDay(sql, places, { first: sorted[0] ?? '', last: sorted.at(-1) ?? '' });
  for (const { day, figures } of overlay.figures()) {
    const sum = byDay.get(day) ?? noFigures();
    addFigures(sum, figures);
    byDay.set(day, sum);
  }
  return figuresOn(byDay);
}

async function readByOffice(
  sql: Sql,
  places: FigurePlaces,
  { overlay, asOf }: { overlay: ProgressOverlay; asOf: IsoDay },
): Promise<Map<string, Figures>> {
  const byOffice = await foldedByOffice(sql, places, asOf);
  for (const { officeCode, day, figures } of overlay.figures()) {
    if (day > asOf) continue;
    const sum = byOffice.get(officeCode) ?? noFigures();
    addFigures(sum, figures);
    byOffice.set(officeCode, sum);
  }
  return byOffice;
}

/** Candidates are read until those that were not cannot be larger; today that is at once. */
async function readUnmigrated(
  sql: Sql,
  places: FigurePlaces,
  { overlay, asOf, first, remaining }: { overlay: ProgressOverlay; asOf: IsoDay; first: number; remaining: number },
): Promise<LargestUnmigrated[]> {
  for (let take = 2 * first + 10; ; take *= 4) {
    const candidates = await unmigratedCandidates(sql, places, { day: asOf, take });
    const isAll = candidates.length < take;
    const known: Candidate[] = [...candidates, ...overlay.unmigrated()];
    const { listed, isCertain } = largestUnmigrated(known, { asOf, first, bound: isAll ? null : candidates.at(-1) });
    if (!isAll && !isCertain) continue;
    if (listed.length >= Math.min(first, remaining) && listed.every(({ subjects }) => subjects > 0)) return listed;
    const others = await unmigratedWithoutVolume(sql, places, { day: asOf, take: first });
    return largestUnmigrated([...known, ...others], { asOf, first, bound: null }).listed;
  }
}

async function readEnds(
  sql: Sql,
  places: FigurePlaces,
  { overlay, asOf, wishes }: { overlay: ProgressOverlay; asOf: IsoDay; wishes: readonly ProgressWish[] },
): Promise<(withinDays: number) => number> {
  const counts = new Map<number, number>();
  for (const withinDays of new Set(wishes.flatMap((wish) => wish.withinDays ?? []))) {
    const folded = await countAwaitedEnds(sql, places, { day: asOf, withinDays });
    counts.set(withinDays, folded + overlay.countEnds(withinDays));
  }
  return (withinDays) => counts.get(withinDays) ?? 0;
}
