const { register } = require('node:module');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { default: IsolatedRuntime } = require('jest-runtime');

const TYPESCRIPT_HOOKS = pathToFileURL(require.resolve('../typescript-hooks.mjs'));
const hooked = Symbol.for('casellario-bridge.typescript-hooks');

/** How often each test file has been run in this process. */
const runs = new Map();

/**
 * Loads a test file with Node's own loader, so that a worker loads a module once and not once per test file. Linking
 * type-graphql, Apollo, Prisma and our sources anew in a context for each of two hundred and forty files took about
 * three seconds of processor time for a file that uses the graph, and half a second for the smallest.
 *
 * It fits because our modules hold no state of a run: what they keep is derived and always the same (compiled tables,
 * fonts, names of prepared statements). A file that replaces timers by `@jest/globals`, or that declares types in
 * type-graphql's register, which is one for the process, asks for Jest's isolation in its first line:
 * `@jest-environment node`.
 */
class SharedModulesRuntime {
  #sourceMaps = new SourceMaps();

  constructor() {
    if (globalThis[hooked]) return;
    globalThis[hooked] = true;
    register(TYPESCRIPT_HOOKS);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(file) {
    this.#sourceMaps.compiled ??= await import('../compiled-typescript.mjs');
    const run = runs.get(file) ?? 0;
    runs.set(file, run + 1);
    const url = pathToFileURL(file);
    if (run > 0) url.searchParams.set('run', String(run));
    return import(url.href);
  }

  /** Jest's framework: a copy of its own for each test file, because it keeps the file's tests in its modules. */
  requireInternalModule(file) {
    delete require.cache[file];
    return require(file);
  }

  requireModule(file) {
    return require(file);
  }

  setGlobalsForRuntime() {}
  enterTestCode() {}
  leaveTestCode() {}
  teardown() {}

  getSourceMaps() {
    return this.#sourceMaps;
  }

  getAllCoverageInfoCopy() {
    return undefined;
  }
}

/** Where the source map of a file's compiled code is kept: asked only when a stack is printed. */
class SourceMaps extends Map {
  compiled;

  get(url) {
    if (!/^file:.*\.ts(\?|$)/.test(url)) return undefined;
    return this.compiled?.compiledTypescript(fileURLToPath(url)).sourceMap;
  }
}

/** Jest makes one per test file; which of the two it becomes is the environment's choice. */
module.exports = class Runtime {
  constructor(...parts) {
    const [, environment] = parts;
    return environment.sharesModules ? new SharedModulesRuntime() : new IsolatedRuntime(...parts);
  }
};
