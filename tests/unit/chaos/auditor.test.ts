import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { audit } from '../../chaos/auditor/audit.js';
import type { Evidence, WitnessEntry } from '../../chaos/auditor/evidence.js';
import { reportLines } from '../../chaos/auditor/report.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { at, chained, fileName, flag, soundEvidence } from './sound-evidence.js';

type Corruption = [name: string, corrupt: (evidence: Evidence) => void, harm: string, about: RegExp];

const refusal = (clientRequestId: string): Extract<WitnessEntry, { kind: 'refused' }> => ({
  ...{ kind: 'refused', ipaCode: 'c_g482', clientRequestId, code: 'MASSIVO_DISMISSED', askedAt: at(0), at: at(1) },
});

const CORRUPTIONS: Corruption[] = [
  [
    'R-60 a person in a log',
    ({ leaks }) => void leaks.push({ log: 'worker-1.log', line: 7, kind: 'SURNAME' }),
    'WRONG',
    /^worker-1\.log:7: surname$/,
  ],
  ['R-60 logs that nobody looked at', (evidence) => void (evidence.logLines = 0), 'WRONG', /^no log was read$/],
  ['R-34 a lost item', ({ ends }) => void ends.splice(3, 1), 'LOST', /^massivo#1: no end$/],
  [
    'R-34 a doubled end',
    ({ ends }) => void ends.push({ ...ends[3]!, status: 'FAILED' }),
    'DOUBLED',
    /^massivo#1: 2 ends$/,
  ],
  [
    'R-34 an end beside an open review',
    ({ ends }) => void ends.push({ requestId: 'direct', line: 3, status: 'FAILED', code: null }),
    'DOUBLED',
    /^direct#3: 2 ends$/,
  ],
  [
    'a row that has gone',
    ({ items, ends }) => {
      items.splice(5, 1);
      ends.splice(4, 1);
    },
    'LOST',
    /^massivo#2: no such row$/,
  ],
  [
    'an end that nobody accepted',
    ({ ends }) => void ends.push({ requestId: 'never', line: 1, status: 'ISSUED', code: null }),
    'WRONG',
    /^never#1: an end of what was not accepted$/,
  ],
  [
    'a staged request with an end of an accepted row',
    ({ requests }) => void (requests[1]!.state = 'STAGED'),
    'WRONG',
    /^direct#1: an end of what was not accepted$/,
  ],
  [
    'an issued item without its certificate',
    ({ certificates }) => void certificates.splice(1, 1),
    'LOST',
    /^direct#1: issued/,
  ],
  [
    'a second certificate',
    ({ certificates }) => void certificates.push({ number: 'H501-2', requestId: 'direct', line: 1 }),
    'DOUBLED',
    /^direct#1: 2 certificates$/,
  ],
  [
    'a number given twice',
    ({ certificates }) => void (certificates[0]!.number = 'H501-1'),
    'DOUBLED',
    /^H501-1: given twice$/,
  ],
  [
    'R-32 an acknowledged request that is not there',
    ({ requests }) => void requests.splice(1, 1),
    'LOST',
    /^c_h501\/direct: acknowledged as direct, which is not there$/,
  ],
  [
    'R-32 one request acknowledged under two ids',
    ({ witness }) => {
      const told = witness.find((entry) => entry.kind === 'acknowledged');
      if (told?.kind === 'acknowledged') witness.push({ ...told, requestId: 'given-up' });
    },
    'DOUBLED',
    /^c_g482\/massivo: massivo and given-up$/,
  ],
  [
    'R-32 one request accepted twice',
    ({ requests }) => void requests.push({ ...requests[1]!, id: 'direct again', total: 0, accepted: 0 }),
    'DOUBLED',
    /^c_h501\/direct: direct and direct again$/,
  ],
  [
    'a request that nobody asked for',
    ({ requests }) => void requests.push({ ...requests[1]!, id: 'x', clientRequestId: 'x', total: 0, accepted: 0 }),
    'WRONG',
    /^x: accepted, though nobody asked$/,
  ],
  [
    'another count than was told',
    ({ witness }) => {
      for (const entry of witness)
        if (entry.kind === 'acknowledged' && entry.requestId === 'direct') entry.accepted = 3;
    },
    'WRONG',
    /^direct: not what was acknowledged$/,
  ],
  [
    'a client without an answer',
    ({ witness }) =>
      void witness.splice(
        witness.findIndex(({ kind }) => kind === 'refused'),
        1,
      ),
    'WRONG',
    /^c_g482\/too-late: never answered$/,
  ],
  [
    'R-32 a refusal of what was accepted before',
    ({ witness }) => void witness.push({ ...refusal('massivo'), askedAt: at(0.5), at: at(3.7) }),
    'WRONG',
    /^c_g482\/massivo: told MASSIVO_DISMISSED at 2026-02-09T10:00:03.700Z, yet accepted$/,
  ],
  [
    'a refusal while massivo was OPEN',
    ({ witness }) => {
      for (const entry of witness)
        if (entry.kind === 'refused') Object.assign(entry, { askedAt: at(0.5), at: at(0.7) });
    },
    'WRONG',
    /^c_g482\/too-late: told MASSIVO_DISMISSED at 2026-02-09T10:00:00.700Z, though it was OPEN$/,
  ],
  [
    'a refusal without a reason',
    ({ witness }) => {
      for (const entry of witness) if (entry.kind === 'refused') entry.code = 'FORBIDDEN';
    },
    'WRONG',
    /^c_g482\/too-late: refused with FORBIDDEN$/,
  ],
  [
    'R-34 an outcome that was not taken in',
    ({ batches }) => void (batches[1]!.state = 'REFUSED'),
    'LOST',
    /#1: not taken in, the batch is REFUSED$/,
  ],
  [
    'R-34 an outcome under another number',
    ({ certificates }) => void (certificates[2]!.number = 'G482-9'),
    'WRONG',
    /#1: certificate G482-1 was issued as G482-9$/,
  ],
  [
    'a discarded row that was ended otherwise',
    ({ ends }) => void (ends[4]!.code = 'NOM-001'),
    'LOST',
    /#2: discarded by the office, ended REJECTED NOM-001$/,
  ],
  [
    'R-25 an abandoned item whose late certificate was kept',
    ({ documents }) => void documents.push('G482-4'),
    'WRONG',
    /#1: abandoned, yet its certificate was kept or issued$/,
  ],
  [
    'outcomes of a file that the database has forgotten',
    ({ batches }) => void (batches[0]!.fileName = fileName(7)),
    'LOST',
    /^SIC-1: 2 outcomes of a file nobody waits for$/,
  ],
  [
    'a file that the office took in twice',
    ({ receipts }) => void receipts.push({ ...receipts[0]!, sicProtocol: 'SIC-9' }),
    'DOUBLED',
    /taken in twice$/,
  ],
  [
    'a completed batch of which the office knows nothing',
    ({ receipts, outcomes }) => {
      receipts.splice(1, 1);
      outcomes.splice(2, 1);
    },
    'WRONG',
    /^batch-2: completed without an outcome in the books$/,
  ],
  [
    'R-23 a late entry by the log',
    ({ requests }) => void (requests[2]!.submittedAt = at(3.05)),
    'LATE',
    /^massivo: accepted at 2026-02-09T10:00:03.050Z, when massivo was not OPEN$/,
  ],
  [
    'R-23 a late outbox entry',
    ({ submissions }) => void (submissions[0]!.createdAt = at(5)),
    'LATE',
    /^massivo: accepted at 2026-02-09T10:00:05.000Z/,
  ],
  [
    'R-23 a late entry under a log that says otherwise',
    (evidence) => {
      evidence.requests[2]!.submittedAt = at(3.2);
      evidence.log = chained([{ at: 6, action: 'APPLIED', to: 'CLOSED', version: 2 }]);
    },
    'LATE',
    /^massivo: accepted after the operator was told$/,
  ],
  [
    'R-23 a late entry under a database clock that says otherwise',
    ({ witness }) => {
      for (const entry of witness) {
        const isIts = (entry.kind === 'asked' || entry.kind === 'acknowledged') && entry.clientRequestId === 'massivo';
        if (isIts) entry.at += 4_000;
      }
    },
    'LATE',
    /^massivo: asked for and accepted after the operator was told$/,
  ],
  [
    'R-25 a file put into the drop area after the closing',
    ({ files }) => void files.push({ ...files[0]!, folder: 'in', name: fileName(8) }),
    'LATE',
    /000008\.txt: put into the drop area while massivo was CLOSED$/,
  ],
  [
    'R-20 a file sent after the closing',
    ({ batches }) => void (batches[0]!.sentAt = at(7)),
    'LATE',
    /^batch-1: sent at/,
  ],
  [
    'R-22 a change that was told but is not in the log',
    ({ witness }) => {
      for (const entry of witness) if (entry.kind === 'flag' && entry.to === 'DRAINING') entry.acknowledgedAt = at(2.9);
    },
    'LATE',
    /^change to DRAINING of .*: not in the log$/,
  ],
  [
    'a file name with two contents',
    ({ files }) => void (files[0]!.sha256 = 'cd'.repeat(32)),
    'DOUBLED',
    /000001\.txt: two contents$/,
  ],
  [
    'a file that has vanished from the office',
    ({ files }) => void files.splice(0, 1),
    'LOST',
    /000001\.txt: no longer at the office$/,
  ],
  [
    'two batches under one name',
    ({ batches }) => void (batches[1]!.fileName = fileName(1)),
    'DOUBLED',
    /000001\.txt: two batches$/,
  ],
  ['a counter that is off', ({ deltas }) => void (deltas[2]!.issued = 3), 'WRONG', /^massivo: issued is 2, shown 3$/],
  [
    'a missing outbox entry',
    ({ submissions }) => void submissions.splice(0, 1),
    'WRONG',
    /^massivo: 0 outbox entries$/,
  ],
  [
    'rows in no file',
    ({ batches }) => void batches.splice(1, 1),
    'WRONG',
    /^massivo: its files do not cover its rows$/,
  ],
  [
    'R-22 a broken chain',
    ({ log }) => void (log[1]!.entry = log[1]!.entry.replace('CLOSED', 'OPEN')),
    'WRONG',
    /^entry 2: its hash/,
  ],
  ['R-22 an entry taken out of the chain', ({ log }) => void log.splice(1, 1), 'WRONG', /^entry 3: does not follow/],
  [
    'R-22 a chain that was cut short',
    ({ log }) => void log.splice(2, 1),
    'WRONG',
    /^the log leads to version 1, the flag has 2$/,
  ],
  [
    'R-22 a receipt that the log does not know',
    ({ changes }) => void changes.push({ id: 'change', status: 'APPLIED', receipt: 'ff'.repeat(32) }),
    'WRONG',
    /^change change: its receipt is not in the log$/,
  ],
  [
    'a batch that is still under way',
    ({ batches }) => void (batches[0]!.state = 'SENT'),
    'LOST',
    /^batch batch-1: still SENT$/,
  ],
  [
    'a request that was never planned',
    ({ submissions }) => void (submissions[1]!.plannedAt = null),
    'LOST',
    /^given-up: unplanned$/,
  ],
  [
    'a request that is still to be issued',
    ({ openJobs }) => void openJobs.push('direct'),
    'LOST',
    /^direct: still to be issued$/,
  ],
];

describe('the auditor', () => {
  it('has nothing to say of a sound run, and counts it', () => {
    const { violations, counts, keptApart } = audit(soundEvidence());

    expect(violations).toEqual([]);
    expect(counts).toMatchObject({ requests: 3, items: 7, issued: 3, rejected: 2, abandoned: 1, underReview: 1 });
    expect(counts).toMatchObject({ officeOutcomes: 4, outcomesTakenIn: 3, outcomesKeptApart: 1 });
    expect(keptApart).toEqual([`PROC-G482/${fileName(3)}#1`]);
  });

  it.each(CORRUPTIONS)('finds %s', (_name, corrupt, harm, about) => {
    const evidence = structuredClone(soundEvidence());
    corrupt(evidence);
    const report = audit(evidence);

    expect(report.violations).toContainEqual(expect.objectContaining({ harm, about: expect.stringMatching(about) }));
    expect(reportLines(report).join('\n')).toMatch(/: \d+ violations$/m);
  });

  it('R-32 lets pass a refusal that came before the request was accepted under another asking', () => {
    const evidence = soundEvidence();
    evidence.log = chained([
      { at: 0.2, action: 'APPLIED', to: 'DRAINING', version: 1 },
      { at: 0.6, action: 'APPLIED', to: 'OPEN', version: 2 },
      { at: 3, action: 'APPLIED', to: 'DRAINING', version: 3 },
      { at: 6, action: 'APPLIED', to: 'CLOSED', version: 4 },
    ]);
    evidence.flagVersion = 4;
    evidence.witness.push({ ...refusal('massivo'), askedAt: at(0.3), at: at(0.7) });

    expect(audit(evidence).violations).toEqual([]);
  });

  it('R-23 lets pass a refusal while an opening was being made, which the log dates at its beginning', () => {
    const evidence = soundEvidence();
    evidence.log = chained([
      { at: 0.2, action: 'APPLIED', to: 'DRAINING', version: 1 },
      { at: 0.4, action: 'APPLIED', to: 'OPEN', version: 2 },
      { at: 3, action: 'APPLIED', to: 'DRAINING', version: 3 },
      { at: 6, action: 'APPLIED', to: 'CLOSED', version: 4 },
    ]);
    evidence.flagVersion = 4;
    evidence.witness.push(flag('OPEN', [0.3, 0.6]), { ...refusal('massivo'), askedAt: at(0.5), at: at(0.55) });

    expect(audit(evidence).violations).toEqual([]);
  });

  it('says of a review what the office said, or that a person decided otherwise', () => {
    const evidence = soundEvidence();
    evidence.reviews.push({ requestId: 'massivo', line: 1, settled: true });
    evidence.certificates[2]!.number = 'H501-of-our-own';
    expect(audit(evidence).violations).toEqual([]);

    evidence.certificates[2]!.number = 'G482-4';
    expect(audit(evidence).violations).toContainEqual(expect.objectContaining({ harm: 'WRONG' }));
  });

  it('imports nothing from the product', () => {
    const folder = path.join(packageRoot(), 'tests/chaos/auditor');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const imported = files.flatMap((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      return [...text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map((found) => ({
        name,
        from: found[1] ?? found[2],
      }));
    });

    expect(files.length).toBeGreaterThan(10);
    const inside = ({ name, from = '' }: { name: string; from?: string }): boolean =>
      from === 'pg' || from.startsWith('node:') || !path.join(path.dirname(name), from).startsWith('..');
    expect(imported.filter((one) => !inside(one))).toEqual([]);
  });
});
