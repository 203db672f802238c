import { DatabaseBroker } from './database-broker.mjs';

/** Costs nothing by itself: the database server starts when the first test asks for a database. */
export default async function setUp() {
  const broker = new DatabaseBroker();
  process.env.TEST_DATABASE_BROKER = await broker.open();
  globalThis.databaseBroker = broker;
}
