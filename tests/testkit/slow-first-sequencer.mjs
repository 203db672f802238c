import path from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Folders whose files take longest, and two files that take as long: they wait for processes, which others fill. */
const SLOW = [
  'e2e',
  'browser',
  'integration/graph/list-plans',
  'integration/kernel/postgres',
  'contract',
  'integration',
];

/**
 * Slow files first, so that at the end no worker is left alone with one. Jest by itself goes by the size of a file as
 * long as it has not run it, which is always so in a clean clone.
 */
export default class SlowFirstSequencer extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ path: file, context }) {
  const inTests = path.relative(path.join(context.config.rootDir, 'tests'), file);
  const place = SLOW.findIndex((start) => inTests.startsWith(start));
  return place === -1 ? SLOW.length : place;
}
