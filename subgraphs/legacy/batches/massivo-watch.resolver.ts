import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MassivoBatch as Batch, OfficeHealth, OverdueBatch, OverdueCount } from '../../../legacy-adapter/index.js';
import { ProsecutorOffice } from '../entity.type.js';
import type { LegacyContext } from '../legacy-context.js';
import { MassivoBatch } from './massivo-batch.type.js';
import { MassivoHealth, MassivoOverdue, MassivoOverdueCount } from './massivo-watch.type.js';

/** What a batch has waited for too long. */
@Resolver(() => MassivoBatch)
export class MassivoOverdueResolver {
  @FieldResolver(() => MassivoOverdue, {
    nullable: true,
    description: 'What it has waited for too long; null while it has not (ritardo).',
  })
  overdue(@Root() { id }: Batch, @Ctx() { loaders }: LegacyContext): Promise<OverdueBatch | null> {
    return loaders.overdue.load(id);
  }
}

/** How massivo is doing at an office. */
@Resolver(() => ProsecutorOffice)
export class MassivoHealthResolver {
  @FieldResolver(() => MassivoHealth, {
    nullable: true,
    description:
      'How the exchange of files with the office is doing; null for anybody but its operators and operations (stato dello scambio).',
  })
  async massivoHealth(@Root() { code }: ProsecutorOffice, @Ctx() context: LegacyContext): Promise<OfficeHealth | null> {
    return mayKnow(code, context) ? context.loaders.health.load(code) : null;
  }

  @FieldResolver(() => [MassivoOverdueCount], {
    nullable: true,
    description:
      'Its batches that have waited too long, by what for; null for anybody but its operators and operations (ritardi).',
  })
  async massivoOverdue(
    @Root() { code }: ProsecutorOffice,
    @Ctx() context: LegacyContext,
  ): Promise<OverdueCount[] | null> {
    return mayKnow(code, context) ? context.loaders.overdueAtOffice.load(code) : null;
  }
}

function mayKnow(officeCode: string, { actor }: LegacyContext): boolean {
  return actor.kind === 'operations' || (actor.kind === 'operator' && actor.officeCode === officeCode);
}
