import { MASSIVO_SEALED_TABLES } from '../legacy-adapter/index.js';
import type { SealedTable } from '../schema/kernel/keys/sealed-table.type.js';
import { AGREEMENTS_SEALED_TABLES } from './agreements/index.js';
import { CERTIFICATES_SEALED_TABLES } from './certificates/index.js';

/** Every column of sealed values that there is; a test compares them with the columns of the database. */
export const SEALED_TABLES: readonly SealedTable[] = [
  ...AGREEMENTS_SEALED_TABLES,
  ...CERTIFICATES_SEALED_TABLES,
  ...MASSIVO_SEALED_TABLES,
];
