import type { ConsoleRequestQuery } from '../../../../../schema/client/operations.generated.js';

/** A request as its page shows it. */
export type ShownRequest = NonNullable<ConsoleRequestQuery['certificateRequest']>;
