import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { legalActions, type MassivoBatch as Batch } from '../../../legacy-adapter/index.js';
import { CertificateRequest } from '../entity.type.js';
import type { LegacyContext } from '../legacy-context.js';
import type { BatchRecordService } from './batch-record.service.js';
import {
  MassivoBatchAbandonment,
  MassivoBatchAction,
  MassivoBatchEvent,
  MassivoTrouble,
  QuarantinedAnswer,
} from './batch-record.type.js';
import { MassivoBatch } from './massivo-batch.type.js';

/** What a batch belongs to, what is wrong with it, what happened to it. */
@Resolver(() => MassivoBatch)
export class BatchRecordResolver {
  readonly #records: BatchRecordService;

  constructor(records: BatchRecordService) {
    this.#records = records;
  }

  @FieldResolver(() => CertificateRequest, {
    nullable: true,
    description: 'The request whose subjects are in it (richiesta).',
  })
  request(@Root() { requestId }: Batch): CertificateRequest {
    return { id: requestId };
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description: 'Nothing is tried with it before; null once it has come to its end (prossimo tentativo).',
  })
  nextAttemptAt(@Root() { completedAt, notBefore }: Batch): Date | null {
    return completedAt === null ? notBefore : null;
  }

  @FieldResolver(() => MassivoTrouble, {
    nullable: true,
    description:
      'What is wrong with it now: itself, the office that it waits for, or that it waits so long (problema).',
  })
  trouble(@Root() batch: Batch, @Ctx() context: LegacyContext): Promise<MassivoTrouble | null> {
    return this.#records.trouble(batch, context);
  }

  @FieldResolver(() => [MassivoBatchAction], {
    description: 'What an operator can do with it now (operazioni ammesse).',
  })
  legalActions(@Root() batch: Batch): readonly MassivoBatchAction[] {
    return legalActions(batch);
  }

  @FieldResolver(() => [MassivoBatchEvent], {
    description: 'What happened to it, in order; the latest hundred where there are more (storico).',
  })
  history(@Root() batch: Batch, @Ctx() context: LegacyContext): Promise<MassivoBatchEvent[]> {
    return this.#records.history(batch, context);
  }

  @FieldResolver(() => [QuarantinedAnswer], {
    description: 'Answers that are or were kept and not taken in, oldest first (quarantena).',
  })
  quarantine(@Root() batch: Batch, @Ctx() context: LegacyContext): Promise<QuarantinedAnswer[]> {
    return this.#records.quarantine(batch, context);
  }

  @FieldResolver(() => MassivoBatchAbandonment, {
    nullable: true,
    description: 'How it was given up; null unless it was (abbandono).',
  })
  abandonment(@Root() batch: Batch, @Ctx() context: LegacyContext): Promise<MassivoBatchAbandonment | null> {
    return this.#records.abandonment(batch, context);
  }
}
