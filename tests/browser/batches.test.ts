import path from 'node:path';
import { gql, type GraphQLClient } from 'graphql-request';
import type { Page } from 'playwright-core';
import { openConsole, type ConsoleWorld, type Visit } from '../testkit/browser.js';
import { pressOn, typeInto } from '../testkit/keyboard.js';
import { PESCARA_FILE } from '../testkit/massivo-files.js';
import { eventually } from '../testkit/product.js';
import { ScriptedOffice } from '../testkit/scripted-office.js';

const OFFICE = 'PROC-G482';
const BATCHES = gql`
  query Batches($requestId: ID!) {
    massivoBatches(filter: { requestId: $requestId }) {
      nodes {
        id
        fileName
        state
        rows
        quarantine {
          resolvedAt
        }
        history {
          kind
          reason
          by
        }
        abandonment {
          reason
        }
      }
    }
  }
`;
const TOTALS = gql`
  query Totals {
    completed: massivoBatches(filter: { state: COMPLETED }) {
      totalCount
    }
    ofBody: massivoBatches(filter: { state: COMPLETED, ipaCode: "c_h501" }) {
      totalCount
    }
  }
`;

interface Batch {
  id: string;
  fileName: string;
  state: string;
  rows: number;
  quarantine: { resolvedAt: string | null }[];
  history: { kind: string; reason: string | null; by: string | null }[];
  abandonment: { reason: string } | null;
}

describe('console: batches', () => {
  let world: ConsoleWorld;
  let alice: Visit;
  let ops: GraphQLClient;
  let requestId: string;
  let batch: Batch;

  beforeAll(async () => {
    // The test answers for the offices itself.
    world = await openConsole({ EMULATOR: '0' });
    ops = await world.product.graph('ops:alice');
    const office = new ScriptedOffice(path.join(world.product.dataDir, 'massivo'), OFFICE);
    await office.open();
    const sent = await world.product.upload(PESCARA_FILE.persona, 'in-flight', PESCARA_FILE.bytes);
    ({ requestId } = (await sent.json()) as { requestId: string });
    await eventually(find, ({ state }) => state === 'SENT');
    const [file] = await office.takeUp();
    await office.complete(file!, { alter: (rows) => rows.slice(1) });
    batch = await eventually(find, ({ quarantine }) => quarantine.length > 0);
    await world.database.database.query(
      `UPDATE legacy.massivo_batch SET sent_at = sent_at - interval '5 hours' WHERE id = $1::uuid`,
      [batch.id],
    );
    alice = await world.visit({ persona: 'ops:alice', language: 'en' });
  }, 180_000);
  afterAll(() => world?.end());

  async function find(): Promise<Batch> {
    const { massivoBatches } = await ops.request<{ massivoBatches: { nodes: Batch[] } }>(BATCHES, { requestId });
    return massivoBatches.nodes[0] ?? { ...EMPTY };
  }
  const EMPTY: Batch = { id: '', fileName: '', state: '', rows: 0, quarantine: [], history: [], abandonment: null };

  const total = (page: Page, count: number): Promise<void> => page.locator(`[data-total="${count}"]`).waitFor();
  const count = (page: Page, situation: string): Promise<string> =>
    page.locator(`[data-count=${situation}] strong`).innerText();

  it.each(['it', 'en'] as const)(
    '%s: shows what is in flight, late and in quarantine, calmly on 360 px',
    async (language) => {
      const visit = language === 'en' ? alice : await world.visit({ persona: 'ops:alice', language });
      const { page } = visit;
      await visit.open('/console/batches');
      expect(await page.locator('h1').innerText()).toBe({ it: 'Lotti', en: 'Batches' }[language]);
      await page.locator('[data-count=OVERDUE]').waitFor();
      expect([await count(page, 'SENT'), await count(page, 'OVERDUE'), await count(page, 'QUARANTINED')]).toEqual([
        ...['1', '1', '1'],
      ]);
      const row = page.getByRole('row').filter({ hasText: batch.fileName });
      await row.waitFor();
      expect(await row.innerText()).toMatch(
        { it: /Ricevuta mancante[^]*1 risposta in quarantena/, en: /No acknowledgement[^]*1 answer in quarantine/ }[
          language
        ],
      );
      // exactly the office that is late is to be followed.
      await page.locator('[data-well="139"]').waitFor();
      expect(await visit.accessibilityViolations()).toEqual([]);
      await visit.screen('batches');
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await visit.overflow()).toBe(0);
      await page.setViewportSize({ width: 1_280, height: 900 });
      expect(visit.complaints()).toEqual([]);
      if (visit !== alice) await visit.close();
    },
  );

  it('narrows the list by situation, office and body; what is shown stands in the address', async () => {
    const { page } = alice;
    const { completed, ofBody } = await ops.request<Record<'completed' | 'ofBody', { totalCount: number }>>(TOTALS);
    await alice.open('/console/batches');
    await page.locator('[data-count=QUARANTINED]').click();
    await total(page, 1);
    expect(new URL(page.url()).search).toBe('?show=QUARANTINED');
    await page.locator('[data-count=FAILED]').click();
    await total(page, 0);
    await page.locator('select[name=situation]').selectOption('COMPLETED');
    await total(page, completed.totalCount);
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.waitForURL(/after=/);
    await page.locator('input[name=body]').fill('C_H501');
    await page.keyboard.press('Enter');
    await total(page, ofBody.totalCount);
    expect(new URL(page.url()).search).toBe('?show=COMPLETED&body=c_h501');
    await page.reload();
    await total(page, ofBody.totalCount);
    await page.locator('select[name=situation]').selectOption('OVERDUE');
    await page.locator('input[name=body]').fill('');
    await page.keyboard.press('Enter');
    await page.locator('select[name=office]').selectOption(OFFICE);
    await total(page, 1);
    expect(new URL(page.url()).search).toBe(`?show=OVERDUE&office=${OFFICE}`);
  });

  it('R-25 has an answer looked for again, sends a batch again, and abandons it for a reason, by keyboard alone', async () => {
    const { page } = alice;
    await alice.open('/console/batches');
    await pressOn(page, page.getByRole('link', { name: batch.fileName }));
    await page.locator('[data-batch-state=SENT]').waitFor();
    expect(await alice.accessibilityViolations()).toEqual([]);
    await alice.screen('batch');
    const confirm = page.locator('button[name=confirm]');
    await pressOn(page, page.locator('[data-action=RECOLLECT]'));
    await pressOn(page, confirm);
    await page.locator('[data-done=RECOLLECT]').waitFor();
    await pressOn(page, page.locator('[data-action=RETRY]'));
    await typeInto(page, page.locator('dialog textarea[name=reason]'), 'lost at the office');
    await pressOn(page, confirm);
    await page.locator('[data-done=RETRY]').waitFor();
    await page.getByRole('row').filter({ hasText: 'lost at the office' }).waitFor();

    await pressOn(page, page.locator('[data-action=ABANDON]'));
    expect(await confirm.isDisabled()).toBe(true);
    await typeInto(page, page.locator('dialog textarea[name=reason]'), 'the body asks the court');
    await typeInto(page, page.locator('input[name=word]'), 'wrong');
    await pressOn(page, confirm);
    await page.locator('dialog [role=alert]').waitFor();
    expect(await alice.accessibilityViolations()).toEqual([]);
    await page.locator('input[name=word]').fill(batch.id.slice(-6));
    await pressOn(page, confirm);
    await page.locator('[data-batch-state=ABANDONED] [data-abandonment]').waitFor();
    expect(await page.locator('[data-action]').count()).toBe(0);
    const after = await find();
    expect(after).toMatchObject({ state: 'ABANDONED', abandonment: { reason: 'the body asks the court' } });
    expect(after.history).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'RECOLLECTED', by: 'alice' }),
        expect.objectContaining({ kind: 'RETRIED', reason: 'lost at the office' }),
      ]),
    );
    expect(alice.complaints()).toEqual([]);
  });

  it('R-61 shows an operator the batches of the own office, and what is not there in words', async () => {
    const visit = await world.visit({ persona: 'operator:PROC-F205' });
    await visit.open('/console/batches');
    await visit.page.locator('[data-well]').waitFor();
    expect(await visit.page.locator('select[name=office]').count()).toBe(0);
    expect(await visit.page.getByRole('link', { name: batch.fileName }).count()).toBe(0);
    await visit.open(`/console/batches/${batch.id}`);
    await visit.page.locator('[role=alert], .alert').first().waitFor();
    expect(await visit.page.locator('[data-batch-state]').count()).toBe(0);
    expect(visit.complaints()).toEqual([]);
    await visit.close();
  });
});
