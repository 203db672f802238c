import { Arg, Args, Ctx, Directive, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { DayScalar } from '../../shared/scalars.js';
import type { AgreementsContext } from '../agreements-context.js';
import { BurnDownArgs, MigrationFilter } from './migration-progress.input.js';
import { MigrationProgressService } from './migration-progress.service.js';
import {
  BurnDownPoint,
  MigrationForecast,
  MigrationProgress,
  OfficeProgress,
  RegionProgress,
  StageCounts,
  UnmigratedBody,
} from './migration-progress.type.js';

@Resolver(() => MigrationProgress)
export class MigrationProgressResolver {
  readonly #progress: MigrationProgressService;

  constructor(progress: MigrationProgressService) {
    this.#progress = progress;
  }

  @Query(() => MigrationProgress, {
    description:
      'How far the migration is, or was at the end of a past day: R-51, R-53 (avanzamento della migrazione). Anyone may ask; names only by R-52.',
  })
  migrationProgress(
    @Arg('filter', () => MigrationFilter, { nullable: true, description: 'Which bodies; all of them if left out.' })
    filter: MigrationFilter | null | undefined,
    @Arg('asOf', () => DayScalar, { nullable: true, description: 'A day, today if left out (situazione al).' })
    asOf: IsoDay | null | undefined,
  ): Promise<MigrationProgress> {
    return this.#progress.present({ filter: filter ?? {}, asOf: asOf ?? null });
  }

  @FieldResolver(() => StageCounts, { description: 'Former massivo bodies by stage: R-50, R-12 (enti per fase).' })
  bodies(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<StageCounts> {
    return this.#progress.bodies(progress, context);
  }

  @FieldResolver(() => Int, { description: 'Former massivo bodies, each once: R-12 (enti del massivo).' })
  bodiesTotal(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<number> {
    return this.#progress.bodiesTotal(progress, context);
  }

  @FieldResolver(() => Int, {
    description: 'Bodies recorded by the day that are not in the register of former massivo bodies: R-12 (enti nuovi).',
  })
  newBodies(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<number> {
    return this.#progress.newBodies(progress, context);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of the former massivo bodies that are ACTIVE or later, 0 to 1; null without any (quota).',
  })
  migratedShare(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<number | null> {
    return this.#progress.migratedShare(progress, context);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'The same weighed by volume: the subjects that each former massivo body asked for in the month of the day, up to the day, and in the twelve months before that month, through this product or, by the imported register, before it. Null without any volume (quota per volume).',
  })
  migratedVolumeShare(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<number | null> {
    return this.#progress.migratedVolumeShare(progress, context);
  }

  @FieldResolver(() => [UnmigratedBody], {
    nullable: true,
    description:
      'Former massivo bodies before ACTIVE, the largest volume first (enti da migrare). Names: operators see those of their office, operations all; null for everybody else (R-52).',
  })
  topUnmigrated(
    @Root() progress: MigrationProgress,
    @Ctx() context: AgreementsContext,
    @Arg('first', () => Int, { defaultValue: 10, description: 'How many, 1 to 100 (quanti).' }) first: number,
  ): Promise<UnmigratedBody[] | null> {
    return this.#progress.topUnmigrated(progress, first, context);
  }

  @FieldResolver(() => Int, {
    description:
      'Agreements active or suspended on the day that end within so many days and have no renewal to follow them: R-09 (accordi in scadenza).',
  })
  expiringAgreements(
    @Root() progress: MigrationProgress,
    @Ctx() context: AgreementsContext,
    @Arg('withinDays', () => Int, { defaultValue: 90, description: 'Days, 0 to 3,650 (entro quanti giorni).' })
    withinDays: number,
  ): Promise<number> {
    return this.#progress.expiringAgreements(progress, withinDays, context);
  }

  @FieldResolver(() => Int, {
    description: 'Former massivo bodies before ACTIVE with fewer than 45 days left: R-50 (enti a rischio).',
  })
  atRisk(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<number> {
    return this.#progress.atRisk(progress, context);
  }

  @Directive('@requires(fields: "lastDay")')
  @FieldResolver(() => MigrationForecast, {
    description: 'When the last body becomes ACTIVE, at the pace of the last 28 days: R-51 (previsione).',
  })
  forecast(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<MigrationForecast> {
    return this.#progress.forecast(progress, context);
  }

  @FieldResolver(() => [OfficeProgress], { description: 'By office of the filter, by code (per ufficio).' })
  byOffice(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<OfficeProgress[]> {
    return this.#progress.byOffice(progress, context);
  }

  @FieldResolver(() => [RegionProgress], { description: 'By region of the filter, by name (per regione).' })
  byRegion(@Root() progress: MigrationProgress, @Ctx() context: AgreementsContext): Promise<RegionProgress[]> {
    return this.#progress.byRegion(progress, context);
  }

  @FieldResolver(() => [BurnDownPoint], {
    description: 'What was left to do over time, at the end of each interval: R-51, R-53 (curva di avanzamento).',
  })
  burnDown(
    @Root() progress: MigrationProgress,
    @Args(() => BurnDownArgs) { by, from, to }: BurnDownArgs,
    @Ctx() context: AgreementsContext,
  ): Promise<BurnDownPoint[]> {
    return this.#progress.burnDown(progress, { by, from: from ?? null, to: to ?? null }, context);
  }
}
