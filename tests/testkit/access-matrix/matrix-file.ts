import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { PERSONA_NAMES, type Row } from './personas.js';

export const MATRIX_FILE = 'tests/contract/authorization-matrix.csv';

/** The expectations: field → persona → outcome. */
export function readMatrix(): ReadonlyMap<string, Row> {
  const lines = readFileSync(path.join(packageRoot(), MATRIX_FILE), 'utf8').trimEnd().split('\n').map(cells);
  const [[, ...personas] = [], ...rows] = lines;
  if (personas.join() !== PERSONA_NAMES.join()) throw new Error(`${MATRIX_FILE}: its columns are not the personas.`);
  return new Map(
    rows.map(([field = '', ...outcomes]) => [
      field,
      Object.fromEntries(PERSONA_NAMES.map((persona, index) => [persona, outcomes[index] ?? ''])) as Row,
    ]),
  );
}

export function matrixLine(field: string, row: Row): string {
  return [field, ...PERSONA_NAMES.map((persona) => row[persona])].join(', ');
}

const cells = (line: string): string[] => line.split(',').map((cell) => cell.trim());
