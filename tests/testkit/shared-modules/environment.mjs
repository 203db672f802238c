import { createRequire } from 'node:module';

const { TestEnvironment: IsolatedEnvironment } = createRequire(import.meta.url)('jest-environment-node');

/** What Jest's framework keeps on the global object; each test file has a copy of the framework, and begins with none. */
const OF_FRAMEWORK = [
  'EVENT_HANDLERS',
  'RETRY_TIMES',
  'RETRY_TIMES_SETTER',
  'RETRY_IMMEDIATELY',
  'WAIT_BEFORE_RETRY',
  'LOG_ERRORS_BEFORE_RETRY',
  'TEST_TIMEOUT_SYMBOL',
].map((name) => Symbol.for(name));

/**
 * Test files run in their worker's own realm (`runtime.cjs` says why). What a file could leave behind for the next one
 * is taken back after it: environment variables, the process's folder, umask and listeners, replaced globals. New
 * globals stay, because the modules that made them do: type-graphql keeps its metadata there.
 *
 * Watching and coverage need modules loaded anew, and get Jest's own environment.
 */
export default class SharedModulesEnvironment {
  sharesModules = true;
  global = globalThis;
  #before;

  constructor(config, context) {
    const { watch, watchAll, collectCoverage } = config.globalConfig;
    if (watch || watchAll || collectCoverage) return new IsolatedEnvironment(config, context);
    this.#before = stateOfProcess();
  }

  async setup() {}

  async teardown() {
    restore(this.#before);
    for (const symbol of OF_FRAMEWORK) Reflect.deleteProperty(globalThis, symbol);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Jest wants the method; only coverage and Jest's own runtime use what it gives. */
  getVmContext() {
    return null;
  }
}

function stateOfProcess() {
  return {
    environment: { ...process.env },
    folder: process.cwd(),
    umask: process.umask(),
    exit: process.exit,
    listeners: new Set(process.eventNames().flatMap((name) => process.rawListeners(name))),
    globals: Object.getOwnPropertyDescriptors(globalThis),
  };
}

function restore({ environment, folder, umask, exit, listeners, globals }) {
  for (const name of Object.keys(process.env)) if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
  process.chdir(folder);
  process.umask(umask);
  process.exit = exit; // Jest wraps it once per test file
  for (const name of process.eventNames()) {
    for (const listener of process.rawListeners(name)) {
      if (!listeners.has(listener)) process.removeListener(name, listener);
    }
  }
  for (const [name, descriptor] of Object.entries(globals)) {
    const now = Object.getOwnPropertyDescriptor(globalThis, name);
    if (now?.value !== descriptor.value) Object.defineProperty(globalThis, name, descriptor);
  }
}
