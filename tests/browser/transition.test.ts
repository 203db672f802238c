import { readFile } from 'node:fs/promises';
import { createPublicKey } from 'node:crypto';
import { gql, type GraphQLClient } from 'graphql-request';
import type { Page } from 'playwright-core';
import { isSignedBy, parseReceipt } from '../../schema/kernel/log-receipt.rules.js';
import { openConsole, type ConsoleWorld, type Visit } from '../testkit/browser.js';
import { pressOn, tabTo, typeInto } from '../testkit/keyboard.js';
import { PESCARA_FILE } from '../testkit/massivo-files.js';
import { eventually } from '../testkit/product.js';

const FLAG = gql`
  query Flag($officeCode: ID) {
    transition(officeCode: $officeCode) {
      state
      version
      lastDay
      pending {
        id
        status
      }
    }
    transitionLogRecords(first: 100) {
      totalCount
    }
    transitionLogKey {
      pem
    }
  }
`;
const DRY_RUN = gql`
  query DryRun($input: TransitionChangeInput!) {
    transitionDryRun(input: $input) {
      bodiesWithoutChannelCount
      openBatches
      openItems
      agreementsEndingBefore
    }
  }
`;
const CHANGE = gql`
  mutation Change($input: TransitionChangeInput!) {
    changeTransition(input: $input) {
      status
    }
  }
`;
const APPROVE = gql`
  mutation Approve($id: ID!) {
    approveTransitionChange(id: $id) {
      status
    }
  }
`;
const ASK = gql`
  mutation Ask($input: RequestCertificatesInput!) {
    requestCertificates(input: $input) {
      id
    }
  }
`;
const COUNTS = gql`
  query Counts($id: ID!) {
    certificateRequest(id: $id) {
      counts {
        total
        open
        abandoned
      }
      batches {
        state
      }
    }
  }
`;

interface Flag {
  transition: { state: string; version: number; lastDay: string; pending: { id: string; status: string }[] };
  transitionLogRecords: { totalCount: number };
  transitionLogKey: { pem: string };
}
interface Counts {
  certificateRequest: { counts: { total: number; open: number; abandoned: number }; batches: { state: string }[] };
}

/** A browser notes every refusal of the service on its console. */
const REFUSED = /^console: Failed to load resource: the server responded with a status of 4\d\d/;

/** A refusal of the graph, by its code. */
const refusal = (code: string): object =>
  expect.objectContaining({
    response: expect.objectContaining({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })],
    }),
  });

describe('console: the transition', () => {
  let world: ConsoleWorld;
  let alice: Visit;
  let ops: GraphQLClient;
  let requestId: string;

  beforeAll(async () => {
    // Nobody answers for the offices, so that what is sent stays in flight.
    world = await openConsole({ EMULATOR: '0' });
    ops = await world.product.graph('ops:alice');
    alice = await world.visit({ persona: 'ops:alice', language: 'en' });
    const sent = await world.product.upload(PESCARA_FILE.persona, 'in-flight', PESCARA_FILE.bytes);
    ({ requestId } = (await sent.json()) as { requestId: string });
  }, 180_000);
  afterAll(() => world?.end());

  const flag = (officeCode?: string): Promise<Flag> => ops.request<Flag>(FLAG, { officeCode });
  const fact = async (page: Page, name: string): Promise<number> =>
    Number((await page.locator(`#dry-run ~ * [data-fact=${name}]`).innerText()).replace(/\D/g, ''));
  const complaintsOf = (visit: Visit): string[] => visit.complaints().filter((one) => !REFUSED.test(one));

  async function openTransition(visit: Visit): Promise<Page> {
    await visit.open('/console/transition');
    await visit.page.locator('[data-dry-run], [data-version]').first().waitFor();
    return visit.page;
  }

  it.each(['it', 'en'] as const)(
    '%s: shows the flag; no violation of WCAG 2.1 AA; 360 px are enough',
    async (language) => {
      const visit = language === 'en' ? alice : await world.visit({ persona: 'ops:alice', language });
      const page = await openTransition(visit);
      expect(await page.locator('h1').innerText()).toBe({ it: 'Periodo transitorio', en: 'Transition' }[language]);
      const { transition } = await flag();
      expect(await page.locator('[data-fact=version]').first().innerText()).toBe(String(transition.version));
      expect(await page.locator('[data-fact=state] [data-state]').first().getAttribute('data-state')).toBe('OPEN');
      await page.locator('textarea[name=reason]').fill({ it: 'fine del massivo', en: 'end of massivo' }[language]);
      await page.locator('button[name=dry-run]').click();
      await page.locator('[data-dry-run]').waitFor();
      expect(await visit.accessibilityViolations()).toEqual([]);
      await visit.screen('transition');
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await visit.overflow()).toBe(0);
      await page.setViewportSize({ width: 1_280, height: 900 });
      expect(complaintsOf(visit)).toEqual([]);
      if (visit !== alice) await visit.close();
    },
  );

  it('R-22 tells a stale version, changes nothing, and goes on from the new one', async () => {
    const page = await openTransition(alice);
    await page.getByLabel('One office').check({ force: true });
    await page.locator('select[name=office]').selectOption('PROC-F205');
    await page.locator('textarea[name=reason]').fill('the office is ready');
    await page.locator('button[name=dry-run]').click();
    await page.locator('button[name=proceed]').waitFor();
    const { version } = (await flag()).transition;
    const other = { officeCode: 'PROC-A952', to: 'DRAINING', reason: 'another office', expectedVersion: version };
    await (await world.product.graph('ops:bruno')).request(CHANGE, { input: other });
    const stale = page.locator('[data-code=STALE_VERSION]').first();
    // The page may have heard of it already, and then it offers no way to go on.
    await page
      .locator('button[name=proceed]')
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await page
      .locator('button[name=confirm]')
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await stale.waitFor();
    expect((await flag('PROC-F205')).transition).toMatchObject({ state: 'OPEN', version: version + 1 });
    await page
      .locator(`[data-version="${version + 1}"]`)
      .first()
      .waitFor();
    await page.locator('button[name=dry-run]').click();
    await page.locator('button[name=proceed]').click();
    await page.locator('button[name=confirm]').click();
    await page.locator('[data-change-status=APPLIED]').waitFor();
    expect((await flag('PROC-F205')).transition).toMatchObject({ state: 'DRAINING', version: version + 2 });
  });

  it('R-21 clears the own value of an office, and keeps the receipt', async () => {
    const page = await openTransition(alice);
    const row = page
      .getByRole('row')
      .filter({ hasText: 'PROC-F205' })
      .filter({ has: page.getByRole('button') });
    await row.getByRole('button').click();
    await page.locator('dialog textarea[name=reason]').fill('not yet');
    await page.locator('button[name=confirm]').click();
    await page.locator('[data-change-status=APPLIED]').waitFor();
    expect((await flag('PROC-F205')).transition.state).toBe('OPEN');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the receipt (JSON)' }).click();
    const saved = JSON.parse(await readFile(await (await downloading).path(), 'utf8')) as { receipt: string };
    const key = createPublicKey((await flag()).transitionLogKey.pem);
    expect(isSignedBy(parseReceipt(saved.receipt)!, [key])).toBe(true);
  });

  it('R-24 schedules a change and takes it back; moves the last day', async () => {
    const page = await openTransition(alice);
    await page.getByLabel('One body').check({ force: true });
    await page.locator('input[name=body]').fill('c_g482');
    await page.locator('input[name=body]').blur();
    const { lastDay } = (await flag()).transition;
    await page.locator('input[name=at]').fill(`${lastDay}T08:00`);
    await page.locator('textarea[name=reason]').fill('at its time');
    await page.locator('button[name=dry-run]').click();
    await page.locator('button[name=proceed]').click();
    await page.locator('button[name=confirm]').click();
    await page.locator('[data-change-status=SCHEDULED]').waitFor();
    const pending = page.locator('[data-pending=SCHEDULED]').filter({ hasText: 'c_g482' });
    await pending.locator('[data-cancel]').click();
    await page.locator('dialog textarea[name=reason]').fill('no longer');
    await page.locator('button[name=confirm]').click();
    await page.locator('[data-change-status=CANCELLED]').waitFor();
    expect((await flag()).transition.pending).toEqual([]);

    const later = `${Number(lastDay.slice(0, 4)) + 1}${lastDay.slice(4)}`;
    await page.locator('input[name=last-day]').fill(later);
    await page.locator('input[name=act]').fill('DL 1/2027');
    await page.locator('button[name=extend]').click();
    await page.locator('button[name=confirm]').click();
    await page.locator('[data-acknowledged=extension]').waitFor();
    expect((await flag()).transition.lastDay).toBe(later);
  });

  it('R-24 R-25 R-26 closes massivo by two persons, by keyboard alone', async () => {
    await eventually(
      () => ops.request<Counts>(COUNTS, { id: requestId }),
      ({ certificateRequest: { batches } }) => batches.length > 0 && batches.every(({ state }) => state === 'SENT'),
    );
    const page = await openTransition(alice);
    const reason = page.locator('#change ~ * textarea[name=reason]');
    const confirm = page.locator('button[name=confirm]');
    await typeInto(page, reason, 'end of massivo');
    await pressOn(page, page.locator('button[name=dry-run]'));
    await pressOn(page, page.locator('button[name=proceed]'));
    await pressOn(page, confirm);
    await page.locator('[data-change-status=APPLIED]').waitFor();

    // What is in flight keeps massivo from being closed. A rollback comes first in the list, and nothing is chosen yet.
    const rollback = page.locator('input[value=OPEN]');
    await tabTo(page, rollback);
    expect(await rollback.isChecked()).toBe(false);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('input[value=CLOSED]').isChecked()).toBe(true);
    await typeInto(page, reason, 'everybody has gone over');
    await pressOn(page, page.locator('button[name=dry-run]'));
    await page.locator('[data-dry-run=IN_FLIGHT]').waitFor();
    const { version } = (await flag()).transition;
    const input = { to: 'CLOSED', reason: 'the same', expectedVersion: version, force: true };
    const { transitionDryRun: told } = await ops.request<{ transitionDryRun: Record<string, number> }>(DRY_RUN, {
      input,
    });
    expect(told['openItems']).toBe(238);
    expect([await fact(page, 'openItems'), await fact(page, 'openBatches')]).toEqual([
      told['openItems'],
      told['openBatches'],
    ]);
    expect([await fact(page, 'stranded'), await fact(page, 'agreements')]).toEqual([
      told['bodiesWithoutChannelCount'],
      told['agreementsEndingBefore'],
    ]);

    await pressOn(page, page.locator('input[name=force]'), 'Space');
    await pressOn(page, page.locator('button[name=dry-run]'));
    await page.locator('[data-dry-run=TAKEN] [data-abandoned="238"]').waitFor();
    await pressOn(page, page.locator('button[name=proceed]'));
    await typeInto(page, page.locator('input[name=word]'), 'OPEN');
    await pressOn(page, confirm);
    await page.locator('dialog [role=alert]').waitFor();
    await tabTo(page, page.locator('input[name=word]'));
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('CLOSE');
    await pressOn(page, confirm);
    await page.locator('[data-change-status=WAITING_APPROVAL]').waitFor();
    expect((await flag()).transition.state).toBe('DRAINING');

    // nobody approves their own change.
    const own = page.locator('[data-pending=WAITING_APPROVAL] [data-approve]');
    expect(await own.getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('[data-own]').innerText()).toContain('a second person approves it');
    await pressOn(page, own);
    expect(await page.locator('dialog').count()).toBe(0);
    const [pending] = (await flag()).transition.pending;
    await expect(ops.request(APPROVE, { id: pending!.id })).rejects.toEqual(refusal('OWN_APPROVAL'));
    expect(await alice.accessibilityViolations()).toEqual([]);

    const bruno = await world.visit({ persona: 'ops:bruno', language: 'it' });
    const his = await openTransition(bruno);
    await pressOn(his, his.locator('[data-pending=WAITING_APPROVAL] [data-approve]'));
    await his.locator('dialog [data-abandoned="238"]').waitFor();
    expect(await bruno.accessibilityViolations()).toEqual([]);
    await typeInto(his, his.locator('input[name=word]'), 'CHIUDI');
    await pressOn(his, his.locator('button[name=confirm]'));
    await his.locator('[data-change-status=APPLIED]').waitFor();
    await his.locator('[data-fact=state] [data-state=CLOSED]').first().waitFor();
    expect(complaintsOf(bruno)).toEqual([]);
    await bruno.close();

    await page.locator('[data-fact=state] [data-state=CLOSED]').first().waitFor();
    expect((await flag()).transition.state).toBe('CLOSED');
    const { certificateRequest } = await ops.request<Counts>(COUNTS, { id: requestId });
    expect(certificateRequest.counts).toMatchObject({ open: 0, abandoned: 238 });
    const asked = {
      ...{ clientRequestId: 'too-late', ipaCode: 'c_g482', kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
      ...{ protocolNumber: '1/2026', protocolDate: '2026-02-09', subjects: [{ surname: 'Rossi' }] },
    };
    const contact = await world.product.graph('contact:c_g482');
    await expect(contact.request(ASK, { input: asked })).rejects.toEqual(refusal('MASSIVO_DISMISSED'));
  });

  it('R-22 verifies the log in the browser, and exports it', async () => {
    const page = await openTransition(alice);
    await page.locator('button[name=verify]:not([disabled])').click();
    const verdict = page.locator('[data-verdict]');
    await verdict.waitFor();
    const total = (await flag()).transitionLogRecords.totalCount;
    expect([await verdict.getAttribute('data-verdict'), await verdict.getAttribute('data-records')]).toEqual([
      'INTACT',
      String(total),
    ]);
    const downloading = page.waitForEvent('download');
    await page.locator('button[name=export]').click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual(lines.map((_, index) => index + 1));
    expect(lines).toHaveLength(total);
  });

  interface Records {
    data: { transitionLogRecords?: { nodes: { entry: string }[] } };
  }
  it.each<[string, (nodes: { entry: string }[]) => void, string, number]>([
    ['an entry changed', (nodes) => (nodes[1]!.entry = nodes[1]!.entry.replace('another', 'any')), 'CHAIN_BROKEN', 2],
    ['its end cut off', (nodes) => nodes.pop(), 'CUT', 0],
  ])('R-22 finds a log with %s', async (_what, tamper, fault, seq) => {
    const page = await openTransition(alice);
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as Records;
      if (body.data.transitionLogRecords) tamper(body.data.transitionLogRecords.nodes);
      await route.fulfill({ response, json: body });
    });
    await page.locator('button[name=verify]:not([disabled])').click();
    const verdict = page.locator('[data-verdict]');
    await verdict.waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    const last = (await flag()).transitionLogRecords.totalCount;
    expect([await verdict.getAttribute('data-verdict'), Number(await verdict.getAttribute('data-seq'))]).toEqual([
      fault,
      seq === 0 ? last : seq,
    ]);
  });

  it('R-27 shows the doubt, and what the service says to a confirmation that is not needed', async () => {
    await alice.page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      await route.fulfill({ response, body: text.replace('"doubtful":false', '"doubtful":true') });
    });
    const page = await openTransition(alice);
    await page.locator('[data-doubt] button').click();
    await page.locator('dialog textarea[name=reason]').fill('receipts were compared');
    await page.locator('input[name=word]').fill('CONFIRM');
    await page.locator('button[name=confirm]').click();
    await page.locator('dialog [data-code=NOTHING_TO_CONFIRM]').waitFor();
    await page.keyboard.press('Escape');
    await page.unrouteAll({ behavior: 'wait' });
    expect(complaintsOf(alice)).toEqual([]);
  });

  it('R-61 shows an operator the flag of the own office, and no way to change it', async () => {
    const visit = await world.visit({ persona: 'operator:PROC-H501' });
    const page = await openTransition(visit);
    expect(await page.locator('h2').first().innerText()).toContain('PROC-H501');
    expect(await page.locator('main button').count()).toBe(0);
    expect(await visit.accessibilityViolations()).toEqual([]);
    expect(visit.complaints()).toEqual([]);
    await visit.close();
  });
});
