import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync, version } from '@swc/core';

const options = readFileSync(new URL('../../.swcrc', import.meta.url), 'utf8');
const folder = fileURLToPath(new URL('../../node_modules/.cache/casellario-bridge-tests/', import.meta.url));

/**
 * JavaScript of a TypeScript file as it is now, compiled once for all processes of all runs: kept by the digest of what
 * it is made of, under `node_modules/`, which `npm ci` empties.
 *
 * @returns the code, and the file that holds its source map
 */
export function compiledTypescript(filename) {
  const source = readFileSync(filename, 'utf8');
  const key = createHash('sha1').update(`${version}\0${options}\0${filename}\0${source}`).digest('hex');
  const file = path.join(folder, `${key}.js`);
  const sourceMap = `${file}.map`;
  try {
    return { code: readFileSync(file, 'utf8'), sourceMap };
  } catch {
    const { code, map } = transformSync(source, { ...JSON.parse(options), filename, swcrc: false, configFile: false });
    mkdirSync(folder, { recursive: true });
    keep(sourceMap, map);
    keep(file, code); // last: whoever finds the code finds its map
    return { code, sourceMap };
  }
}

/** Whole or not at all: several workers may compile the same file at the same time. */
function keep(file, text) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}
