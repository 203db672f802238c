import { addDays, type Clock, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import type { Interval, MigrationStage } from '../../shared/graph-enums.js';
import { InputCheck, refusedField } from '../../shared/input-check.js';
import { inputProblem, rangeProblem } from '../../shared/input-problem.rules.js';
import { encodeMigrationProgressId, type MigrationProgressKey } from '../../shared/migration-progress-id.js';
import type { AgreementsContext } from '../agreements-context.js';
import type {
  BurnDownPoint,
  MigrationForecast,
  MigrationProgress,
  OfficeProgress,
  RegionProgress,
  StageCounts,
  UnmigratedBody,
} from './migration-progress.type.js';
import { addFigures, noFigures, STAGES, type Figures } from './migration-figures.rules.js';
import type { ProgressReading, ProgressWish } from './progress-reader.js';
import { readQuestion, type ProgressQuestion } from './progress-question.service.js';
import { namedOffices } from './progress-visibility.rules.js';
import {
  forecastOf,
  intervalEnds,
  isAtRisk,
  migratedOf,
  PACE_DAYS,
  remainingOf,
  shareOf,
  totalOf,
} from './progress.rules.js';

/** Points of a burn-down at most: two years and a half by day. */
const MOST_POINTS = 1_000;
/** Days of a burn-down whose beginning nobody names: 26 weeks. */
const USUAL_DAYS = 182;

/** The figures of the migration that come from bodies and agreements (R-50 … R-53). */
export class MigrationProgressService {
  readonly #parts: { database: Database; clock: Clock };

  constructor(parts: { database: Database; clock: Clock }) {
    this.#parts = parts;
  }

  /** Anyone may ask. @throws DomainError BAD_USER_INPUT */
  async present(question: ProgressQuestion): Promise<MigrationProgress> {
    const key = await readQuestion(question, this.#parts);
    return { id: encodeMigrationProgressId(key), lastDay: '', ...key };
  }

  async bodies(progress: MigrationProgress, context: AgreementsContext): Promise<StageCounts> {
    return stageCounts(await figuresOf(progress, context));
  }

  async bodiesTotal(progress: MigrationProgress, context: AgreementsContext): Promise<number> {
    return totalOf(await figuresOf(progress, context));
  }

  async newBodies(progress: MigrationProgress, context: AgreementsContext): Promise<number> {
    return (await figuresOf(progress, context)).newBodies;
  }

  async migratedShare(progress: MigrationProgress, context: AgreementsContext): Promise<number | null> {
    const figures = await figuresOf(progress, context);
    return shareOf(migratedOf(figures), totalOf(figures));
  }

  async migratedVolumeShare(progress: MigrationProgress, context: AgreementsContext): Promise<number | null> {
    const { migratedVolume, volume } = await figuresOf(progress, context);
    return shareOf(migratedVolume, volume);
  }

  async atRisk(progress: MigrationProgress, context: AgreementsContext): Promise<number> {
    const { figures, lastDay } = await read(progress, {}, context);
    return isAtRisk(progress.asOf, lastDay) ? remainingOf(figures(progress.asOf)) : 0;
  }

  /** `null` for whoever may see no names here. */
  async topUnmigrated(
    progress: MigrationProgress,
    first: number,
    context: AgreementsContext,
  ): Promise<UnmigratedBody[] | null> {
    const problem = rangeProblem(first, { least: 1, most: 100 });
    if (problem) throw refusedField('first', problem);
    const named = namedOffices(context.actor, progress.scope);
    if (named === 'NONE') return null;
    const scope = named === 'ALL' ? progress.scope : { ...progress.scope, officeCode: named.officeCode };
    const { unmigrated, lastDay } = await read({ ...progress, scope }, { unmigrated: first }, context);
    const atRisk = isAtRisk(progress.asOf, lastDay);
    return unmigrated.map(({ ipaCode, stage, subjects }) => ({
      ipaCode,
      stage,
      atRisk,
      subjectsLast12Months: subjects,
    }));
  }

  async expiringAgreements(
    progress: MigrationProgress,
    withinDays: number,
    context: AgreementsContext,
  ): Promise<number> {
    const problem = rangeProblem(withinDays, { least: 0, most: 3_650 });
    if (problem) throw refusedField('withinDays', problem);
    return (await read(progress, { withinDays }, context)).awaitedEnds(withinDays);
  }

  async forecast(progress: MigrationProgress, context: AgreementsContext): Promise<MigrationForecast> {
    const { asOf, lastDay } = progress;
    const earlier = addDays(asOf, -PACE_DAYS);
    const { figures } = await read(progress, { days: [earlier] }, context);
    return forecastOf({ asOf, lastDay, now: figures(asOf), before: figures(earlier) });
  }

  async byOffice(progress: MigrationProgress, context: AgreementsContext): Promise<OfficeProgress[]> {
    const { offices, byOffice, lastDay } = await read(progress, { byOffice: true }, context);
    const atRisk = isAtRisk(progress.asOf, lastDay);
    return offices.map(({ code }) => ({
      officeCode: code,
      ...placeProgress(byOffice.get(code) ?? noFigures(), atRisk),
    }));
  }

  async byRegion(progress: MigrationProgress, context: AgreementsContext): Promise<RegionProgress[]> {
    const { offices, byOffice, lastDay } = await read(progress, { byOffice: true }, context);
    const sums = new Map<string, Figures>();
    for (const { code, region } of offices) {
      const sum = sums.get(region) ?? noFigures();
      addFigures(sum, byOffice.get(code) ?? noFigures());
      sums.set(region, sum);
    }
    const atRisk = isAtRisk(progress.asOf, lastDay);
    return [...sums]
      .sort(([one], [other]) => one.localeCompare(other, 'it'))
      .map(([region, figures]) => ({ region, ...placeProgress(figures, atRisk) }));
  }

  /** @throws DomainError BAD_USER_INPUT when `to` is after the day of the figures, or the points are too many. */
  async burnDown(
    progress: MigrationProgress,
    { by, from, to }: { by: Interval; from: IsoDay | null; to: IsoDay | null },
    context: AgreementsContext,
  ): Promise<BurnDownPoint[]> {
    const last = to ?? progress.asOf;
    const check = new InputCheck();
    check.note('to', last > progress.asOf ? AFTER_AS_OF : null, 'R-53');
    const days = intervalEnds({ by, from: from ?? addDays(last, -USUAL_DAYS), to: last }, MOST_POINTS);
    check.note('from', days === null ? TOO_MANY_POINTS : null, 'R-51');
    check.refuseIfAny();
    if (!days || days.length === 0) return [];
    const { figures } = await read(progress, { days }, context);
    return days.map((on) => ({ on, remaining: remainingOf(figures(on)), bodies: stageCounts(figures(on)) }));
  }
}

function read(
  { scope, asOf }: MigrationProgressKey,
  wish: Omit<ProgressWish, 'key'>,
  { loaders }: AgreementsContext,
): Promise<ProgressReading> {
  return loaders.migrationProgress.load({ key: { scope, asOf }, ...wish });
}

async function figuresOf(progress: MigrationProgress, context: AgreementsContext): Promise<Figures> {
  return (await read(progress, {}, context)).figures(progress.asOf);
}

function placeProgress(figures: Figures, atRisk: boolean): Omit<RegionProgress, 'region'> {
  return {
    bodies: stageCounts(figures),
    bodiesTotal: totalOf(figures),
    migratedShare: shareOf(migratedOf(figures), totalOf(figures)),
    migratedVolumeShare: shareOf(figures.migratedVolume, figures.volume),
    atRisk: atRisk ? remainingOf(figures) : 0,
  };
}

function stageCounts({ bodies }: Figures): StageCounts {
  const at = (stage: MigrationStage): number => bodies[STAGES.indexOf(stage)] ?? 0;
  return {
    notStarted: at('NOT_STARTED'),
    drafted: at('DRAFTED'),
    signed: at('SIGNED'),
    registered: at('REGISTERED'),
    active: at('ACTIVE'),
    firstDirectRequest: at('FIRST_DIRECT_REQUEST'),
    massivoFree: at('MASSIVO_FREE'),
  };
}

const AFTER_AS_OF = inputProblem(
  'OUT_OF_RANGE',
  'The last day must not be after the day of the figures.',
  "L'ultimo giorno non può essere successivo a quello della situazione.",
);
const TOO_MANY_POINTS = inputProblem(
  'OUT_OF_RANGE',
  `More than ${MOST_POINTS} points: choose a later first day or a longer interval.`,
  `Più di ${MOST_POINTS} punti: scegliere un primo giorno successivo o un intervallo più lungo.`,
);
