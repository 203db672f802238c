import { createActorToken } from '../../../gateway/execution/actor-token.js';
import { createFileOwners } from '../../../gateway/files/file-owners.js';
import type { HttpFiles } from '../../../gateway/files/http-file-handler.js';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import type { FileHandler } from '../../../schema/kernel/file-exchange.js';
import type { Subgraph } from '../../../schema/kernel/subgraph.js';
import {
  agreementsWorld,
  contactOf,
  operatorOf,
  OPERATIONS,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';
import { agreementsDesk, ANNA } from '../../testkit/agreements-desk.js';
import {
  ACTOR_SECRET,
  serveSubgraphs,
  startTestGateway,
  type ServedSubgraphs,
  type TestGateway,
} from '../../testkit/test-gateway.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

const OFFICE = operatorOf('PROC-G482');

let world: AgreementsWorld;
let served: ServedSubgraphs;
let id: string;
beforeAll(async () => {
  world = await agreementsWorld();
  id = await agreementsDesk(world, OFFICE).at('SIGNED');
  served = await serveSubgraphs([world.subgraph]);
}, WORLD_TIMEOUT_MS);
afterAll(async () => {
  await served.close();
  await world.close();
});

const otherFiles: FileHandler = async ({ path }) => ({
  status: 200,
  headers: {},
  body: Buffer.from(`others: ${path}`),
});
const certificates = { name: 'certificates', files: otherFiles } as unknown as Subgraph;

describe.each(['in-process', 'over HTTP'] as const)('GET /agreements/{id}.pdf at the door, %s', (where) => {
  let gateway: TestGateway;
  let owners: HttpFiles;
  let actor: Actor;

  beforeAll(async () => {
    const isRemote = where === 'over HTTP';
    owners = createFileOwners({
      inProcess: isRemote ? [certificates] : [certificates, world.subgraph],
      urls: isRemote ? { agreements: served.urls.agreements ?? '' } : {},
      actorToken: createActorToken(ACTOR_SECRET),
    });
    const { list, supergraphSdl } = testSubgraphs();
    gateway = await startTestGateway({
      supergraphSdl,
      inProcess: list,
      identify: () => Promise.resolve(actor),
      files: owners.handle,
    });
  });
  beforeEach(() => {
    actor = OFFICE;
  });
  afterAll(async () => {
    await gateway.close();
    await owners.close();
  });

  const get = (path = `/agreements/${id}.pdf`) => fetch(`${gateway.url}${path}`);

  it('R-05 hands out the very bytes whose hash the graph shows', async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="accordo-${id}.pdf"`);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
    const { data } = await world.as(OFFICE, `{ directAgreement(id: "${id}") { documentSha256 } }`);
    expect(Buffer.from(digest).toString('hex')).toBe(data.directAgreement.documentSha256);
  });

  it.each([
    ['a contact person of the body', contactOf('c_g482'), 200, undefined],
    ['a contact person of another body', contactOf('c_h501'), 404, 'NOT_FOUND'],
    ['an operator of another office', operatorOf('PROC-H501'), 404, 'NOT_FOUND'],
    ['operations', OPERATIONS, 403, 'FORBIDDEN'],
    ['nobody', ANONYMOUS, 401, 'UNAUTHENTICATED'],
  ] as const)('R-61 answers %s', async (_who, caller, status, code) => {
    actor = caller;
    const answer = await get();
    expect(answer.status).toBe(status);
    if (code)
      expect(await answer.json()).toMatchObject({ code, message: expect.any(String), messageIt: expect.any(String) });
    else await answer.arrayBuffer();
  });

  it('leaves other files to their owner, and odd paths to nobody', async () => {
    expect(await (await get(`/requests/${id}/outcome.txt`)).text()).toBe(`others: /requests/${id}/outcome.txt`);
    for (const path of ['/agreements/nonsense.pdf', '/agreements/%2e%2e%2fx.pdf', `/agreements/${id}.txt`]) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
  });

  it('R-60 leaves neither the identifier nor a person in the log', async () => {
    await get();
    const log = JSON.stringify(gateway.log);
    expect(log).toContain('/agreements/:id.pdf');
    for (const secret of [id, ANNA.surname, ANNA.taxCode, ANNA.email]) expect(log).not.toContain(secret);
  });
});
