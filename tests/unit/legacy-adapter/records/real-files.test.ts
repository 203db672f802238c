import { createReadStream, readFileSync } from 'node:fs';
import { DuplicateSubjects } from '../../../../schema/kernel/duplicate-subjects.js';
import { parseDay } from '../../../../schema/kernel/day-number.rules.js';
import { validateSubject } from '../../../../schema/kernel/subject-validation.rules.js';
import { inChunks, readRequest, type ReadRow } from '../../../testkit/byte-sources.js';

const FOLDER = new URL('../../../fixtures/massivo/', import.meta.url);
const FILES = [
  { name: 'MASSIVA_c_h501_PROC-H501_20260209_000001', rows: 1_000, encoding: 'UTF-8, CRLF' },
  { name: 'MASSIVA_c_g482_PROC-G482_20260210_000007', rows: 250, encoding: 'ISO-8859-1, LF' },
];

function codesOf(rows: readonly ReadRow[], protocolDate: string): string[] {
  const seen = new DuplicateSubjects();
  const protocolDay = parseDay(protocolDate) ?? 0;
  return rows.map(({ row, subject, refusal }) => {
    let code: string | undefined = (refusal ?? (subject && validateSubject(subject, protocolDay)))?.code;
    if (!code && subject && !seen.addSubject(subject)) code = 'NOM-005';
    return `${row},${subject?.taxCode},${code ?? 'OK'}`;
  });
}

describe.each(FILES)('the real file $name ($encoding)', ({ name, rows }) => {
  const url = new URL(`${name}.txt`, FOLDER);
  const expected = readFileSync(new URL(`${name}.expected.csv`, FOLDER), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1);

  it('R-31 comes to exactly its expected rows', async () => {
    const request = await readRequest(createReadStream(url));
    expect(codesOf(request.rows, request.header.protocolDate)).toEqual(expected);
    expect(request.rows).toHaveLength(rows);
    expect(request.closing.rows).toBe(rows);
  });

  it.each([1, 7, 4_096])('reads the same in chunks of %i bytes', async (size) => {
    const whole = await readRequest(createReadStream(url));
    expect(await readRequest(inChunks(readFileSync(url), size))).toEqual(whole);
  });

  it('has no letter that was decoded wrongly', async () => {
    const { rows: read } = await readRequest(createReadStream(url));
    const letters = new Set(read.flatMap(({ subject }) => [...`${subject?.surname}${subject?.name}`]));
    expect([...letters].filter((letter) => letter > '~').sort()).toEqual(['Ò', 'Ö', 'Ü'].filter((l) => letters.has(l)));
    expect([...letters].some((letter) => letter > '~')).toBe(true);
  });
});
