import { createTestDatabase } from '../testkit/database.js';
it('times', async () => {
  let t = Date.now(); const lap = (n: string) => { console.log(n, Date.now() - t); t = Date.now(); };
  const { database, drop } = await createTestDatabase(); lap('create');
  await database.rows('select 1'); lap('connect');
  const m = await import('../testkit/agreements-world.js'); lap('import');
  await drop(); lap('drop');
  const w = await m.agreementsWorld(); lap('world');
  await w.seed(); lap('seed again');
  await w.as(m.OPERATIONS, '{ publicBodies { nodes { name } } }'); lap('q');
  await w.close();
}, 100000);
