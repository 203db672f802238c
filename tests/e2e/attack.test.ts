import { attackWorld, type AttackWorld } from '../attack/attack-world.js';
import { allCases } from '../attack/cases/all-cases.js';
import { runAttack } from '../attack/run-attack.js';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';

/** `npm run attack` fires those that take long as well, and measures. */
const CASES = allCases.filter(({ slow }) => !slow);
/** Bounded, but no measurement: other tests keep the machine busy. */
const PATIENCE_MS = 60_000;
const FAMILIES = [...new Set(CASES.map(({ family }) => family))];

describe('attacks on a running instance', () => {
  let database: TestDatabase;
  let world: AttackWorld;
  beforeAll(async () => {
    database = await createTestDatabase();
    world = await attackWorld(database);
  });
  afterAll(async () => {
    await world?.end();
    await database?.drop();
  });

  it('are of all kinds, and each has a name of its own', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(150);
    const names = CASES.map(({ family, name }) => `${family}: ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(FAMILIES)('R-60 R-61 %s: none gets through, and a normal query is answered after it', async (family) => {
    const cases = CASES.filter((one) => one.family === family);
    const results = await runAttack(world, cases, { maxRefusalMs: PATIENCE_MS });
    const through = results.flatMap(({ case: { name }, fault }) => (fault === null ? [] : [`${name}: ${fault}`]));
    expect(through).toEqual([]);
    const normal = await world.graph({ as: 'ops:alice', query: '{ transition { state } purposes { code } }' });
    expect([normal.status, normal.codes]).toEqual([200, []]);
  });
});
