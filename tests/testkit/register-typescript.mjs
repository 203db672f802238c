import { register } from 'node:module';

/**
 * `node --import ./tests/testkit/register-typescript.mjs <file>.ts` runs TypeScript from its sources, as they are now:
 * the test server's set-up and the child processes of tests never depend on a `dist/` that may be stale.
 */
register('./typescript-hooks.mjs', import.meta.url);
