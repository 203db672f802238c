import { readFileSync } from 'node:fs';
import { parseOfficeCode } from '../../../schema/identifiers.js';
import type { ProsecutorOfficeRow } from './prosecutor-office.loader.js';

const LIST = new URL('./prosecutor-offices.csv', import.meta.url);
const HEADER = 'code,name,district,region,belfiore,pilot';

/** The 140 ordinary offices, from the list beside this file (no value in it holds a comma). */
export function prosecutorOfficeList(): ProsecutorOfficeRow[] {
  const [header, ...lines] = readFileSync(LIST, 'utf8').trim().split(/\r?\n/);
  if (header !== HEADER) throw new Error('the list of offices has other columns than expected');
  return lines.map(officeOf);
}

function officeOf(line: string): ProsecutorOfficeRow {
  const [code = '', name = '', district = '', region = '', belfiore = '', pilot, ...rest] = line.split(',');
  const isComplete = parseOfficeCode(code) === code && name && district && region && code === `PROC-${belfiore}`;
  if (!isComplete || (pilot !== 'true' && pilot !== 'false') || rest.length > 0) {
    throw new Error(`the list of offices has a line that cannot be read: ${line}`);
  }
  return { code, name, district, region, belfiore, pilot: pilot === 'true' };
}
