import { TEST_DOCUMENTS } from '../../testkit/signing.js';
import { generateKeyPairSync } from 'node:crypto';
import { createLogger } from '../../../gateway/telemetry/logger.js';
import { loadSupergraph } from '../../../gateway/supergraph/load-supergraph.js';
import { FixedClock } from '../../../schema/kernel/clock.js';
import { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { SUBGRAPH_NAMES } from '../../../schema/kernel/subgraph.js';
import { seedAgreementsDemo } from '../../../subgraphs/agreements/index.js';
import { seedDemoRequests } from '../../../subgraphs/certificates/index.js';
import { seedDemoBatches } from '../../../subgraphs/legacy/index.js';
import { createAdapter, createSubgraph, type ProductParts } from '../../../subgraphs/product.js';
import { logKey } from '../../testkit/log-key.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { OPERATIONS, startTestGateway, type TestGateway } from '../../testkit/test-gateway.js';

const PAGE = `query Page($first: Int!) {
  publicBodies(first: $first) {
    totalCount
    nodes {
      ipaCode name massivoUser pinnedToMassivo migrationStage
      office { name region }
      units { code }
      directAgreements(first: 5) { totalCount nodes { id status purposes { code title } kinds units { code } history { to } } }
      certificateRequests(first: 5) {
        totalCount
        nodes {
          id channel progress deprecation { lastDay } purpose { title } office { name } publicBody { name }
          counts { total issued }
          batches { fileName state office { name } }
          items(first: 3) { totalCount nodes { row status rejection { code } } }
        }
      }
      massivoBatches(first: 5) { totalCount nodes { fileName rows } }
    }
  }
}`;

describe('a page of bodies with all that hangs on them', () => {
  let store: TestDatabase;
  let gateway: TestGateway;

  beforeAll(async () => {
    store = await createTestDatabase();
    const { database } = store;
    const parts: ProductParts = {
      database,
      clock: new FixedClock('2026-06-05T10:00:00+02:00'),
      vault: new PersonalDataVault([{ id: 1, key: Buffer.alloc(32, 9) }]),
      personIndexKey: Buffer.alloc(32, 7),
      statementKey: generateKeyPairSync('ed25519').privateKey,
      logKey,
      ...TEST_DOCUMENTS,
      massivoDrop: '/nowhere',
      makeDropFolders: false,
      certificateRetentionDays: 180,
      logger: createLogger({ level: 'silent', process: 'test' }),
    };
    const adapter = createAdapter(parts);
    await adapter.transition.ensureWindow({ opensOn: '2026-02-05', lastDay: '2026-08-05' });
    await seedAgreementsDemo({ ...parts, opensOn: '2026-02-05', lastDay: '2026-08-05' });
    await seedDemoRequests(parts);
    await seedDemoBatches(parts);
    await moreBodies();
    gateway = await startTestGateway({
      supergraphSdl: await loadSupergraph(null),
      inProcess: SUBGRAPH_NAMES.map((name) => createSubgraph(name, parts, adapter)),
      identify: async () => OPERATIONS,
      // What is counted is statements; a busy machine may take its time.
      ...{ requestTimeoutMs: 50_000, subgraphTimeoutMs: 40_000 },
    });
  });

  afterAll(async () => {
    await gateway?.close();
    await store?.drop();
  });

  /** The demonstration has 64 bodies: each once more under another code, with its agreements and requests. */
  async function moreBodies(): Promise<void> {
    const { database } = store;
    await database.query(`INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec)
      SELECT 'x' || ipa_code, name, type, tax_code, office_code, pec FROM agreements.public_body`);
    await database.query(`INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, kinds, created_at)
      SELECT gen_random_uuid(), office_code, 'x' || ipa_code, status, starts_on, ends_on, kinds, created_at FROM agreements.direct_agreement`);
    await database.query(`INSERT INTO certificates.certificate_request
        (id, state, ipa_code, office_code, client_request_id, content_hash, kind, purpose_code, protocol_number, protocol_date, german,
         channel, submitted_at, submitted_by, sign_in_method, sign_in_level, total, accepted)
      SELECT gen_random_uuid(), state, 'x' || ipa_code, office_code, client_request_id, content_hash, kind, purpose_code, protocol_number,
             protocol_date, german, channel, submitted_at, submitted_by, sign_in_method, sign_in_level, total, accepted
      FROM certificates.certificate_request`);
  }

  async function statementsFor(first: number): Promise<{ statements: number; nodes: unknown[] }> {
    let statements = 0;
    const unsubscribe = store.database.onStatement(() => (statements += 1));
    const { data, errors } = await gateway.post(PAGE, { variables: { first } });
    unsubscribe();
    expect(errors ?? []).toEqual([]);
    const { nodes } = data?.publicBodies as { nodes: unknown[] };
    expect(nodes).toHaveLength(first);
    return { statements, nodes };
  }

  it('takes the same number of SQL statements for 10 bodies and for 100', async () => {
    await statementsFor(10);
    const ten = await statementsFor(10);
    const hundred = await statementsFor(100);
    expect(hundred.statements).toBe(ten.statements);
    expect(hundred.statements).toBeLessThanOrEqual(40);
    const answer = JSON.stringify(hundred.nodes);
    for (const part of ['DIRECT_AGREEMENT', 'MASSIVO', 'ISSUED', 'COMPLETED', 'FIN-001'])
      expect(answer).toContain(part);
  });
});
