import type { ConsoleBatchQuery } from '../../../../../schema/client/operations.generated.js';

/** A batch as its page shows it. */
export type ShownBatch = NonNullable<ConsoleBatchQuery['massivoBatch']>;
