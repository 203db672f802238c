import { audit } from '../chaos/auditor/audit.js';
import type { Evidence } from '../chaos/auditor/evidence.js';
import { SHORT } from '../chaos/chaos-size.js';
import { runChaos, type ChaosResult } from '../chaos/run-chaos.js';

const SEED = 3;

/** What must not pass unnoticed in the evidence of a real run either. */
const CORRUPTIONS: [name: string, corrupt: (evidence: Evidence) => void, harm: string][] = [
  ['an end is doubled', ({ ends }) => void ends.push({ ...ends.at(-1)! }), 'DOUBLED'],
  ['an item is lost', ({ ends }) => void ends.pop(), 'LOST'],
  [
    'a request entered massivo late',
    ({ requests, witness }) => {
      const closed = witness.findLast((entry) => entry.kind === 'flag');
      const massivo = requests.findLast(({ channel }) => channel === 'MASSIVO');
      if (massivo && closed?.kind === 'flag') massivo.submittedAt = closed.acknowledgedAt + 1;
    },
    'LATE',
  ],
  ['the chain is broken', ({ log }) => void (log[0]!.entry += ' '), 'WRONG'],
];

describe('the short fault test: kills, a full disk, lying offices and a changing flag', () => {
  let result: ChaosResult;
  const lines: string[] = [];

  beforeAll(async () => {
    result = await runChaos({ seed: SEED, size: SHORT, write: (line) => void lines.push(line) });
  }, 420_000);

  // The seed, the schedule and what came of it belong into the record of every test run.
  afterAll(() => process.stdout.write(`${lines.join('\n')}\n`));

  it('R-23 R-25 R-34 loses nothing, doubles nothing, lets nothing in late', () => {
    expect(result.report.violations).toEqual([]);
    expect(result.complaints).toEqual([]);
  });

  it('has killed one of each kind', () => {
    for (const kind of ['worker', 'gateway', 'emulator', 'database']) {
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(` s {2}kill -9 ${kind}`)));
    }
  });

  it.each(CORRUPTIONS)('would not have been passed if %s', (_name, corrupt, harm) => {
    const evidence = structuredClone(result.evidence);
    corrupt(evidence);

    expect(audit(evidence).violations).toContainEqual(expect.objectContaining({ harm }));
  });
});
