import { FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { ProgressFigures } from '../../shared/migration-progress.reference.js';
import { DayScalar } from '../../shared/scalars.js';
import { MigrationProgressService } from './migration-progress.service.js';
import { InFlight, MigrationProgress } from './migration-progress.type.js';

@Resolver(() => MigrationProgress)
export class MigrationProgressResolver {
  readonly #progress: MigrationProgressService;

  constructor(progress: MigrationProgressService) {
    this.#progress = progress;
  }

  @FieldResolver(() => DayScalar, {
    description: 'Last day of massivo as it is set now, extensions included: R-01 (ultimo giorno del massivo).',
  })
  lastDay(): Promise<IsoDay> {
    return this.#progress.lastDay();
  }

  @FieldResolver(() => Int, {
    description: 'Days from the day of the figures to the last day, 0 after it (giorni rimanenti).',
  })
  daysLeft(@Root() figures: ProgressFigures): Promise<number> {
    return this.#progress.daysLeft(figures);
  }

  @FieldResolver(() => InFlight, { description: 'What massivo still had to answer that day: R-51 (in corso).' })
  inFlight(@Root() figures: ProgressFigures): Promise<InFlight> {
    return this.#progress.inFlight(figures);
  }
}
