import { generateKeyPairSync } from 'node:crypto';
import pino from 'pino';
import { createLegacyAdapter, DirectoryDropArea } from '../../legacy-adapter/index.js';
import type { Actor } from '../../schema/kernel/actor.js';
import { executeSubgraph } from '../../schema/kernel/execute-subgraph.js';
import { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import { createCertificatesSubgraph, createItemOutcomes } from '../../subgraphs/certificates/index.js';
import { agreementsWorld, LAST_DAY, OPENS_ON, type AgreementsWorld, type GraphAnswer } from './agreements-world.js';
import { TEST_DOCUMENTS } from './signing.js';
import { logKey } from './log-key.js';
import { temporaryFolder } from './temporary-folder.js';

/** The subgraph of certificates on the database of the agreements' demonstration. */
export interface CounterWorld {
  agreements: AgreementsWorld;
  /** Opens what the subgraph has sealed. */
  vault: PersonalDataVault;
  /** Runs an operation as somebody; what comes back has gone through JSON. */
  as(actor: Actor, query: string, variables?: object): Promise<GraphAnswer>;
  close(): Promise<void>;
}

export async function counterWorld(): Promise<CounterWorld> {
  const agreements = await agreementsWorld();
  const folder = await temporaryFolder();
  const parts = {
    database: agreements.database,
    clock: agreements.clock,
    vault: new PersonalDataVault([{ id: 1, key: Buffer.alloc(32, 9) }]), // the one of the agreements' world
    statementKey: generateKeyPairSync('ed25519').privateKey,
    ...TEST_DOCUMENTS,
    logger: pino({ enabled: false }),
  };
  const adapter = createLegacyAdapter({
    logKey,
    ...parts,
    itemOutcomes: createItemOutcomes(parts),
    dropArea: new DirectoryDropArea({ root: folder.path, makeFolders: true }),
  });
  await adapter.transition.ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
  const subgraph = createCertificatesSubgraph({ ...parts, certificateRetentionDays: 180, adapter });
  return {
    agreements,
    vault: parts.vault,
    async as(actor, query, variables = {}) {
      const call = { query, variables: variables as Record<string, unknown> };
      const result = await executeSubgraph(subgraph, call, { actor, correlationId: 'test' });
      return { errors: [], ...JSON.parse(JSON.stringify(result)) };
    },
    async close() {
      await agreements.close();
      await folder.remove();
    },
  };
}
