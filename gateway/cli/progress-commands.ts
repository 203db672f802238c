import { usageFailure } from './cli-failure.js';
import { OPERATIONS } from './operations.js';
import { progressCsv, progressLines } from './progress-report.rules.js';
import type { Session } from './session.js';

export interface ProgressOptions {
  office?: string;
  district?: string;
  region?: string;
  bodyType?: string;
  asOf?: string;
  csv?: boolean;
}

/** How far the migration is: sentences, the whole answer as JSON, or a line for each place as CSV. */
export async function showProgress(session: Session, options: ProgressOptions): Promise<void> {
  const { office, district, region, bodyType, asOf, csv } = options;
  if (csv && session.isJson) throw usageFailure('Either --json or --csv.', 'O --json o --csv.');
  const filter = {
    ...(office !== undefined && { officeCode: office }),
    ...(district !== undefined && { district }),
    ...(region !== undefined && { region }),
    ...(bodyType !== undefined && { bodyType }),
  };
  const variables = { filter, ...(asOf !== undefined && { asOf }) };
  const { migrationProgress: progress } = await (await session.client()).run(OPERATIONS.migration, variables);
  session.show(progress, () => (csv ? progressCsv(progress) : progressLines(progress, session.language)));
}
