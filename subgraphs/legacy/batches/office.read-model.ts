import type { Database } from '../../../schema/kernel/database.js';

/** Whether there is an office with this code. */
export async function officeExists(database: Database, officeCode: string): Promise<boolean> {
  const office = await database.one('SELECT 1 FROM agreements.prosecutor_office WHERE code = $1', [officeCode]);
  return office !== undefined;
}
