import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Download, Locator, Page } from 'playwright-core';
import { openConsole, type ConsoleWorld, type Visit } from '../testkit/browser.js';
import { requestFileBytes } from '../testkit/massivo-generator.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';
import { readZip } from '../testkit/zip-reader.js';

/** The page of a body that sends files: Roma with its agreement, Pescara still on massivo. */
const ROMA = 'contact:c_h501';
const PESCARA = 'contact:c_g482';
const ROWS = 60;
const INVALID_SHARE = 0.1;
/** A browser notes every refusal of the service on its console. */
const REFUSED = /^console: Failed to load resource: the server responded with a status of 4\d\d/;

describe('console: requests', () => {
  let world: ConsoleWorld;
  let folder: TemporaryFolder;
  /** Signed in once, for the tests that only look at one thing. */
  let roma: Visit;
  let visit: Visit;

  beforeAll(async () => {
    [world, folder] = [await openConsole(), await temporaryFolder()];
    roma = await world.visit({ persona: ROMA, language: 'en' });
  }, 180_000);
  afterAll(async () => {
    await world?.end();
    await folder?.remove();
  });
  afterEach(async () => {
    expect(visit.complaints().filter((complaint) => !REFUSED.test(complaint))).toEqual([]);
    if (visit !== roma) await visit.close();
  });

  const file = (name: string, header = {}, seed = 7) => ({
    name: `${name}.txt`,
    mimeType: 'text/plain',
    buffer: requestFileBytes({ seed, rows: ROWS, invalidShare: INVALID_SHARE, header: { requestId: name, ...header } }),
  });

  async function send(page: Page, upload: ReturnType<typeof file>, button: string): Promise<void> {
    await page.locator('#massivo-file').setInputFiles(upload);
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.waitForURL(/\/console\/request\/[0-9a-f-]{36}$/);
  }

  const countsOf = async (page: Page): Promise<Record<string, number>> =>
    Object.fromEntries(
      await Promise.all(
        (await page.locator('[data-count]').all()).map(async (cell: Locator) => [
          (await cell.getAttribute('data-count')) ?? '',
          Number((await cell.innerText()).replace(/\D/g, '')),
        ]),
      ),
    ) as Record<string, number>;

  const requestIdOf = (page: Page): string => page.url().split('/').at(-1) ?? '';

  async function savedBytes(download: Download): Promise<Buffer> {
    const target = path.join(folder.path, download.suggestedFilename());
    await download.saveAs(target);
    return readFile(target);
  }

  it('R-31 R-36 takes a file to its ZIP: row by row, live, in Italian', async () => {
    visit = await world.visit({ persona: ROMA, language: 'it' });
    const { page } = visit;
    await visit.open('/console/request');
    expect(await visit.accessibilityViolations()).toEqual([]);
    await visit.screen('requests');
    await send(page, file('console-1'), 'Invia');

    await page.getByText('Tutte le righe sono concluse.').waitFor();
    const graph = await world.product.graph(ROMA);
    const id = requestIdOf(page);
    const { certificateRequest } = await graph.request<{ certificateRequest: { counts: Record<string, number> } }>(
      'query ($id: ID!) { certificateRequest(id: $id) { counts { open issued rejected underReview failed abandoned } } }',
      { id },
    );
    expect(await countsOf(page)).toEqual(certificateRequest.counts);
    const { issued = 0, rejected = 0 } = certificateRequest.counts;
    expect(rejected).toBeGreaterThan(0);

    await page.getByLabel('Stato delle righe').selectOption('REJECTED');
    await page.getByText(`${rejected} righe`).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(rejected);
    expect(await page.locator('tbody tr').first().innerText()).toMatch(/Respinto\s+[A-Z_]{3,}.*campo /s);
    expect(await visit.accessibilityViolations()).toEqual([]);
    await visit.screen('request');

    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Certificati (ZIP)' }).click();
    const names = [...(await readZip(await savedBytes(await saving))).keys()];
    expect(names.filter((name) => name.endsWith('.pdf'))).toHaveLength(issued);
    expect(names).toContain('esiti.csv');

    const savingOutcome = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Esito in formato massivo' }).click();
    const outcome = await savedBytes(await savingOutcome);
    expect(
      outcome.equals(Buffer.from(await (await world.product.get(ROMA, `/requests/${id}/outcome.txt`)).arrayBuffer())),
    ).toBe(true);
  });

  it('R-16 warns a body on massivo, in English, on a telephone and by keyboard alone', async () => {
    visit = await world.visit({ persona: PESCARA, language: 'en', width: 360, height: 740 });
    const { page } = visit;
    await visit.open('/console/request');
    const header = { ipaCode: 'c_g482', officeCode: 'PROC-G482', ...(await headerOf(world)) };
    await page.locator('#massivo-file').setInputFiles(file('console-2', header));
    await page.locator('#massivo-file').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/request\/[0-9a-f-]{36}$/);

    await page.getByText('Massivo is ending').waitFor();
    expect(await page.evaluate('document.activeElement?.tagName')).toBe('H1');
    await page.getByText(/day(s)? left|today is the last day/).waitFor();
    expect(await visit.overflow()).toBe(0);
    expect(await visit.accessibilityViolations()).toEqual([]);
    expect((await countsOf(page))['rejected']).toBeGreaterThan(0);

    await page.getByRole('link', { name: 'All requests' }).click();
    await page.getByRole('heading', { name: 'Requests of the body c_g482' }).waitFor();
    expect(await visit.overflow()).toBe(0);
  });

  it('R-32 gives the same request for the same file', async () => {
    visit = roma;
    const { page } = visit;
    const upload = file('console-3');
    await visit.open('/console/request');
    await send(page, upload, 'Send');
    const first = requestIdOf(page);
    await visit.open('/console/request');
    await send(page, upload, 'Send');
    expect(requestIdOf(page)).toBe(first);
  });

  it.each([
    [
      'a file that is none',
      { name: 'x.txt', mimeType: 'text/plain', buffer: Buffer.from('hello\n') },
      /^[A-Z]{3}-\d{3}$/,
    ],
    ['a file of another body', null, /^(FORBIDDEN|AUT-\d{3})$/],
  ])('R-31 shows why %s is refused, with its code', async (_what, wrong, code) => {
    visit = roma;
    const { page } = visit;
    await visit.open('/console/request');
    await page
      .locator('#massivo-file')
      .setInputFiles(wrong ?? file('console-4', { ipaCode: 'c_g482', officeCode: 'PROC-G482' }));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const notice = page.locator('[data-code]');
    await notice.waitFor();
    expect(await notice.getAttribute('data-code')).toMatch(code);
    expect(await visit.accessibilityViolations()).toEqual([]);
    expect(page.url()).toMatch(/\/console\/request$/);
  });

  it('asks for a file before anything is sent', async () => {
    visit = roma;
    await visit.open('/console/request');
    await visit.page.getByRole('button', { name: 'Send', exact: true }).click();
    await visit.page.getByText('Choose a file first.').waitFor();
    expect(await visit.page.locator('#massivo-file').getAttribute('aria-invalid')).toBe('true');
  });

  it('R-61 is for contact persons: operations are told so and offered no upload', async () => {
    visit = await world.visit({ persona: 'ops:alice', language: 'en' });
    await visit.page.goto(`${world.product.url}/console/request`);
    await visit.page.getByText('This page is not meant for the role').waitFor();
    expect(await visit.page.locator('#massivo-file').count()).toBe(0);
  });
});

/** What the header of a massivo file of Pescara must say of it. */
async function headerOf(world: ConsoleWorld): Promise<{ bodyTaxCode: string; contactTaxCode: string }> {
  const graph = await world.product.graph(PESCARA);
  const { publicBody } = await graph.request<{ publicBody: { taxCode: string } }>(
    '{ publicBody(ipaCode: "c_g482") { taxCode } }',
  );
  return { bodyTaxCode: publicBody.taxCode, contactTaxCode: 'VRDNNA75T60G482I' };
}
