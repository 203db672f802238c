export default async function tearDown() {
  await globalThis.databaseBroker.close();
}
