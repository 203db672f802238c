import { gql } from 'graphql-request';
import { openConsole, type ConsoleWorld, type Language, type Visit } from '../testkit/browser.js';

interface Figures {
  migrationProgress: {
    daysLeft: number;
    bodiesTotal: number;
    newBodies: number;
    atRisk: number;
    expiringAgreements: number;
    bodies: Record<string, number>;
    burnDown: { on: string; remaining: number }[];
    byRegion: { region: string; bodiesTotal: number; atRisk: number }[];
  };
}

const FIGURES = gql`
  query Figures($filter: MigrationFilter, $asOf: Date) {
    migrationProgress(filter: $filter, asOf: $asOf) {
      daysLeft
      bodiesTotal
      newBodies
      atRisk
      expiringAgreements
      bodies {
        notStarted
        drafted
        signed
        registered
        active
        firstDirectRequest
        massivoFree
      }
      burnDown {
        on
        remaining
      }
      byRegion {
        region
        bodiesTotal
        atRisk
      }
    }
  }
`;

const TITLES: Record<Language, string> = { it: 'Avanzamento', en: 'Progress' };

describe('the Progress page', () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await openConsole();
  }, 180_000);
  afterAll(() => world?.end());

  const figures = async (variables: object = {}): Promise<Figures['migrationProgress']> => {
    const graph = await world.product.graph(null);
    return (await graph.request<Figures>(FIGURES, variables)).migrationProgress;
  };

  describe.each(['it', 'en'] as const)('in %s', (language) => {
    it('R-51 shows anybody what the graph says, accessibly, with nothing from elsewhere', async () => {
      const visit = await world.visit({ language });
      await visit.open('/console/');
      await loaded(visit);
      expect(await visit.page.locator('h1').textContent()).toBe(TITLES[language]);
      expect(await visit.page.locator('html').getAttribute('lang')).toBe(language);
      expect(await visit.page.title()).toContain(TITLES[language]);

      const said = await figures();
      expect(await figureOn(visit, 'daysLeft')).toBe(said.daysLeft);
      expect(await figureOn(visit, 'atRisk')).toBe(said.atRisk);
      expect(await figureOn(visit, 'expiringAgreements')).toBe(said.expiringAgreements);
      expect(await figureOn(visit, 'newBodies')).toBe(said.newBodies);
      for (const [stage, count] of Object.entries(said.bodies)) {
        expect(await numberIn(visit, `[data-stage=${stage}] .console-bar-figure`)).toBe(count);
      }
      const shortened = visit.page.locator('[data-show=fewer]');
      while ((await shortened.count()) > 0) await shortened.first().click();
      for (const { region, bodiesTotal } of said.byRegion) {
        expect(await numberIn(visit, `[data-place="${region}"] td:nth-of-type(3)`)).toBe(bodiesTotal);
      }
      // nobody is named to those who have not signed in.
      expect(await visit.page.locator('[data-section=top-unmigrated]').count()).toBe(0);

      expect(await visit.accessibilityViolations()).toEqual([]);
      expect(visit.complaints()).toEqual([]);
      await visit.screen('progress');
      await visit.close();
    });
  });

  it('R-52 names the bodies that have not migrated to operations, and an operator those of the office', async () => {
    const operations = await world.visit({ persona: 'ops:alice' });
    await loaded(operations);
    const named = operations.page.locator('[data-section=top-unmigrated] tbody tr');
    await named.first().waitFor();
    expect(await named.count()).toBe(10);
    expect(await operations.accessibilityViolations()).toEqual([]);
    await operations.screen('progress-operations');
    expect(operations.complaints()).toEqual([]);
    await operations.close();
  });

  it('narrows by a region and a past day, which stand in the address', async () => {
    const visit = await world.visit({ language: 'en' });
    await visit.open('/console/');
    await loaded(visit);
    const whole = await figures();
    const { region } = whole.byRegion[0] ?? { region: '' };
    const asOf = whole.burnDown[0]?.on ?? '';

    await visit.page.getByLabel('Region', { exact: true }).selectOption(region);
    await visit.page.getByLabel('As of').fill(asOf);
    await visit.page.locator(`[data-as-of="${asOf}"]`).waitFor();
    expect(new URL(visit.page.url()).searchParams.get('region')).toBe(region);

    const said = await figures({ filter: { region }, asOf });
    expect(await numberIn(visit, '[data-stage=notStarted] .console-bar-figure')).toBe(said.bodies['notStarted']);
    await visit.page.reload();
    await loaded(visit);
    expect(await visit.page.getByLabel('Region', { exact: true }).inputValue()).toBe(region);
    expect(await numberIn(visit, '[data-stage=notStarted] .console-bar-figure')).toBe(said.bodies['notStarted']);

    await visit.page.getByRole('button', { name: 'Clear the filters' }).click();
    await visit.page.waitForFunction("location.search === ''");
    expect(visit.complaints()).toEqual([]);
    await visit.close();
  });

  it('can be used with the keyboard alone: skip link, a table of a chart, a region followed, its heading focused', async () => {
    const visit = await world.visit({ language: 'en' });
    await visit.open('/console/');
    await loaded(visit);
    const { keyboard } = visit.page;
    await keyboard.press('Tab');
    expect(await focusedText(visit)).toBe('Skip to the content');
    await keyboard.press('Enter');
    await tabTo(visit, 'Show the figures as a table');
    await keyboard.press('Enter');
    await visit.page.locator('details[open] table').first().waitFor();
    const { region } = (await figures()).byRegion[0] ?? { region: '' };
    await tabTo(visit, region);
    await keyboard.press('Enter');
    await visit.page.waitForFunction(
      `new URLSearchParams(location.search).get('region') === ${JSON.stringify(region)}`,
    );
    expect(visit.complaints()).toEqual([]);
    await visit.close();
  });

  it('fits a window of 360 pixels', async () => {
    const visit = await world.visit({ language: 'it', width: 360, height: 740 });
    await visit.open('/console/');
    await loaded(visit);
    expect(await visit.overflow()).toBe(0);
    expect(await visit.accessibilityViolations()).toEqual([]);
    await visit.screen('progress-narrow');
    await visit.close();
  });

  it('says what has gone wrong when the service cannot be reached, and goes on when it can', async () => {
    const visit = await world.visit({ language: 'en' });
    await visit.page.route('**/graphql', (route) => route.abort());
    await visit.open('/console/');
    await visit.page.locator('[role=alert][data-code=UNREACHABLE]').waitFor();
    await visit.page.unroute('**/graphql');
    await visit.page.getByRole('button', { name: 'Try again' }).click();
    await loaded(visit);
    await visit.close();
  });
});

/** Until the figures are there, charts and all. */
async function loaded(visit: Visit): Promise<void> {
  await visit.page.locator('[data-figure=daysLeft]').waitFor();
  await visit.page.locator('.recharts-surface').first().waitFor();
}

const figureOn = (visit: Visit, name: string): Promise<number> => numberIn(visit, `[data-figure=${name}] strong`);

/** A number as either language writes it. */
async function numberIn(visit: Visit, selector: string): Promise<number> {
  const text = (await visit.page.locator(selector).textContent()) ?? '';
  return Number(text.replace(/[.,\s]/g, ''));
}

const focusedText = (visit: Visit): Promise<string> =>
  visit.page.evaluate<string>("(document.activeElement?.textContent ?? '').trim()");

async function tabTo(visit: Visit, name: string): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    await visit.page.keyboard.press('Tab');
    if ((await focusedText(visit)) === name) return;
  }
  throw new Error(`the Tab key never comes to "${name}"`);
}
