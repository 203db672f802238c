import type { ConsoleProgressQuery } from '../../../../../schema/client/operations.generated.js';

/** The figures of the page, as the graph gives them. */
export type Progress = ConsoleProgressQuery['migrationProgress'];
