import { generateKeyPairSync } from 'node:crypto';
import { seedDemoBatches } from '../../../subgraphs/legacy/demo/demo-batches.js';
import { seedDemoRequests } from '../../../subgraphs/certificates/demo/demo-requests.js';
import { wholeGraph, type WholeGraph } from '../whole-graph.js';
import { BODY, OFFICE, PERSONAS, type Persona } from './personas.js';

/** The demonstration with a matter of each kind of the body and the office that the matrix is about. */
export interface MatrixWorld {
  graph: WholeGraph;
  ids: Readonly<Record<IdName, string>>;
  close(): Promise<void>;
}

export type IdName =
  | 'agreement'
  | 'request'
  | 'batch'
  | 'certificate'
  | 'refusedRequest'
  | 'counterRequest'
  | 'counterItem'
  | 'waitingChange';

const REQUEST = `mutation ($input: RequestCertificatesInput!) {
  requestCertificates(input: $input) { id items(first: 1) { nodes { id } } } }`;
const SUBJECT = {
  surname: 'ROSSI',
  name: 'MARIO',
  birthDate: '1980-01-01',
  birthPlace: 'H501',
  taxCode: 'RSSMRA80A01H501U',
};
const requestInput = (clientRequestId: string, change: object): object => ({
  input: {
    ...{ clientRequestId, ipaCode: BODY, kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
    ...{ protocolNumber: '1', protocolDate: '2026-06-01', subjects: [SUBJECT], ...change },
  },
});

export async function matrixWorld(): Promise<MatrixWorld> {
  const graph = await wholeGraph();
  const { database, clock, vault } = graph;
  const { privateKey: statementKey } = generateKeyPairSync('ed25519');
  await seedDemoRequests({ database, clock, vault, statementKey });
  await seedDemoBatches({ database, clock, vault });
  const refused = await done<Requested>(graph, 'contact', REQUEST, requestInput('refused', { subjects: [{}] }));
  const counter = await done<Requested>(
    graph,
    'contact',
    REQUEST,
    requestInput('counter', { kind: 'PENDING_PROCEEDINGS' }),
  );
  const counterItem = counter.requestCertificates.items.nodes[0]?.id ?? '';
  await done(graph, 'operator', 'mutation ($id: ID!) { takeUpCounterRequest(itemId: $id) { id } }', {
    id: counterItem,
  });
  const waiting = await done<{ changeTransition: { id: string } }>(
    graph,
    'operations',
    `mutation { changeTransition(input: { ipaCode: "c_l219", to: DRAINING, reason: "matrix", expectedVersion: 0, at: "2026-07-01T08:00:00Z" }) { id } }`,
  );
  const ids = {
    ...(await storedIds(graph)),
    refusedRequest: refused.requestCertificates.id,
    counterRequest: counter.requestCertificates.id,
    counterItem,
    waitingChange: waiting.changeTransition.id,
  };
  return { graph, ids, close: () => graph.close() };
}

interface Requested {
  requestCertificates: { id: string; items: { nodes: { id: string }[] } };
}

async function storedIds({
  database,
}: WholeGraph): Promise<Pick<MatrixWorld['ids'], 'agreement' | 'request' | 'batch' | 'certificate'>> {
  const found = await database.one<{ agreement: string; request: string; batch: string; certificate: string }>(
    `SELECT (SELECT id FROM agreements.direct_agreement WHERE ipa_code = $1 AND status = 'ACTIVE' LIMIT 1) AS agreement,
            batch.id AS batch, batch.request_id AS request,
            (SELECT number FROM certificates.certificate WHERE request_id = batch.request_id LIMIT 1) AS certificate
     FROM legacy.massivo_batch AS batch WHERE ipa_code = $1 AND office_code = $2 ORDER BY batch.id LIMIT 1`,
    [BODY, OFFICE],
  );
  if (!found) throw new Error('the demonstration has no file of the body');
  return found;
}

async function done<T>(graph: WholeGraph, persona: Persona, query: string, variables: object = {}): Promise<T> {
  const { data, errors, text } = await graph.as(PERSONAS[persona], query, { variables });
  if (errors.length > 0) throw new Error(text);
  return data as T;
}
