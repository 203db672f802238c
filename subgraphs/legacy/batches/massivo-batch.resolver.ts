import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { MassivoBatch as Batch, MassivoLimits as Limits } from '../../../legacy-adapter/index.js';
import { ForSignedIn, ForStaff } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import { CertificateRequest, ProsecutorOffice, PublicBody } from '../entity.type.js';
import type { LegacyContext } from '../legacy-context.js';
import { MassivoBatchFilter, MassivoLimitsInput } from './massivo-batch.input.js';
import { MassivoBatchService } from './massivo-batch.service.js';
import { MassivoBatch, MassivoBatchConnection, MassivoLimits } from './massivo-batch.type.js';
import { MassivoLimitsService } from './massivo-limits.service.js';

@Resolver(() => MassivoBatch)
export class MassivoBatchResolver {
  readonly #batches: MassivoBatchService;

  constructor(batches: MassivoBatchService) {
    this.#batches = batches;
  }

  @ForSignedIn()
  @Query(() => MassivoBatch, {
    nullable: true,
    description:
      'One file to an office (un lotto). For contact persons of the body, operators of the office, operations.',
  })
  massivoBatch(
    @Arg('id', () => ID, { description: 'Identifier.' }) id: string,
    @Ctx() context: LegacyContext,
  ): Promise<Batch | null> {
    return this.#batches.byId(id, context);
  }

  @ForStaff()
  @Query(() => MassivoBatchConnection, {
    description: 'Files to offices, newest first (lotti). Operators see those of their office, operations all.',
  })
  massivoBatches(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => MassivoBatchFilter, { nullable: true, description: 'Which ones (filtro).' })
    filter: MassivoBatchFilter | null | undefined,
    @Ctx() context: LegacyContext,
  ): Promise<Connection<Batch>> {
    return this.#batches.list(filter ?? {}, page, context);
  }

  @ForStaff()
  @Mutation(() => MassivoBatch, {
    description:
      'Sends a file again: the same one, or a new attempt where it had failed (nuovo invio). For operators of the office, operations.',
  })
  retryMassivoBatch(
    @Arg('id', () => ID, { description: 'The batch.' }) id: string,
    @Arg('reason', () => String, { nullable: true, description: 'Why, for the record (motivazione).' })
    reason: string | null | undefined,
    @Ctx() context: LegacyContext,
  ): Promise<Batch> {
    return this.#batches.retry({ id, reason: reason ?? null }, context);
  }

  @ForStaff()
  @Mutation(() => MassivoBatch, {
    description: 'Looks for the office’s answer again, now (nuova raccolta). For operators of the office, operations.',
  })
  recollectMassivoBatch(
    @Arg('id', () => ID, { description: 'The batch.' }) id: string,
    @Arg('reason', () => String, { nullable: true, description: 'Why, for the record (motivazione).' })
    reason: string | null | undefined,
    @Ctx() context: LegacyContext,
  ): Promise<Batch> {
    return this.#batches.recollect({ id, reason: reason ?? null }, context);
  }

  @ForStaff()
  @Mutation(() => MassivoBatch, {
    description:
      'Gives a file up: its open items end as ABANDONED (abbandono). For operators of the office, operations.',
  })
  abandonMassivoBatch(
    @Arg('id', () => ID, { description: 'The batch.' }) id: string,
    @Arg('reason', () => String, { description: 'Why, 1 to 200 characters, for the record (motivazione).' })
    reason: string,
    @Ctx() context: LegacyContext,
  ): Promise<Batch> {
    return this.#batches.abandon({ id, reason }, context);
  }

  @FieldResolver(() => ProsecutorOffice, { description: 'The office that it goes to (ufficio).' })
  office(@Root() { officeCode }: Batch): ProsecutorOffice {
    return { code: officeCode };
  }

  @FieldResolver(() => PublicBody, { description: 'The body whose request it is (ente).' })
  publicBody(@Root() { ipaCode }: Batch): PublicBody {
    return { ipaCode };
  }
}

/** What massivo adds to a body. */
@Resolver(() => PublicBody)
export class PublicBodyBatchesResolver {
  readonly #batches: MassivoBatchService;

  constructor(batches: MassivoBatchService) {
    this.#batches = batches;
  }

  @FieldResolver(() => MassivoBatchConnection, {
    description: 'Those of its files to offices that the caller may read, newest first (lotti).',
  })
  massivoBatches(
    @Root() { ipaCode }: PublicBody,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: LegacyContext,
  ): Promise<Connection<Batch>> {
    return this.#batches.ofBody(ipaCode, page, context);
  }
}

/** What massivo adds to a request. */
@Resolver(() => CertificateRequest)
export class CertificateRequestBatchesResolver {
  readonly #batches: MassivoBatchService;

  constructor(batches: MassivoBatchService) {
    this.#batches = batches;
  }

  @FieldResolver(() => [MassivoBatch], {
    description: 'The files that it was sent in, in the order of their parts; none on other channels (lotti).',
  })
  batches(@Root() { id }: CertificateRequest, @Ctx() context: LegacyContext): Promise<Batch[]> {
    return this.#batches.ofRequest(id, context);
  }
}

/** What massivo adds to an office. */
@Resolver(() => ProsecutorOffice)
export class ProsecutorOfficeLimitsResolver {
  readonly #limits: MassivoLimitsService;

  constructor(limits: MassivoLimitsService) {
    this.#limits = limits;
  }

  @ForStaff()
  @Mutation(() => ProsecutorOffice, {
    description:
      'Sets what an office lets itself be sent by massivo: R-17 (limiti del massivo). For its operators, operations.',
  })
  async setMassivoLimits(
    @Arg('officeCode', () => ID, { description: 'The office.' }) officeCode: string,
    @Arg('limits', () => MassivoLimitsInput, { description: 'The limits.' }) limits: MassivoLimitsInput,
    @Ctx() context: LegacyContext,
  ): Promise<ProsecutorOffice> {
    return { code: await this.#limits.set(officeCode, limits, context) };
  }

  @FieldResolver(() => MassivoLimits, {
    nullable: true,
    description: 'What the office lets itself be sent by massivo: R-17 (limiti del massivo).',
  })
  massivoLimits(@Root() { code }: ProsecutorOffice, @Ctx() { loaders }: LegacyContext): Promise<Limits | null> {
    return loaders.limits.load(code);
  }
}
