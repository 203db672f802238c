import { today, type Clock, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { readOfficeCode } from '../../shared/code-problem.rules.js';
import { futureProblem } from '../../shared/day-problem.rules.js';
import { InputCheck } from '../../shared/input-check.js';
import { inputProblem } from '../../shared/input-problem.rules.js';
import type { MigrationProgressKey } from '../../shared/migration-progress-id.js';
import { readProsecutorOffices, type ProsecutorOfficeRow } from '../prosecutor-office/prosecutor-office.loader.js';
import type { MigrationFilter } from './migration-progress.input.js';

/** What a caller asks for, as it is written. */
export interface ProgressQuestion {
  filter: MigrationFilter;
  /** Null: today. */
  asOf: IsoDay | null;
}

/**
 * Reads a filter and a day. @throws DomainError BAD_USER_INPUT for an office, a district or a region that there
 * is not, and for a day that has not begun.
 */
export async function readQuestion(
  { filter, asOf }: ProgressQuestion,
  { database, clock }: { database: Database; clock: Clock },
): Promise<MigrationProgressKey> {
  const check = new InputCheck();
  const day = today(clock);
  if (asOf !== null) check.note('asOf', futureProblem(asOf, day), 'R-53');
  const offices = isNarrowed(filter) ? await readProsecutorOffices(database, {}) : [];
  const scope = {
    officeCode: filter.officeCode == null ? null : knownOffice(filter.officeCode, offices, check),
    district: filter.district == null ? null : knownPlace('district', filter.district, { offices, check }),
    region: filter.region == null ? null : knownPlace('region', filter.region, { offices, check }),
    bodyType: filter.bodyType ?? null,
  };
  check.refuseIfAny();
  return { scope, asOf: asOf ?? day };
}

const isNarrowed = ({ officeCode, district, region }: MigrationFilter): boolean =>
  officeCode != null || district != null || region != null;

function knownOffice(written: string, offices: readonly ProsecutorOfficeRow[], check: InputCheck): string {
  const code = readOfficeCode(written);
  if ('problem' in code) {
    check.note('filter.officeCode', code.problem, 'R-51');
    return written;
  }
  const isKnown = offices.some((office) => office.code === code.value);
  check.note('filter.officeCode', isKnown ? null : UNKNOWN_OFFICE, 'R-51');
  return code.value;
}

/** As the table of offices writes it, in whatever case it was written. */
function knownPlace(
  kind: 'district' | 'region',
  written: string,
  { offices, check }: { offices: readonly ProsecutorOfficeRow[]; check: InputCheck },
): string {
  const wanted = written.trim().toLowerCase();
  const office = offices.find((each) => each[kind].toLowerCase() === wanted);
  check.note(`filter.${kind}`, office ? null : UNKNOWN_PLACE[kind], 'R-51');
  return office?.[kind] ?? written;
}

const UNKNOWN_OFFICE = inputProblem('UNKNOWN_CODE', 'There is no such office.', 'Ufficio inesistente.');
const UNKNOWN_PLACE = {
  district: inputProblem('UNKNOWN_CODE', 'No office lies in such a district.', 'Nessun ufficio in questo distretto.'),
  region: inputProblem('UNKNOWN_CODE', 'No office lies in such a region.', 'Nessun ufficio in questa regione.'),
};
