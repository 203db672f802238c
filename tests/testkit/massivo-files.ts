import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** One of the two real files and what each of its rows must come to. */
export interface RealFile {
  name: string;
  persona: string;
  ipaCode: string;
  bytes: Buffer;
  expected: { row: number; taxCode: string; code: string }[];
}

const FOLDER = new URL('../fixtures/massivo/', import.meta.url);

function realFile(name: string, ipaCode: string): RealFile {
  const lines = readFileSync(new URL(`${name}.expected.csv`, FOLDER), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1);
  const expected = lines.map((line) => {
    const [row = '', taxCode = '', code = ''] = line.split(',');
    return { row: Number(row), taxCode, code };
  });
  return {
    name,
    ipaCode,
    persona: `contact:${ipaCode}`,
    bytes: readFileSync(new URL(`${name}.txt`, FOLDER)),
    expected,
  };
}

export const ROMA_FILE = realFile('MASSIVA_c_h501_PROC-H501_20260209_000001', 'c_h501');
export const PESCARA_FILE = realFile('MASSIVA_c_g482_PROC-G482_20260210_000007', 'c_g482');
export const REAL_FILES = [ROMA_FILE, PESCARA_FILE];

/** A file with other bytes in its header or rows, closed again with the right count and hash. */
export function resealed(bytes: Buffer, change: (text: string) => string): Buffer {
  const body = Buffer.from(change(bytes.toString('latin1').replace(/C;\d+;[0-9a-f]+\r?\n?$/, '')), 'latin1');
  const rows = body
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith('S')).length;
  const hash = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([body, Buffer.from(`C;${rows};${hash}\r\n`)]);
}

/** The same file under another request id of its sender. */
export const withRequestId = (bytes: Buffer, requestId: string): Buffer =>
  resealed(bytes, (text) => text.replace(/^((?:[^;]*;){5})[^;]*/, `$1${requestId}`));
