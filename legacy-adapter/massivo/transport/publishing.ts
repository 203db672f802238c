import { DropAreaError } from './drop-area.errors.js';
import type { PutResult } from './drop-area.port.js';
import { isSameContent, type Fingerprint } from './drop-folders.rules.js';

/** What lies under the name of a file that is to be sent, in `in/` or `in/done/`. */
export type EarlierFile = Fingerprint | 'SAME_NAME_NO_FILE' | null;

export interface PublishingSteps {
  /** Looks first in `in/`, then in `in/done/`: the office moves from one to the other, never back. */
  lookForEarlier: () => Promise<EarlierFile>;
  /** Gives the part its name without replacing anything; false when the name is taken. */
  name: () => Promise<boolean>;
}

/** The other side moves files too: what was seen may be gone when it is touched. */
const ATTEMPTS = 3;

/** Names a finished part, or finds that an earlier attempt had done so. Other bytes under the name: `NAME_TAKEN`. */
export async function publishOnce(written: Fingerprint, { lookForEarlier, name }: PublishingSteps): Promise<PutResult> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const earlier = await lookForEarlier();
    if (earlier) {
      if (earlier !== 'SAME_NAME_NO_FILE' && isSameContent(earlier, written)) return 'ALREADY_THERE';
      throw new DropAreaError('NAME_TAKEN');
    }
    if (await name()) return 'SENT';
  }
  throw new DropAreaError('UNREACHABLE');
}
