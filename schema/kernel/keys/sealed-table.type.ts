/**
 * A column of sealed values, as its owner declares it, for the rotation of keys: the one thing that writes into tables
 * of every owner, and nothing into them but the same values under another key.
 */
export interface SealedTable {
  /** With its schema. */
  table: string;
  /** The primary key, in its order. */
  primaryKey: readonly { column: string; type: 'uuid' | 'int' | 'text' }[];
  keyIdColumn: string;
  sealedColumn: string;
  /** A column with values in clear, from before they were sealed; emptied when they are. */
  plainColumn?: string;
  /** Whether `sealedColumn` itself holds values in clear where there is no id of a key. */
  plainWithoutKey?: boolean;
  /** What a value is bound to: as its owner seals it. */
  place: (key: readonly (string | number)[]) => string;
  /** Rows that are looked at together; fewer where values are large. */
  rowsAPage: number;
}
