import { z } from 'zod';
import type { TransitionControl } from '../../../legacy-adapter/index.js';
import { exportedRecord } from '../../../schema/kernel/log-lines.rules.js';
import { requireOperations, requireSignedIn, type Caller } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import type { TransitionLogKey, TransitionLogRecord } from './transition-log.type.js';

const SEQ_KEY: z.ZodType<[number]> = z.tuple([z.number().int().min(1).max(2_147_483_647)]);

/** The log of the flag for whoever verifies it elsewhere. */
export class TransitionLogService {
  readonly #transition: TransitionControl;

  constructor(transition: TransitionControl) {
    this.#transition = transition;
  }

  async records(page: PageArguments, caller: Caller): Promise<Connection<TransitionLogRecord>> {
    requireOperations(caller);
    const wanted = readPage(page, listOf('transitionLogRecords'), SEQ_KEY);
    const records = await this.#transition.logRecords({ take: wanted.take, after: wanted.after?.[0] ?? 0 });
    const exported = records.map((record) => ({ ...exportedRecord(record), at: record.at }));
    return toConnection(exported, wanted, {
      keyOf: ({ seq }): [number] => [seq],
      totalCount: () => this.#transition.countLogRecords(),
    });
  }

  key(caller: Caller): TransitionLogKey {
    requireSignedIn(caller);
    return this.#transition.logKey();
  }
}
