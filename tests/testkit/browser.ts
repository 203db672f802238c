import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { startProduct, type RunningProduct } from './product.js';

export type Language = 'it' | 'en';

export interface VisitOptions {
  /** Signed in by the login page before anything else; left out: nobody. */
  persona?: string;
  /** Language that the browser prefers. */
  language?: Language;
  /** CSS pixels. */
  width?: number;
  height?: number;
}

/** One browser window of its own: nothing of another visit's sign-in or choices. */
export interface Visit {
  page: Page;
  /** Goes to an address such as `/console/` and waits for its `h1`. */
  open(address: string): Promise<void>;
  /** Through the real login page; comes back to the page it was called on. */
  signIn(persona: string): Promise<void>;
  /** Violations of WCAG 2.1 A and AA on the page as it stands, as lines to be read; none is good. */
  accessibilityViolations(): Promise<string[]>;
  /** How far the page is wider than the window, in pixels; 0 is good. */
  overflow(): Promise<number>;
  /** Under `npm run screens`, writes `docs/screens/<name>-<language>.png`; otherwise nothing. */
  screen(name: string): Promise<void>;
  /** What must never happen while a page is used: console errors, CSP violations, requests to anywhere else. */
  complaints(): string[];
  close(): Promise<void>;
}

/** The product with its demo data and a Chromium, shared by the tests of a file. */
export interface ConsoleWorld {
  product: RunningProduct;
  /** Its database. */
  database: TestDatabase;
  visit(options?: VisitOptions): Promise<Visit>;
  end(): Promise<void>;
}

const DEADLINE_MS = 30_000;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WCAG_21_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/**
 * Chromium counts the last such flag only: Playwright's list, and the address bar's lists of suggestions, which are two
 * pages of their own in every window, a second of processor time each.
 */
const LEFT_OUT = `--disable-features=${[
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'LensOverlay'],
  ...['HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled'],
  'PreconnectToSearch',
].join()}`;

export async function openConsole(env: Readonly<Record<string, string>> = {}): Promise<ConsoleWorld> {
  const executablePath = chromiumPath();
  const database: TestDatabase = await createTestDatabase();
  const product = await startProduct({ database, env });
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--force-prefers-reduced-motion', LEFT_OUT],
  });
  return {
    product,
    database,
    visit: (options = {}) => visit({ browser, product }, options),
    async end() {
      await browser.close();
      await product.stop();
      await database.drop();
    },
  };
}

/** @throws Error that says what to install: without a browser these tests must not look as if they had passed. */
function chromiumPath(): string {
  const file = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (existsSync(file)) return file;
  throw new Error(
    `There is no Chromium at ${file}. The tests of the console need one: "apt-get install chromium", ` +
      'or CHROMIUM_PATH set to the one to use.',
  );
}

async function visit(
  { browser, product }: { browser: Browser; product: RunningProduct },
  { persona, language = 'it', width = 1_280, height = 900 }: VisitOptions,
): Promise<Visit> {
  const context: BrowserContext = await browser.newContext({
    locale: { it: 'it-IT', en: 'en-GB' }[language],
    timezoneId: 'Europe/Rome',
    viewport: { width, height },
    acceptDownloads: true,
  });
  context.setDefaultTimeout(DEADLINE_MS);
  const page = await context.newPage();
  const complaints = listen(page, product.url);
  const open = async (address: string): Promise<void> => {
    await page.goto(product.url + address);
    await page.locator('h1').waitFor();
  };
  const signIn = async (who: string): Promise<void> => {
    await page.locator('[data-sign-in]').first().click();
    await page.locator('input[name=other]').fill(who);
    await page.locator('button[name=action][value=sign-in]').click();
    await page.locator('[data-persona]').waitFor();
  };
  if (persona !== undefined) {
    await open('/console/');
    await signIn(persona);
  }
  return {
    page,
    open,
    signIn,
    accessibilityViolations: () => violations(page),
    overflow: () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
    async screen(name) {
      if (process.env['SCREENS'] !== '1') return;
      const file = path.join(packageRoot(), 'docs', 'screens', `${name}-${language}.png`);
      await page.screenshot({ path: file, fullPage: true });
    },
    complaints: () => [...complaints],
    close: () => context.close(),
  };
}

function listen(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) complaints.push(`request: ${url.href}`);
  });
  return complaints;
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

async function violations(page: Page): Promise<string[]> {
  // By the debugger's way: the page's own policy would not let a script in.
  await page.evaluate(await readFile(AXE, 'utf8'));
  const result = await page.evaluate<AxeResult>(
    `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(WCAG_21_AA)} } })`,
  );
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  );
}
