import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { MigrationStage } from '../../shared/graph-enums.js';
import type { MigrationProgressScope } from '../../shared/migration-progress-id.js';
import { DayScalar } from '../../shared/scalars.js';

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description:
    'How far the bodies of a filter had come from massivo to the direct channel at the end of a day in Europe/Rome: R-50, R-51, R-53 (avanzamento della migrazione).',
})
export class MigrationProgress {
  @Field(() => ID, { description: 'Stands for the filter and the day; the same for the same two (identificativo).' })
  id!: string;

  @Field(() => DayScalar, { description: 'The day whose figures these are: R-53 (situazione al).' })
  asOf!: IsoDay;

  @Directive('@external')
  @Field(() => DayScalar, { description: 'Last day of massivo (ultimo giorno del massivo).' })
  lastDay!: IsoDay;

  scope!: MigrationProgressScope;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How many former massivo bodies stand at each stage: R-50, R-12 (enti per fase di migrazione).',
})
export class StageCounts {
  @Field(() => Int, { description: 'NOT_STARTED (non avviati).' })
  notStarted!: number;

  @Field(() => Int, { description: 'DRAFTED (in bozza).' })
  drafted!: number;

  @Field(() => Int, { description: 'SIGNED (sottoscritti).' })
  signed!: number;

  @Field(() => Int, { description: 'REGISTERED (censiti).' })
  registered!: number;

  @Field(() => Int, { description: 'ACTIVE (attivi).' })
  active!: number;

  @Field(() => Int, { description: 'FIRST_DIRECT_REQUEST (prima richiesta diretta).' })
  firstDirectRequest!: number;

  @Field(() => Int, { description: 'MASSIVO_FREE (liberi dal massivo).' })
  massivoFree!: number;
}

@ObjectType({ simpleResolvers: true, description: 'A former massivo body that has not come as far as ACTIVE (ente).' })
export class UnmigratedBody {
  ipaCode!: string;

  @Field(() => MigrationStage, { description: 'Where it stood on the day: R-50 (fase).' })
  stage!: MigrationStage;

  @Field(() => Boolean, { description: 'Fewer than 45 days were left: R-50 (a rischio).' })
  atRisk!: boolean;

  @Field(() => Int, {
    description:
      'Subjects that it asked for in the month of the day, up to the day, and in the twelve months before that month (nominativi).',
  })
  subjectsLast12Months!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'When the last former massivo body becomes ACTIVE, if it goes on as in the last 28 days: R-51 (previsione).',
})
export class MigrationForecast {
  @Field(() => DayScalar, {
    nullable: true,
    description: 'The day; `asOf` when nobody is missing; null: not at this pace (completamento previsto).',
  })
  completesOn!: IsoDay | null;

  @Field(() => Boolean, { description: 'Whether they get there at this pace at all (raggiungibile).' })
  reachable!: boolean;

  @Field(() => Int, { description: 'Bodies that are not ACTIVE yet (enti mancanti).' })
  remaining!: number;

  @Field(() => Int, {
    description: 'By how many those ACTIVE or later have grown in the 28 days; 0 when they are fewer (attivati).',
  })
  activatedLast28Days!: number;

  @Field(() => Float, { description: '`activatedLast28Days` / 28 (enti al giorno).' })
  perDay!: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether that is the last day of massivo or before it; null when not at this pace (entro il termine).',
  })
  beforeLastDay!: boolean | null;
}

/** The figures of one place, whatever the place is. */
@ObjectType({ simpleResolvers: true })
abstract class PlaceProgress {
  @Field(() => StageCounts, { description: 'Former massivo bodies by stage (enti per fase).' })
  bodies!: StageCounts;

  @Field(() => Int, { description: 'Former massivo bodies (enti del massivo).' })
  bodiesTotal!: number;

  @Field(() => Float, { nullable: true, description: 'ACTIVE or later, from 0 to 1; null without bodies (quota).' })
  migratedShare!: number | null;

  @Field(() => Float, { nullable: true, description: 'The same by volume; null without volume (quota per volume).' })
  migratedVolumeShare!: number | null;

  @Field(() => Int, { description: 'Before ACTIVE with fewer than 45 days left: R-50 (enti a rischio).' })
  atRisk!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Where the bodies of one office stand (avanzamento per ufficio).' })
export class OfficeProgress extends PlaceProgress {
  officeCode!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Where the bodies of one region stand (avanzamento per regione).' })
export class RegionProgress extends PlaceProgress {
  @Field({ description: 'The region (regione).' })
  region!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What was left to do at the end of a day (punto della curva).' })
export class BurnDownPoint {
  @Field(() => DayScalar, { description: 'Last day of the interval, or of the time asked for (giorno).' })
  on!: IsoDay;

  @Field(() => Int, { description: 'Former massivo bodies before ACTIVE (enti mancanti).' })
  remaining!: number;

  @Field(() => StageCounts, { description: 'Former massivo bodies by stage (enti per fase).' })
  bodies!: StageCounts;
}
