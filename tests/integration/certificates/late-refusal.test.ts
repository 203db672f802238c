import { Readable } from 'node:stream';
import type { ChannelRouting } from '../../../legacy-adapter/index.js';
import { Semaphore } from '../../../schema/kernel/semaphore.js';
import { ContactPersons } from '../../../subgraphs/certificates/certificate-request/contact-person.read-model.js';
import type { SubmittedRequest } from '../../../subgraphs/certificates/certificate-request/incoming-request.type.js';
import { receiveMassivoFile } from '../../../subgraphs/certificates/certificate-request/massivo-file.service.js';
import { RequestIntake } from '../../../subgraphs/certificates/certificate-request/request-intake.service.js';
import { BODY, createBridgeWorld, ROMA, type BridgeWorld } from '../../testkit/bridge-world.js';
import { requestFileBytes } from '../../testkit/massivo-generator.js';

/**
 * A client that gave up on its first sending sends again; the first is accepted meanwhile, and then massivo ends. At
 * each point at which the second can be refused, it gets the answer of the first.
 */
describe('R-32 a request that was accepted while it was being sent again', () => {
  let world: BridgeWorld;

  beforeAll(async () => {
    world = await createBridgeWorld();
  });
  afterAll(() => world.drop());
  beforeEach(() => setFlag('OPEN'));

  const setFlag = (state: string): Promise<unknown> =>
    world.test.database.query(`UPDATE legacy.transition_flag SET state = $1::legacy.transition_state`, [state]);

  function send(clientRequestId: string, routing: ChannelRouting = world.adapter.routing): Promise<SubmittedRequest> {
    const { database } = world.test;
    const { clock, vault } = world.issuing;
    const staging = new Semaphore({ atOnce: 2, waiting: 2, waitMs: 1_000 });
    const intake = new RequestIntake({
      ...{ database, clock, vault, routing, staging },
      contacts: new ContactPersons(vault),
    });
    const header = { ipaCode: BODY, officeCode: ROMA, requestId: `file-${clientRequestId}` };
    const content = requestFileBytes({ seed: 1, rows: 5, invalidShare: 0, header });
    return receiveMassivoFile(
      intake,
      { clientRequestId, body: Readable.from([content]) },
      {
        submitter: { personKey: 'person-roma', method: 'SPID', level: 2 },
        mayRequestFor: async () => true,
      },
    );
  }

  /** The routing, but right before this question the first sending is accepted and massivo drained. */
  function overtaken(at: 'ask' | 'admit', clientRequestId: string, first: (accepted: SubmittedRequest) => void) {
    const { routing } = world.adapter;
    const overtake = async (): Promise<void> => {
      first(await send(clientRequestId));
      await setFlag('DRAINING');
    };
    return {
      deprecation: () => routing.deprecation(),
      ask: async (question) => {
        if (at === 'ask') await overtake();
        return routing.ask(question);
      },
      admit: async (sql, question, submission) => {
        if (at === 'admit') await overtake();
        return routing.admit(sql, question, submission);
      },
    } satisfies ChannelRouting;
  }

  it.each(['ask', 'admit'] as const)('is answered with the first one when massivo ends before "%s"', async (at) => {
    let first: SubmittedRequest | undefined;
    const second = await send(
      at,
      overtaken(at, at, (accepted) => (first = accepted)),
    );

    expect(second).toEqual({ ...first, channel: 'MASSIVO', accepted: 5, rejected: 0 });
    const staged = await world.test.database.rows(
      `SELECT id FROM certificates.certificate_request WHERE state = 'STAGED'`,
    );
    expect(staged).toEqual([]);
  });

  it('is refused when nothing of it was accepted', async () => {
    await setFlag('DRAINING');

    await expect(send('never')).rejects.toMatchObject({ code: 'MASSIVO_DISMISSED' });
  });
});
