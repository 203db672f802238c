import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import type { AcceptedSubject } from '../../legacy-adapter/contract.js';
import { createMassivoBridge, type MassivoBridge } from '../../legacy-adapter/massivo/massivo-bridge.js';
import type { MassivoSettings } from '../../legacy-adapter/massivo/massivo-settings.js';
import { DirectoryDropArea } from '../../legacy-adapter/massivo/transport/directory-drop-area.js';
import type { DropArea } from '../../legacy-adapter/massivo/transport/drop-area.port.js';
import { submissionPlace } from '../../legacy-adapter/massivo-work.js';
import { insertSubmission } from '../../legacy-adapter/routing/massivo-submission.store.js';
import { dayOf, FixedClock } from '../../schema/kernel/clock.js';
import { openDatabase, type Database } from '../../schema/kernel/database.js';
import { newId } from '../../schema/kernel/identity.js';
import { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import { createTestDatabase } from './database.js';
import { FakeItemOutcomes } from './fake-item-outcomes.js';
import { ScriptedOffice } from './scripted-office.js';
import { temporaryFolder } from './temporary-folder.js';

export const ROMA = 'PROC-H501';
export const MILANO = 'PROC-F205';

export interface SubmissionOptions {
  rows: number;
  ipaCode?: string;
  officeCode?: string;
  fileRequestId?: string;
}

export interface BridgeOptions {
  dropArea?: DropArea;
  database?: Database;
  mayCallMassivo?: () => Promise<boolean>;
  settings?: Partial<MassivoSettings>;
}

export interface MassivoWorld {
  database: Database;
  /** For connections of another process. */
  url: string;
  /** Stands at noon of 10 June 2026. */
  clock: FixedClock;
  vault: PersonalDataVault;
  items: FakeItemOutcomes;
  /** Of the directory drop area. */
  root: string;
  office: ScriptedOffice;
  /** Everything that was logged, one JSON line each. */
  logged: string[];
  /** A bridge of its own, as another process would have it; does nothing by itself. */
  bridge(options?: BridgeOptions): MassivoBridge;
  /** An accepted request that waits for massivo. */
  submit(options: SubmissionOptions): Promise<{ requestId: string; subjects: AcceptedSubject[] }>;
  /** Empties tables and folders. */
  reset(): Promise<void>;
  drop(): Promise<void>;
}

/** No pause between two attempts, so that a test's next round is the next attempt; and time for each on a busy machine. */
const IMPATIENT: Partial<MassivoSettings> = { restMs: 0, answerAgainMs: 0, quarantineMs: 0, stepDeadlineMs: 200_000 };
const NOON: string = '2026-06-10T12:00:00+02:00';

/** The bridge on a database of its own and a directory, with an office that does as it is told. */
export async function createMassivoWorld(): Promise<MassivoWorld> {
  const test = await createTestDatabase();
  const owner = openDatabase({ url: test.ownerUrl, poolSize: 1 });
  const folder = await temporaryFolder();
  const { database } = test;
  const clock = new FixedClock(NOON);
  const vault = new PersonalDataVault([{ id: 1, key: new Uint8Array(32).fill(7) }]);
  const items = await FakeItemOutcomes.create(test);
  const office = new ScriptedOffice(folder.path, ROMA);
  await office.open();
  const logged: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  return {
    ...{ database, url: test.appUrl, clock, vault, items, root: folder.path, office, logged },
    bridge: ({ settings, ...some } = {}) =>
      createMassivoBridge({
        ...{ database, clock, vault, itemOutcomes: items, logger },
        dropArea: new DirectoryDropArea({ root: folder.path }),
        mayCallMassivo: () => Promise.resolve(true),
        settings: { ...IMPATIENT, ...settings },
        ...some,
      }),
    async submit({ rows, ipaCode = 'c_h501', officeCode = ROMA, fileRequestId }) {
      const now = clock.now();
      const requestId = newId(now);
      const subjects = items.addRequest(requestId, rows);
      await database.transaction((sql) =>
        insertSubmission(sql, {
          ...{ requestId, ipaCode, officeCode, fileRequestId: fileRequestId ?? requestId, items: rows },
          ...{ bodyTaxCode: '02438750586', kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001', german: false },
          ...{ protocolNumber: '1/2026', protocolDate: '2026-06-09', pec: 'a@pec.example.it' },
          ...{ contactTaxCode: 'RSSMRA80A01H501U', acceptedOn: dayOf(now), createdAt: now },
          sealedContact: vault.seal('RSSMRA80A01H501U', submissionPlace(requestId)),
        }),
      );
      return { requestId, subjects };
    },
    async reset() {
      clock.set(NOON);
      logged.length = 0;
      await owner.transaction(async (sql) => {
        await sql.query('SET LOCAL session_replication_role = replica'); // the guard of the history out of the way
        await sql.query(
          `TRUNCATE legacy.massivo_batch, legacy.massivo_batch_event, legacy.massivo_quarantine,
             legacy.massivo_submission, legacy.massivo_file_count, legacy.massivo_limits, legacy.fake_item_end,
             legacy.massivo_publishing, legacy.massivo_answer_watch, legacy.massivo_office_health, legacy.massivo_office_notice,
             legacy.transition_flag`,
        );
      });
      for (const name of await readdir(folder.path)) await rm(join(folder.path, name), { recursive: true });
      await office.open();
    },
    async drop() {
      await owner.close();
      await test.drop();
      await folder.remove();
    },
  };
}
