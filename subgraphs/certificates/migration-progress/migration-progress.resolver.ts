import { Arg, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { Interval } from '../../shared/graph-enums.js';
import type { ProgressFigures } from '../../shared/migration-progress.reference.js';
import { DayScalar } from '../../shared/scalars.js';
import type { MigrationProgressService } from './migration-progress.service.js';
import { ChannelTurnaround, ChannelVolume, MigrationProgress, RejectionCount } from './migration-progress.type.js';

@Resolver(() => MigrationProgress)
export class MigrationProgressResolver {
  constructor(private readonly progress: MigrationProgressService) {}

  @FieldResolver(() => [ChannelVolume], {
    description:
      'Accepted requests and their subjects by interval and channel, in this order; intervals with nothing are left out (volumi, R-51).',
  })
  volumes(
    @Root() figures: ProgressFigures,
    @Arg('by', () => Interval, { nullable: true, defaultValue: Interval.WEEK, description: 'Length of an interval.' })
    by: Interval | null,
    @Arg('from', () => DayScalar, {
      nullable: true,
      description: 'First day; without it 26 weeks, or 12 months, up to the last.',
    })
    from: IsoDay | null,
    @Arg('to', () => DayScalar, {
      nullable: true,
      description: 'Last day; without it, and never after it, the day of the figures.',
    })
    to: IsoDay | null,
  ): Promise<ChannelVolume[]> {
    return this.progress.volumes(figures, { by: by ?? Interval.WEEK, from: from ?? null, to: to ?? null });
  }

  @FieldResolver(() => [ChannelTurnaround], {
    description: 'How long answers took, by channel, all of them up to the day (tempi di risposta, R-51).',
  })
  turnaround(@Root() figures: ProgressFigures): Promise<ChannelTurnaround[]> {
    return this.progress.turnaround(figures);
  }

  @FieldResolver(() => [RejectionCount], {
    description: 'Items rejected up to the day by code, the most frequent first (scarti per codice, R-51).',
  })
  rejections(
    @Root() figures: ProgressFigures,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10, description: 'How many codes: 1 to 100.' })
    first: number | null,
  ): Promise<RejectionCount[]> {
    return this.progress.rejections(figures, first ?? DEFAULT_CODES);
  }
}

const DEFAULT_CODES = 10;
