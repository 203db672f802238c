import { openConsole, type ConsoleWorld } from '../testkit/browser.js';

describe('the console around its pages', () => {
  let world: ConsoleWorld;
  beforeAll(async () => {
    world = await openConsole();
  }, 180_000);
  afterAll(() => world?.end());

  it('signs in by the real login page, says who it is, and signs out', async () => {
    const visit = await world.visit({ persona: 'ops:alice' });
    expect(await visit.page.locator('[data-role]').getAttribute('data-role')).toBe('operations');
    await visit.page.reload();
    await visit.page.locator('[data-persona]').waitFor();
    await visit.page.getByRole('button', { name: 'Esci' }).click();
    await visit.page.locator('button[name=logout][value=yes]').click();
    await visit.page.locator('[data-sign-in]').waitFor();
    expect(visit.complaints()).toEqual([]);
    await visit.close();
  });
});
