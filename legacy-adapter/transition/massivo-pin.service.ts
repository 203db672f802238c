import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { officeOfScope } from './consider-change.js';
import { changingFlag } from './flag-access.js';
import { deletePin, insertPin, pinnedAmong } from './massivo-pin.store.js';
import { assertReason } from './proposal.rules.js';
import { notifyOfChange } from './transition-change.store.js';
import { advanceVersion } from './transition-flag.store.js';
import type { TransitionLog } from './transition-log.store.js';

export interface PinRequest {
  ipaCode: string;
  pinned: boolean;
  reason: string;
}

/** Bodies pinned to massivo: the way back while it is OPEN (R-21, truth table line 4). */
export class MassivoPinService {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: TransitionLog;

  constructor({ database, clock, log }: { database: Database; clock: Clock; log: TransitionLog }) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /** Which of the bodies are pinned. */
  pinnedAmong(ipaCodes: readonly string[]): Promise<ReadonlySet<string>> {
    return pinnedAmong(this.#database, ipaCodes);
  }

  /** Pins or unpins a body; what is so already stays so, and nothing is recorded. Throws NOT_FOUND. */
  async pin({ ipaCode, pinned, reason }: PinRequest, by: string): Promise<void> {
    assertReason(reason);
    await changingFlag(this.#database, async (sql) => {
      await officeOfScope(sql, { ipaCode });
      const now = this.#clock.now();
      const changed = pinned ? await insertPin(sql, { ipaCode, since: now, reason }) : await deletePin(sql, ipaCode);
      if (!changed) return;
      const version = await advanceVersion(sql);
      const action = pinned ? 'PINNED' : 'UNPINNED';
      await this.#log.append(sql, now, { action, actor: by, reason, ipaCode, from: !pinned, to: pinned, version });
      await notifyOfChange(sql, 'APPLIED');
    });
  }
}
