import { ERROR_CODES, isErrorCode } from '../../../schema/error-codes.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { isRowCode, ROW_CODES } from '../../../schema/row-codes.js';
import { Channel, type Interval } from '../../shared/graph-enums.js';
import { refusedField } from '../../shared/input-check.js';
import { inputProblem } from '../../shared/input-problem.rules.js';
import type { MigrationProgressKey } from '../../shared/migration-progress-id.js';
import type { ChannelTurnaround, ChannelVolume, RejectionCount } from './migration-progress.type.js';
import { readRejections } from './rejection.read-model.js';
import { readTurnaround } from './turnaround.read-model.js';
import { intervalWithin, volumeRange, volumeRangeProblem } from './volume-range.rules.js';
import { readVolumes } from './volume.read-model.js';

/** There are a dozen codes. */
const MOST_CODES = 100;

/**
 * What requests and their ends say about the migration, on any day; docs/migration-progress.md has the
 * definitions. An item's office is the one of its request, its body's kind the one of when it was counted.
 */
export class MigrationProgressService {
  constructor(private readonly parts: { database: Database }) {}

  /** @throws DomainError BAD_USER_INPUT with the field `from` or `to`: in the wrong order, or too far apart. */
  async volumes(
    { scope, asOf }: MigrationProgressKey,
    asked: { by: Interval; from: IsoDay | null; to: IsoDay | null },
  ): Promise<ChannelVolume[]> {
    const wrong = volumeRangeProblem({ ...asked, asOf });
    if (wrong) throw refusedField(wrong.field, wrong.problem, 'R-51');
    const range = volumeRange({ ...asked, asOf });
    if (range === null) return [];
    const volumes = await readVolumes(this.parts.database, { scope, by: asked.by, range });
    return volumes.map(({ start, ...volume }) => ({ ...intervalWithin(asked.by, start, range), ...volume }));
  }

  /** Channels on which something was answered, in the order of `Channel`. */
  async turnaround({ scope, asOf }: MigrationProgressKey): Promise<ChannelTurnaround[]> {
    const byChannel = await readTurnaround(this.parts.database, { scope, asOf });
    return Object.values(Channel).flatMap((channel) => {
      const histogram = byChannel.get(channel);
      if (!histogram || histogram.size === 0) return [];
      const [p50Minutes = null, p95Minutes = null] = histogram.percentiles([50, 95]);
      return [{ channel, items: histogram.items, p50Minutes, p95Minutes }];
    });
  }

  /** @throws DomainError BAD_USER_INPUT with the field `first`. */
  async rejections({ scope, asOf }: MigrationProgressKey, first: number): Promise<RejectionCount[]> {
    if (first < 1 || first > MOST_CODES) {
      throw refusedField(
        'first',
        inputProblem('OUT_OF_RANGE', `From 1 to ${MOST_CODES}.`, `Da 1 a ${MOST_CODES}.`),
        'R-51',
      );
    }
    const counts = await readRejections(this.parts.database, { scope, asOf, first });
    return counts.map(({ code, count }) => ({ code, ...sentencesOf(code), count }));
  }
}

/** As the rows themselves say it, without the field. */
function sentencesOf(code: string): { message: string; messageIt: string } {
  if (isRowCode(code)) {
    const { message, messageIt } = ROW_CODES[code];
    return { message: `${message}.`, messageIt: `${messageIt}.` };
  }
  const { message, messageIt } = isErrorCode(code) ? ERROR_CODES[code] : ERROR_CODES['SIC-001'];
  return { message, messageIt };
}
