import type { Actor, SignInMethod } from '../../../schema/kernel/actor.js';
import { contactOf, WORLD_TIMEOUT_MS } from '../../testkit/agreements-world.js';
import { wholeGraph, type Placement, type WholeGraph } from '../../testkit/whole-graph.js';

const REQUEST = 'mutation ($input: RequestCertificatesInput!) { requestCertificates(input: $input) { id } }';

describe('R-11 method and level of the sign-in', () => {
  let graph: WholeGraph;
  beforeAll(async () => {
    graph = await wholeGraph();
  }, WORLD_TIMEOUT_MS);
  afterAll(() => graph.close());

  it.each<[SignInMethod, number, Placement]>([
    ['SPID', 2, 'in-process'],
    ['SPID', 3, 'over HTTP'],
    ['CIE', 3, 'in-process'],
    ['CNS', 3, 'in-process'],
    ['CNS', 3, 'over HTTP'],
  ])('are recorded with each request: %s, level %d, subgraphs %s', async (method, level, placement) => {
    const actor = { ...contactOf('c_h501'), method, level } as Actor;
    const input = {
      ...{ clientRequestId: `${method}-${level}-${placement}`, ipaCode: 'c_h501', kind: 'CASELLARIO_GENERAL' },
      ...{ purposeCode: 'FIN-001', protocolNumber: '1/2026', protocolDate: '2026-02-09' },
      subjects: [{ surname: 'ROSSI', name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'H501' }],
    };
    const { data, errors } = await graph.as(actor, REQUEST, { variables: { input }, placement });
    expect(errors).toEqual([]);
    const { id } = (data as { requestCertificates: { id: string } }).requestCertificates;

    expect(
      await graph.database.one(
        'SELECT sign_in_method AS method, sign_in_level AS level FROM certificates.certificate_request WHERE id = $1',
        [id],
      ),
    ).toEqual({ method, level });
  });
});
