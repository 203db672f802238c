/**
 * A worker that gets stuck at one step of everything it takes up, for tests that kill it there: `dying-worker.ts` with
 * the database's URL, the drop area and the instant at which its clock stands. Says once that it is stuck everywhere.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { Readable } from 'node:stream';
import pino from 'pino';
import { createMassivoBridge } from '../../legacy-adapter/massivo/massivo-bridge.js';
import { DirectoryDropArea } from '../../legacy-adapter/massivo/transport/directory-drop-area.js';
import type { AnswerFile, OutgoingFile, PutResult } from '../../legacy-adapter/massivo/transport/drop-area.port.js';
import { FixedClock, systemClock } from '../../schema/kernel/clock.js';
import { openDatabase } from '../../schema/kernel/database.js';
import { createIssuingWorker } from '../../subgraphs/certificates/issuing/issuing-worker.js';
import { generatePersons } from './person-generator.js';
import { testVault } from './requests.js';

const [url = '', root = '', instant = '', writingAt = '', renamingAt = ''] = process.argv.slice(2);
const reached = new Set<string>();
function stuck(at: string): Promise<never> {
  reached.add(at);
  if (reached.size === 4) process.stdout.write(`${JSON.stringify([...reached].sort())}\n`);
  return new Promise(() => undefined);
}

class StickyDropArea extends DirectoryDropArea {
  override put(file: OutgoingFile): Promise<PutResult> {
    const { officeCode, claim } = file;
    return super.put({
      ...file,
      claim: {
        hold: (act) => claim.hold(act),
        publish: (act) => {
          if (officeCode === writingAt) return stuck('sending');
          return claim.publish(() => (officeCode === renamingAt ? stuck('renaming') : act()));
        },
      },
    });
  }

  override open(file: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    return file.folder === 'out' ? stuck('collecting') : super.open(file, signal);
  }
}

const database = openDatabase({ url });
const vault = testVault();
const bridge = createMassivoBridge({
  ...{ database, vault, clock: new FixedClock(instant), logger: pino({ level: 'silent' }) },
  dropArea: new StickyDropArea({ root }),
  mayCallMassivo: () => Promise.resolve(true),
  itemOutcomes: {
    async *acceptedItems({ firstSeq, lastSeq }) {
      const persons = [...generatePersons({ seed: 1, rows: lastSeq, invalidShare: 0 })].slice(firstSeq - 1);
      yield await Promise.resolve(
        persons.map(({ expected: _, ...subject }, index) => ({
          seq: firstSeq + index,
          row: firstSeq + index,
          ...subject,
        })),
      );
    },
    takeIn: () => Promise.resolve(0),
    endOpen: () => Promise.resolve(0),
  },
});
const issuing = createIssuingWorker({
  ...{ database, vault, clock: systemClock, statementKey: generateKeyPairSync('ed25519').privateKey },
  register: { kind: 'SYNTHETIC', lookUp: () => stuck('issuing') },
});
await bridge.worker.start();
await issuing.start();
