import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { LeakEntry } from './evidence.js';

type Kind = LeakEntry['kind'];

/** Anything of this shape is taken for a tax code, whoever's it is. */
const TAX_CODE = /[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]/i;
const WORD = /[\p{L}\p{N}]+/gu;
/** Shorter surnames (Re, Fo, Bo) are words of a log, too. */
const SHORTEST = 4;
const MOST_LEAKS = 1_000;

/** Looks through every log of the run for the persons that were asked about; tells places, never what stands there. */
export async function readLogs(
  logsDir: string,
  personsFile: string,
): Promise<{ logLines: number; leaks: LeakEntry[] }> {
  const personal = await personalWords(personsFile);
  const names = (await readdir(logsDir)).filter((name) => name.endsWith('.log')).sort();
  const leaks: LeakEntry[] = [];
  let logLines = 0;
  for (const log of names) {
    let line = 0;
    for await (const text of createInterface({ input: createReadStream(path.join(logsDir, log)) })) {
      line += 1;
      const kind = kindIn(text, personal);
      if (kind && leaks.length < MOST_LEAKS) leaks.push({ log, line, kind });
    }
    logLines += line;
  }
  return { logLines, leaks };
}

async function personalWords(file: string): Promise<Map<string, Kind>> {
  const words = new Map<string, Kind>();
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [kind = '', value = ''] = line.split('\t');
    if (value.length >= SHORTEST && value.match(WORD)?.[0] === value) words.set(value, kind as Kind);
  }
  return words;
}

function kindIn(text: string, personal: ReadonlyMap<string, Kind>): Kind | undefined {
  if (TAX_CODE.test(text)) return 'TAX_CODE';
  for (const [word] of text.matchAll(WORD)) {
    const kind = personal.get(word);
    if (kind) return kind;
  }
  return undefined;
}
