import pino from 'pino';
import { createLegacyAdapter, DirectoryDropArea, type LegacyAdapter } from '../../legacy-adapter/index.js';
import { submissionPlace } from '../../legacy-adapter/massivo-work.js';
import { insertSubmission } from '../../legacy-adapter/routing/massivo-submission.store.js';
import type { Actor } from '../../schema/kernel/actor.js';
import { dayOf } from '../../schema/kernel/clock.js';
import { executeSubgraph } from '../../schema/kernel/execute-subgraph.js';
import { newId } from '../../schema/kernel/identity.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';
import { createCertificatesSubgraph, createItemOutcomes } from '../../subgraphs/certificates/index.js';
import { createLegacySubgraph } from '../../subgraphs/legacy/index.js';
import { issueAll, issuingWorld, type IssuingWorld } from './certificates.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import type { GraphAnswer } from './legacy-graph.js';
import { insertParties } from './parties.js';
import { insertAcceptedRequest, type AcceptedRequest, type AcceptedRequestOptions } from './requests.js';
import { ScriptedOffice } from './scripted-office.js';
import { logKey } from './log-key.js';
import { temporaryFolder } from './temporary-folder.js';

export const ROMA = 'PROC-H501';
export const BODY = 'c_h501';
export const OTHER_BODY = 'c_a952';
export const CONTACT: Actor = { kind: 'contact', personKey: 'person-roma', method: 'SPID', level: 2 };
export const OTHER_CONTACT: Actor = { kind: 'contact', personKey: 'person-other', method: 'CIE', level: 3 };
export const OPERATOR: Actor = { kind: 'operator', subject: 'olga', officeCode: ROMA };
export const ALICE: Actor = { kind: 'operations', subject: 'alice' };
export const BRUNO: Actor = { kind: 'operations', subject: 'bruno' };

/** Both sides of the bridge on one database, with a real drop area and an office that does as it is told. */
export interface BridgeWorld {
  test: TestDatabase;
  issuing: IssuingWorld;
  adapter: LegacyAdapter;
  certificates: Subgraph;
  office: ScriptedOffice;
  /** Runs an operation on one of the two subgraphs; what comes back has gone through JSON. */
  ask(subgraph: 'certificates' | 'legacy', actor: Actor, query: string, variables?: object): Promise<GraphAnswer>;
  /** A request that was accepted on massivo, with its outbox entry. */
  onMassivo(options: Partial<AcceptedRequestOptions>): Promise<AcceptedRequest>;
  /** An ACTIVE agreement of the body for FIN-001 and general certificates, until the end of the year. */
  agree(ipaCode?: string): Promise<void>;
  /** Ends every agreement now. */
  withdrawAgreements(): Promise<void>;
  /** Plans, sends and collects once. */
  work(): Promise<void>;
  /** Issues all that waits on the direct channel. */
  issue(): Promise<void>;
  drop(): Promise<void>;
}

export async function createBridgeWorld(): Promise<BridgeWorld> {
  const test = await createTestDatabase();
  const { database } = test;
  const folder = await temporaryFolder();
  const issuing = issuingWorld(database, '2026-06-10T10:00:00Z');
  const { clock, vault, statementKey } = issuing;
  const logger = pino({ enabled: false });
  const adapter = createLegacyAdapter({
    logKey,
    ...{ database, clock, vault, logger },
    itemOutcomes: createItemOutcomes({ database, clock, vault, statementKey }),
    dropArea: new DirectoryDropArea({ root: folder.path, makeFolders: true }),
    settings: { restMs: 0, answerAgainMs: 0, quarantineMs: 0, incompleteDeadlineMs: 0, stepDeadlineMs: 200_000 },
  });
  const certificates = createCertificatesSubgraph({ ...issuing, certificateRetentionDays: 180, adapter, logger });
  const subgraphs = { certificates, legacy: createLegacySubgraph({ database, adapter }) };
  await adapter.transition.ensureWindow({ opensOn: '2026-02-05', lastDay: '2026-08-05' });
  await insertParties(database, {
    officeCode: ROMA,
    contacts: { [BODY]: 'person-roma', [OTHER_BODY]: 'person-other' },
  });
  await database.query('INSERT INTO agreements.former_massivo_body (ipa_code, office_code) VALUES ($1, $2)', [
    BODY,
    ROMA,
  ]);
  const office = new ScriptedOffice(folder.path, ROMA);
  await office.open();
  return {
    ...{ test, issuing, adapter, certificates, office },
    async ask(subgraph, actor, query, variables = {}) {
      const call = { query, variables: variables as Record<string, unknown> };
      const result = await executeSubgraph(subgraphs[subgraph], call, { actor, correlationId: 'test' });
      return { errors: [], ...JSON.parse(JSON.stringify(result)) };
    },
    async onMassivo(options) {
      const now = clock.now();
      const request = await insertAcceptedRequest(database, vault, {
        ...{ items: 4, channel: 'MASSIVO', submittedAt: now, ipaCode: BODY, officeCode: ROMA },
        ...options,
      });
      const { id: requestId, ipaCode } = request;
      await database.transaction((sql) =>
        insertSubmission(sql, {
          ...{ requestId, ipaCode, officeCode: ROMA, fileRequestId: options.fileRequestId ?? requestId },
          ...{
            items: request.accepted,
            bodyTaxCode: '02438750586',
            kind: 'CASELLARIO_GENERAL',
            purposeCode: 'FIN-001',
          },
          ...{ german: false, protocolNumber: '1/2026', protocolDate: '2026-06-09', pec: 'a@pec.example.it' },
          ...{ contactTaxCode: 'RSSMRA80A01H501U', acceptedOn: dayOf(now), createdAt: now },
          sealedContact: vault.seal('RSSMRA80A01H501U', submissionPlace(requestId)),
        }),
      );
      return request;
    },
    async agree(ipaCode = BODY) {
      const id = newId(clock.now());
      await database.query(
        `INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, kinds, created_at)
         VALUES ($1, $2, $3, 'ACTIVE', '2026-03-01', '2026-12-31', '{CASELLARIO_GENERAL}', $4)`,
        [id, ROMA, ipaCode, clock.now()],
      );
      await database.query(
        `INSERT INTO agreements.direct_agreement_purpose (agreement_id, purpose_code) VALUES ($1, 'FIN-001')`,
        [id],
      );
    },
    async withdrawAgreements() {
      await database.query(`UPDATE agreements.direct_agreement SET status = 'WITHDRAWN'`);
    },
    async work() {
      await adapter.worker.runOnce();
    },
    async issue() {
      await issueAll(issuing);
    },
    async drop() {
      await test.drop();
      await folder.remove();
    },
  };
}
