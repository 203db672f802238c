import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MassivoBatch } from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { DEFAULT_MASSIVO_SETTINGS } from '../../../../legacy-adapter/massivo/massivo-settings.js';
import { systemClock } from '../../../../schema/kernel/clock.js';
import { packageRoot } from '../../../../schema/kernel/package-root.js';
import { LEASE_MS } from '../../../../subgraphs/certificates/issuing/issuing.service.js';
import { createIssuingWorker } from '../../../../subgraphs/certificates/issuing/issuing-worker.js';
import { createSyntheticRegister } from '../../../../subgraphs/certificates/issuing/synthetic-register.js';
import { startChildScript } from '../../../testkit/child-script.js';
import { createMassivoWorld, MILANO, ROMA, type MassivoWorld } from '../../../testkit/massivo-world.js';
import { insertAcceptedRequest, testVault } from '../../../testkit/requests.js';
import { ScriptedOffice } from '../../../testkit/scripted-office.js';

const PESCARA = 'PROC-G482';
/** R-34 promises so much; a machine that is busy with others may add to it. */
const PROMISED_MS = 30_000;
const PATIENCE_MS = 180_000;

let world: MassivoWorld;

beforeAll(async () => {
  world = await createMassivoWorld();
});
afterAll(() => world.drop());

const batchOf = async (requestId: string): Promise<MassivoBatch | undefined> =>
  (await world.bridge().batches.ofRequests([requestId]))[0];

async function officeOf(officeCode: string): Promise<ScriptedOffice> {
  const office = new ScriptedOffice(world.root, officeCode);
  await office.open();
  return office;
}

/** A request at Milano whose outcome lies there, another that is going to be taken up for sending, and so on. */
async function workForEveryState() {
  const [milano, pescara] = [await officeOf(MILANO), await officeOf(PESCARA)];
  const collecting = await world.submit({ rows: 2, officeCode: MILANO });
  await world.bridge().worker.runOnce();
  const [file] = await milano.takeUp();
  await milano.complete(file!);
  const sending = await world.submit({ rows: 2 });
  const renaming = await world.submit({ rows: 2, officeCode: PESCARA });
  const issuing = await insertAcceptedRequest(world.database, testVault(), { items: 3 });
  return { pescara, collecting, sending, renaming, issuing };
}

it('R-34 what a worker had in hand when it was killed is taken up within 30 s, whatever it was doing', async () => {
  const { pescara, collecting, sending, renaming, issuing } = await workForEveryState();
  const script = path.join(packageRoot(), 'tests/testkit/dying-worker.ts');
  const instant = world.clock.now().toISOString();
  const dying = await startChildScript(script, world.url, world.root, instant, ROMA, PESCARA);
  expect(dying.said).toEqual(['collecting', 'issuing', 'renaming', 'sending']);

  // And planning: it has the request's row, and waits for the count of the body's files.
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const holding = world.database.transaction(async (sql) => {
    await sql.query(
      `INSERT INTO legacy.massivo_file_count (ipa_code, office_code, day, count) VALUES ('c_zzzz', $1, '2026-06-10', 1)`,
      [ROMA],
    );
    await held;
  });
  const planning = await world.submit({ rows: 2, ipaCode: 'c_zzzz' });
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await world.database.rows(waiting)).length === 0) await sleep(20);

  await dying.kill();
  const killed = performance.now();
  letGo();
  await holding;
  const bridge = world.bridge({ settings: { workerName: 'survivor' } });
  const privateKey = generateKeyPairSync('ed25519').privateKey;
  const issuer = createIssuingWorker({
    ...{ database: world.database, vault: testVault(), clock: systemClock, statementKey: privateKey },
    register: createSyntheticRegister('watchdog'),
  });
  await Promise.all([bridge.worker.start(), issuer.start()]);
  const goals: Record<string, () => Promise<boolean>> = {
    planning: async () => (await batchOf(planning.requestId))?.state === 'SENT',
    sending: async () => (await batchOf(sending.requestId))?.state === 'SENT',
    renaming: async () => (await batchOf(renaming.requestId))?.state === 'SENT',
    collecting: async () => (await batchOf(collecting.requestId))?.state === 'COMPLETED',
    issuing: async () =>
      (await world.database.rows('SELECT 1 FROM certificates.issuing_job WHERE request_id = $1', [issuing.id]))
        .length === 0,
  };
  const takenUp = new Set<string>();
  while (takenUp.size < 5 && performance.now() - killed < PATIENCE_MS) {
    for (const [state, isTakenUp] of Object.entries(goals)) {
      if (!takenUp.has(state) && (await isTakenUp())) takenUp.add(state);
    }
    await sleep(50);
  }
  await Promise.all([bridge.worker.stop(), issuer.stop()]);
  expect([...takenUp].sort()).toEqual(['collecting', 'issuing', 'planning', 'renaming', 'sending']);
  // What was held is free again after a lease, and is looked for at every turn.
  const { leaseMs, idlePollMs } = DEFAULT_MASSIVO_SETTINGS;
  expect(Math.max(leaseMs, LEASE_MS) + idlePollMs).toBeLessThan(PROMISED_MS);

  for (const { requestId } of [sending, renaming]) expect((await batchOf(requestId))?.attempts).toBe(2);
  expect((await world.office.names('in')).filter((name) => name.includes('c_h501'))).toHaveLength(1);
  expect(await pescara.names('in')).toHaveLength(1);
  expect((await world.items.ends(collecting.requestId)).size).toBe(2);
});
