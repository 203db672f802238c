import { setTimeout as sleep } from 'node:timers/promises';
import { gql } from 'graphql-request';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { PESCARA_FILE, resealed, withRequestId } from '../testkit/massivo-files.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';
import { SeededRandom } from '../testkit/seeded-random.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';

const TRANSITION = gql`
  query Transition {
    transition {
      state
      version
    }
  }
`;
const CHANGE = gql`
  mutation Change($input: TransitionChangeInput!) {
    changeTransition(input: $input) {
      status
      version
    }
  }
`;

const REQUEST_CERTIFICATES = gql`
  mutation Request($input: RequestCertificatesInput!) {
    requestCertificates(input: $input) {
      channel
    }
  }
`;

const GATEWAYS = 4;
/** `npm run fence` does the whole of it: 50 times, 500 requests each. */
const REPETITIONS = Number(process.env['FENCE_REPETITIONS'] ?? 1);
const REQUESTS = REPETITIONS > 1 ? 500 : 150;
const SEED = 23;
/** So many of them are sent when the change has been told: they at least must be refused, however busy the machine. */
const AFTERWARDS = REQUESTS / 10;
/** A busy machine takes in ten a second. */
const REPETITION_MS = 240_000;

/** Three rows are enough: what is fenced does not grow with them. */
const SMALL = resealed(PESCARA_FILE.bytes, (text) => text.split('\n').slice(0, 4).join('\n') + '\n');

describe(`four gateways and ${REQUESTS} requests at once, ${REPETITIONS} times, seed ${SEED}`, () => {
  const random = new SeededRandom(SEED);
  let database: TestDatabase;
  let folder: TemporaryFolder;
  let gateways: RunningProduct[] = [];
  let serial = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await temporaryFolder();
    const options = { database, dataDir: folder.path, env: { EMULATOR: '0' } };
    // The first one makes the demonstration's data.
    gateways = [await startProduct(options)];
    gateways.push(...(await Promise.all(Array.from({ length: GATEWAYS - 1 }, () => startProduct(options)))));
  });

  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await database?.drop();
    await folder?.remove();
  });

  const gatewayAt = (index: number): RunningProduct => {
    const gateway = gateways[index % GATEWAYS];
    if (!gateway) throw new Error('no such gateway');
    return gateway;
  };

  async function change(at: number, to: 'OPEN' | 'DRAINING'): Promise<number> {
    const ops = await gatewayAt(at).graph('ops:alice');
    const { transition } = await ops.request<{ transition: { version: number } }>(TRANSITION);
    const input = { to, reason: 'fence', expectedVersion: transition.version };
    const { changeTransition } = await ops.request<{ changeTransition: { status: string; version: number } }>(CHANGE, {
      input,
    });
    expect(changeTransition.status).toBe('APPLIED');
    return changeTransition.version;
  }

  async function entries(): Promise<number> {
    const row = await database.database.one<{ count: number }>(
      'SELECT count(*)::int AS count FROM legacy.massivo_submission',
    );
    return row?.count ?? -1;
  }

  async function send(index: number, within: number): Promise<string> {
    await sleep(random.below(within));
    const id = `fence-${(serial += 1)}`;
    const ask = async (): Promise<string> => {
      const response = await gatewayAt(index).upload(PESCARA_FILE.persona, id, withRequestId(SMALL, id));
      const body = (await response.json()) as { channel?: string; code?: string };
      return body.channel ?? body.code ?? String(response.status);
    };
    // A busy machine may leave it undecided; then the client asks again.
    return eventually(ask, (answer) => answer !== 'TRANSITION_BUSY');
  }

  it.each(Array.from({ length: REPETITIONS }, (_, at) => at + 1))(
    'R-23 lets nothing into massivo once the change is acknowledged, repetition %i',
    async (repetition) => {
      const before = await entries();
      const answers: string[] = [];
      const sending = (count: number, within: number): Promise<unknown> =>
        Promise.all(
          Array.from({ length: count }, (_, index) => send(index, within).then((answer) => answers.push(answer))),
        );
      const underWay = sending(REQUESTS - AFTERWARDS, 2_000);
      // Somewhere in the middle of it: once some have been let in.
      while ((await entries()) < before + 10 + random.below(REQUESTS / 5)) await sleep(5);
      await change(repetition, 'DRAINING');
      const acknowledged = await entries();
      await Promise.all([underWay, sending(AFTERWARDS, 100)]);
      expect(await entries()).toBe(acknowledged);
      const told = (answer: string): number => answers.filter((one) => one === answer).length;
      expect(told('MASSIVO')).toBe(acknowledged - before);
      expect(told('MASSIVO_DISMISSED')).toBeGreaterThanOrEqual(AFTERWARDS);
      expect(told('MASSIVO') + told('MASSIVO_DISMISSED')).toBe(REQUESTS);
      await change(repetition + 1, 'OPEN');
    },
    REPETITION_MS,
  );

  it('R-23 every gateway hears of a change, for its metrics', async () => {
    const version = await change(0, 'DRAINING');
    for (const gateway of gateways) {
      for (;;) {
        const text = await (await gateway.get('ops:alice', '/metrics')).text();
        if (text.includes(`transition_version ${version}`)) {
          expect(text).toContain('transition_state{state="DRAINING"} 1');
          break;
        }
        await sleep(20);
      }
    }
    await change(0, 'OPEN');
  });

  it('RFC 9745, RFC 8594: massivo answers carry Deprecation, Sunset and the link to the guide', async () => {
    const response = await gatewayAt(0).upload(PESCARA_FILE.persona, 'headers', withRequestId(SMALL, 'headers'));
    const { deprecation } = (await response.json()) as { deprecation: { since: string; lastDay: string } };
    const since = Number(response.headers.get('deprecation')?.slice(1)) * 1_000;
    expect(new Date(since + 7_200_000).toISOString().slice(0, 10)).toBe(deprecation.since);
    expect(new Date(response.headers.get('sunset') ?? '').getTime()).toBeGreaterThan(Date.parse(deprecation.lastDay));
    expect(response.headers.get('link')).toMatch(/^<https:[^>]+>; rel="deprecation".*, <https:[^>]+>; rel="sunset"/);
    const client = await gatewayAt(1).graph(PESCARA_FILE.persona);
    const input = {
      ...{ clientRequestId: 'graph-headers', ipaCode: PESCARA_FILE.ipaCode, kind: 'ELECTORAL', purposeCode: 'FIN-001' },
      ...{ protocolNumber: '1', protocolDate: '2026-01-07', subjects: [{ surname: 'Rossi' }] },
    };
    const answer = await client.rawRequest(REQUEST_CERTIFICATES, { input });
    expect(answer.data).toEqual({ requestCertificates: { channel: 'MASSIVO' } });
    for (const name of ['deprecation', 'sunset', 'link']) {
      expect((answer.headers as Headers).get(name)).toBe(response.headers.get(name));
    }
    const covered = await gatewayAt(0).get('ops:alice', '/metrics');
    expect(covered.headers.get('deprecation')).toBeNull();
  });
});
