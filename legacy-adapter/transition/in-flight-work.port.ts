import type { Sql } from '../../schema/kernel/database.js';
import type { TransitionScope } from '../contract.js';
import type { InFlight } from './transition.type.js';

/** Port: who knows what has entered massivo and can end it. Implemented by the batches of massivo. */
export interface InFlightWork {
  /** What is in flight in the scope, read in the given transaction. */
  inFlight(scope: TransitionScope, sql?: Sql): Promise<InFlight>;
  /**
   * R-25, forced closing: inside the closing transaction revokes every claim and ends every open item as ABANDONED.
   * Waits, as long as the transaction's lock timeout allows, for a file that is being put in its place right now. Who
   * closes, and why, goes on record with what is ended.
   */
  abandonInFlight(sql: Sql, scope: TransitionScope, acting: { by: string; reason: string }): Promise<InFlight>;
}
