import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compiledTypescript } from './compiled-typescript.mjs';

const TYPESCRIPT = /^file:.*\.ts(\?|$)/;

/** `./clock.js` in an import means `./clock.ts` while only that exists. */
export async function resolve(specifier, context, nextResolve) {
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && TYPESCRIPT.test(context.parentURL)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return nextResolve(source.href, context);
  }
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (!TYPESCRIPT.test(url)) return nextLoad(url, context);
  return { format: 'module', source: compiledTypescript(fileURLToPath(url)).code, shortCircuit: true };
}
