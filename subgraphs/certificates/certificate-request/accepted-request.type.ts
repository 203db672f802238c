import type { Channel } from '../../../legacy-adapter/index.js';

/** A request that already holds one of the two ids by which repetitions are known (R-32, TES-004). */
export interface AcceptedRequest {
  id: string;
  clientRequestId: string;
  fileRequestId: string | null;
  contentHash: Buffer;
  total: number;
  accepted: number;
  channel: Channel;
}
