import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { ForOperations, ForSignedIn } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import type { LegacyContext } from '../legacy-context.js';
import { TransitionLogService } from './transition-log.service.js';
import { TransitionLogKey, TransitionLogRecord, TransitionLogRecordConnection } from './transition-log.type.js';

@Resolver(() => TransitionLogRecord)
export class TransitionLogResolver {
  readonly #log: TransitionLogService;

  constructor(log: TransitionLogService) {
    this.#log = log;
  }

  @ForOperations()
  @Query(() => TransitionLogRecordConnection, {
    description:
      'The log of the flag from its first record on, to be kept and verified elsewhere: R-22 (esportazione del registro). For operations.',
  })
  transitionLogRecords(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: LegacyContext,
  ): Promise<Connection<TransitionLogRecord>> {
    return this.#log.records(page, context);
  }

  @ForSignedIn()
  @Query(() => TransitionLogKey, {
    description:
      'The key that signs receipts now. Compare it with one that you had from somebody else: R-22 (chiave di verifica). Anyone who has signed in may ask.',
  })
  transitionLogKey(@Ctx() context: LegacyContext): TransitionLogKey {
    return this.#log.key(context);
  }
}
