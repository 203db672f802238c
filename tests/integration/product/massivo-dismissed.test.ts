import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Actor } from '../../../schema/kernel/actor.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { contactOf, operatorOf, WORLD_TIMEOUT_MS } from '../../testkit/agreements-world.js';
import { eventually } from '../../testkit/product.js';
import { splitGraph, type SplitGraph } from '../../testkit/split-graph.js';

const ROMA = 'PROC-H501';
const ALICE: Actor = { kind: 'operations', subject: 'alice' };
const BRUNO: Actor = { kind: 'operations', subject: 'bruno' };
const OPERATOR = operatorOf(ROMA);
const CONTACT = contactOf('c_h501');

const folder = path.join(packageRoot(), 'schema', 'operations');
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
const text = (file: string): string => readFileSync(path.join(folder, `${file}.graphql`), 'utf8');

const MASSIVO_ACTIONS = ['batch-retry', 'batch-recollect', 'batch-abandon'];
const reason = 'fine del periodo transitorio';
/** Nobody of whom anything is held. */
const PERSON = { name: 'Nemo', surname: 'Nessuno', birthDate: '1970-01-01' };

/** One file after the other: the transition goes through its states. */
describe('R-20 massivo is turned off altogether', () => {
  let graph: SplitGraph;
  const ids = { batch: '', request: '', scheduled: '' };

  beforeAll(async () => {
    graph = await splitGraph();
  }, WORLD_TIMEOUT_MS);
  afterAll(() => graph?.close());

  /** What an operation answers when nothing is wrong with it. */
  async function answer<T>(actor: Actor, query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await graph.as(actor, query, variables);
    expect(errors).toEqual([]);
    return Object.values(data ?? {})[0] as T;
  }

  async function change(to: string, more: object = {}): Promise<{ id: string; status: string }> {
    const { version } = await answer<{ version: number }>(ALICE, text('transition-version'));
    return answer(ALICE, text('transition-change'), { input: { to, reason, expectedVersion: version, ...more } });
  }

  const labelIs = (active: boolean): Promise<boolean> =>
    eventually(
      async () => graph.label.isActive(),
      (isActive) => isActive === active,
    );

  it('asks the legacy subgraph while massivo is OPEN', async () => {
    expect(graph.label.isActive()).toBe(false);
    const { nodes } = await answer<{ nodes: { id: string }[] }>(OPERATOR, text('batches-list'), { first: 1 });
    ids.batch = nodes[0]?.id ?? '';
    expect(ids.batch).not.toBe('');
    expect(graph.legacy.asked).toBeGreaterThan(0);
    // On its way to massivo, although an agreement covers it: the closing abandons it, and it can be resubmitted.
    await answer(ALICE, `mutation { pinToMassivo(ipaCode: "c_h501", pinned: true, reason: "${reason}") { ipaCode } }`);
    const request = await answer<{ id: string; channel: string }>(CONTACT, text('request-certificates'), wanted('one'));
    expect(request.channel).toBe('MASSIVO');
    ids.request = request.id;
  });

  it('closes with two persons, and then needs the legacy subgraph no longer', async () => {
    await change('DRAINING', { officeCode: 'PROC-F205' });
    expect(await change('DRAINING')).toMatchObject({ status: 'APPLIED' });
    const { id, status } = await change('CLOSED', { force: true });
    expect(status).toBe('WAITING_APPROVAL');
    expect(graph.label.isActive()).toBe(false);
    expect(await answer(BRUNO, text('transition-approve'), { id })).toMatchObject({ status: 'APPLIED' });
    await labelIs(true);
    await graph.legacy.stop();
  });

  describe('with the legacy subgraph stopped', () => {
    it.each(files.map((file) => path.basename(file, '.graphql')).filter((file) => !MASSIVO_ACTIONS.includes(file)))(
      '%s answers',
      async (file) => {
        const { actor = ALICE, variables = {}, refused } = await asked(file);
        const { data, errors } = await graph.as(actor, text(file), variables);
        expect(errors.map(({ extensions }) => extensions['code'])).toEqual(refused ? [refused] : []);
        if (!refused) expect(Object.values(data ?? { nothing: null })).not.toContain(null);
      },
    );

    it.each(MASSIVO_ACTIONS)('%s is refused with MASSIVO_DISMISSED', async (file) => {
      for (const [actor, id] of [
        [OPERATOR, ids.batch],
        [ALICE, '00000000-0000-4000-8000-000000000000'],
      ] as const) {
        const { data, errors } = await graph.as(actor, text(file), { id, reason });
        expect(data).toBeNull();
        expect(errors).toMatchObject([
          { extensions: { code: 'MASSIVO_DISMISSED', rule: 'R-20', retryable: false, lastDay: expect.any(String) } },
        ]);
      }
    });

    it('history, batches and progress are told in full, and nothing was asked of it', async () => {
      const asked = graph.legacy.asked;
      const request = await answer(
        CONTACT,
        `query ($id: ID!) { certificateRequest(id: $id) { channel counts { abandoned } publicBody { name pinnedToMassivo } office { name massivoLimits { maximumRows } } } }`,
        { id: ids.request },
      );
      expect(request).toEqual({
        ...{ channel: 'MASSIVO', counts: { abandoned: 1 } },
        publicBody: { name: 'Roma Capitale', pinnedToMassivo: true },
        office: { name: 'Procura della Repubblica presso il Tribunale di Roma', massivoLimits: { maximumRows: 300 } },
      });
      const batch = await answer(
        OPERATOR,
        'query ($id: ID!) { massivoBatch(id: $id) { state legalActions request { id channel counts { total } batches { id } } } }',
        { id: ids.batch },
      );
      expect(batch).toMatchObject({
        ...{ state: 'COMPLETED', legalActions: [] },
        request: { channel: 'MASSIVO', counts: { total: expect.any(Number) }, batches: [{ id: ids.batch }] },
      });
      expect(graph.legacy.asked).toBe(asked);
    });
  });

  it('reopening brings it back', async () => {
    expect((await change('OPEN')).status).toBe('APPLIED');
    await graph.legacy.start();
    await labelIs(false);
    const asked = graph.legacy.asked;
    expect(await answer(ALICE, text('transition-version'))).toMatchObject({ state: 'OPEN' });
    const { errors } = await graph.as(OPERATOR, text('batch-retry'), { id: ids.batch, reason });
    expect(errors).toMatchObject([{ extensions: { code: 'ILLEGAL_BATCH_ACTION' } }]);
    expect(graph.legacy.asked).toBe(asked + 2);
  });

  /** Who asks for an operation, with what; and what it is refused with where there is nothing left for it to do. */
  async function asked(file: string): Promise<{ actor?: Actor; variables?: object; refused?: string }> {
    switch (file) {
      case 'console-batch':
        return { variables: { id: ids.batch } };
      case 'console-progress':
        return { variables: { withNames: true } };
      case 'console-request':
      case 'request-progress':
        return { actor: CONTACT, variables: { id: ids.request } };
      case 'console-request-rows':
        return { actor: CONTACT, variables: { id: ids.request, first: 5 } };
      case 'console-requests':
        return { actor: CONTACT, variables: { ipaCode: 'c_h501', first: 5 } };
      case 'console-resubmit':
        return { actor: CONTACT, variables: { requestId: ids.request } };
      case 'import-former-massivo-bodies':
        return { variables: { rows: [FORMER_BODY] } };
      case 'request-certificates':
        return { actor: CONTACT, variables: wanted('two') };
      case 'subject-erase':
      case 'subject-export':
        return { actor: OPERATOR, variables: { input: { ...PERSON, reason, reference: 'prot. 12/2026' } } };
      case 'transition-approve':
        // Only a closing for everybody waits for an approval, and there is none where it is closed.
        return { actor: BRUNO, variables: { id: await scheduled() }, refused: 'CHANGE_NOT_PENDING' };
      case 'transition-cancel':
        return { variables: { id: await scheduled(), reason } };
      case 'transition-change':
        return { variables: { input: { ...(await officeChange()), at: '2026-07-01T08:00:00Z' } } };
      case 'transition-clear':
        return { variables: { officeCode: 'PROC-F205', reason, expectedVersion: await version() } };
      case 'transition-confirm':
        return { variables: { reason, expectedVersion: await version() }, refused: 'NOTHING_TO_CONFIRM' };
      case 'transition-dry-run':
        return { variables: { input: { to: 'OPEN', reason, expectedVersion: await version() } } };
      case 'transition-extend':
        return { variables: { lastDay: '2026-10-31', act: 'D.M. 12/2026' } };
      default:
        return {};
    }
  }

  const version = async (): Promise<number> =>
    (await answer<{ version: number }>(ALICE, text('transition-version'))).version;

  const officeChange = async (): Promise<object> => ({
    ...{ to: 'OPEN', reason, officeCode: 'PROC-L219', expectedVersion: await version() },
  });

  /** A change that waits for its time. */
  async function scheduled(): Promise<string> {
    const input = { ...(await officeChange()), officeCode: 'PROC-A944', at: '2026-07-02T08:00:00Z' };
    ids.scheduled ||= (await answer<{ id: string }>(ALICE, text('transition-change'), { input })).id;
    return ids.scheduled;
  }
});

const wanted = (clientRequestId: string): object => ({
  input: {
    ...{ clientRequestId, ipaCode: 'c_h501', kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
    ...{ protocolNumber: '1', protocolDate: '2026-06-01' },
    subjects: [
      { surname: 'ROSSI', name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'H501', taxCode: 'RSSMRA80A01H501U' },
    ],
  },
});

const FORMER_BODY = {
  ...{ row: 1, ipaCode: 'c_a132', name: 'Albano Laziale', type: 'PA', taxCode: '82011210588' },
  ...{ officeCode: 'PROC-L719', pec: 'x@pec.example.it' },
};
