import { addMonths, type IsoDay } from '../../../schema/kernel/clock.js';
import { MigrationStage, type PublicBodyType } from '../../shared/graph-enums.js';
import { BEGINNING, isMigrated, type StageSpan } from './migration-stage.rules.js';

/** The stages in their order: the places of `Figures.bodies`. */
export const STAGES = Object.keys(MigrationStage) as MigrationStage[];

/** Sums over bodies, or what a day adds to them. */
export interface Figures {
  /** Former massivo bodies at each stage. */
  bodies: number[];
  newBodies: number;
  /** Subjects of the former massivo bodies in the twelve months (`leavesVolumeOn`), and of those of them ACTIVE or later. */
  volume: number;
  migratedVolume: number;
}

/** What a body asked for on a day; the volumes of the register stand on the first of their month. */
export interface BodyDay {
  day: IsoDay;
  direct: number;
  massivo: number;
  subjects: number;
}

/** A body as far as it counts. */
export interface CountedBody {
  ipaCode: string;
  officeCode: string;
  bodyType: PublicBodyType;
  /** In the register of former massivo bodies: R-12. */
  former: boolean;
  recordedOn: IsoDay;
  spans: readonly StageSpan[];
}

export function noFigures(): Figures {
  return { bodies: STAGES.map(() => 0), newBodies: 0, volume: 0, migratedVolume: 0 };
}

/** Adds `times` the one to the other. */
export function addFigures(sum: Figures, { bodies, newBodies, volume, migratedVolume }: Figures, times = 1): void {
  for (const [index, count] of bodies.entries()) sum.bodies[index] = (sum.bodies[index] ?? 0) + times * count;
  sum.newBodies += times * newBodies;
  sum.volume += times * volume;
  sum.migratedVolume += times * migratedVolume;
}

export function isNothing({ bodies, newBodies, volume, migratedVolume }: Figures): boolean {
  return bodies.every((count) => count === 0) && newBodies === 0 && volume === 0 && migratedVolume === 0;
}

/**
 * What a body adds to the figures, by the day from which on it does. A former massivo body counts from the beginning,
 * because the register tells of the past; a new one from the day on which it was recorded.
 */
export function contributionsOf(body: CountedBody, days: readonly BodyDay[]): Map<IsoDay, Figures> {
  const byDay = new Map<IsoDay, Figures>();
  const on = (day: IsoDay): Figures => {
    const figures = byDay.get(day) ?? noFigures();
    byDay.set(day, figures);
    return figures;
  };
  if (!body.former) {
    on(body.recordedOn).newBodies += 1;
    return byDay;
  }
  for (const [index, { from, stage }] of body.spans.entries()) {
    const before = body.spans[index - 1];
    const { bodies } = on(index === 0 ? BEGINNING : from);
    move(bodies, stage, 1);
    if (before) move(bodies, before.stage, -1);
  }
  let volume = 0;
  let migrated = 0;
  for (const { day, stage, change } of volumeChanges(body.spans, days)) {
    volume += change;
    const now = isMigrated(stage) ? volume : 0;
    if (change === 0 && now === migrated) continue;
    const figures = on(day);
    figures.volume += change;
    figures.migratedVolume += now - migrated;
    migrated = now;
  }
  return byDay;
}

/**
 * First day on which what was asked for on a day no longer counts as volume: a day's volume is that of its month, up to
 * the day, and of the twelve months before.
 */
export function leavesVolumeOn(day: IsoDay): IsoDay {
  return addMonths(monthOf(day), 13);
}

/** First day of the month. */
export function monthOf(day: IsoDay): IsoDay {
  return `${day.slice(0, 7)}-01`;
}

/** Volume at the end of each month in which a body is not migrated all the time: what may stand in the list of the largest. */
export function unmigratedMonths(body: CountedBody, days: readonly BodyDay[]): Map<IsoDay, number> {
  const volumes = new Map<IsoDay, number>();
  if (!body.former) return volumes;
  for (const { day, subjects } of days) {
    for (let ahead = 0; ahead <= 12; ahead += 1) {
      const month = addMonths(monthOf(day), ahead);
      volumes.set(month, (volumes.get(month) ?? 0) + subjects);
    }
  }
  for (const [month, subjects] of volumes) {
    if (subjects === 0 || isMigratedThrough(body.spans, month)) volumes.delete(month);
  }
  return volumes;
}

function isMigratedThrough(spans: readonly StageSpan[], month: IsoDay): boolean {
  const next = addMonths(month, 1);
  return spans.every(({ from, stage }, index) => {
    const until = spans[index + 1]?.from;
    const touches = from < next && (until === undefined || until > month);
    return !touches || isMigrated(stage);
  });
}

interface VolumeChange {
  day: IsoDay;
  /** That day. */
  stage: MigrationStage;
  /** Subjects that come in, less those that drop out. */
  change: number;
}

/** Every day on which the volume or the stage changes, in order. */
function volumeChanges(spans: readonly StageSpan[], days: readonly BodyDay[]): VolumeChange[] {
  const changes = new Map<IsoDay, number>(spans.map(({ from }) => [from, 0]));
  for (const { day, subjects } of days) {
    if (subjects === 0) continue;
    changes.set(day, (changes.get(day) ?? 0) + subjects);
    const end = leavesVolumeOn(day);
    changes.set(end, (changes.get(end) ?? 0) - subjects);
  }
  let next = 0;
  let stage: MigrationStage = 'NOT_STARTED';
  return [...changes]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([day, change]) => {
      for (let span = spans[next]; span !== undefined && span.from <= day; span = spans[next]) {
        stage = span.stage;
        next += 1;
      }
      return { day, stage, change };
    });
}

function move(bodies: number[], stage: MigrationStage, by: 1 | -1): void {
  const index = STAGES.indexOf(stage);
  bodies[index] = (bodies[index] ?? 0) + by;
}
