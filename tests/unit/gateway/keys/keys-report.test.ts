import { personIn } from '../../../../gateway/cli/person-file.rules.js';
import { exitCodeOf, reportLines, statusLines, stepLine } from '../../../../gateway/keys/keys-report.rules.js';
import { walkLine } from '../../../../gateway/keys/rotation-line.rules.js';
import type { RotationReport } from '../../../../schema/kernel/keys/key-rotation.js';

describe('what the command about keys says', () => {
  const report: RotationReport = {
    ...{ keyId: 4, masterId: 2, resealed: 90, damaged: 0, isComplete: true },
    lost: new Map(),
  };

  it.each([
    [{ rows: 400, total: 1_000, resealed: 320, seconds: 2 }, ' 40.0 % 400/1000 rows, 320 sealed anew, 200/s, 3 s left'],
    [{ rows: 0, total: 1_000, resealed: 0, seconds: 0 }, '  0.0 % 0/1000 rows, 0 sealed anew'],
    [{ rows: 0, total: 0, resealed: 0, seconds: 1 }, '100.0 % 0/0 rows, 0 sealed anew'],
    [{ rows: 1, total: 7_201, resealed: 1, seconds: 1 }, '  0.0 % 1/7201 rows, 1 sealed anew, 1/s, 2 h 0 min left'],
  ])('a walk at %j', (progress, line) => {
    expect(walkLine(progress, { withBar: false })).toBe(line);
    expect(walkLine(progress, { withBar: true })).toMatch(/^\[[#.]{30}\] /);
  });

  it.each<[string, Partial<RotationReport>, { dryRun: boolean; code: number }, RegExp]>([
    ['done', {}, { dryRun: false, code: 0 }, /nothing is left under older keys/],
    ['a dry run', { isComplete: false }, { dryRun: true, code: 0 }, /90 values would be sealed anew with data key 4/],
    [
      'lost values',
      { lost: new Map([[2, 5]]) },
      { dryRun: false, code: 2 },
      /5 values are sealed with data key 2, which is not to be had/,
    ],
    ['damaged values', { damaged: 3 }, { dryRun: false, code: 2 }, /3 values do not open with the key that they name/],
    [
      'old transactions',
      { isComplete: false },
      { dryRun: false, code: 2 },
      /transactions from before are still under way/,
    ],
  ])('the end report: %s', (_, fields, { dryRun, code }, line) => {
    const given = { ...report, ...fields };
    expect(exitCodeOf(given, dryRun)).toBe(code);
    expect(reportLines(given, dryRun).join('\n')).toMatch(line);
  });

  it('tells whether anything still needs a key', () => {
    const lines = statusLines({
      dataKeys: [
        { id: 1, masterId: 1, state: 'OLD', trouble: null, values: [] },
        { id: 2, masterId: 2, state: 'CURRENT', trouble: null, values: [{ table: 'a.b.sealed', rows: 7 }] },
        { id: 3, masterId: 3, state: 'OLD', trouble: 'MASTER_MISSING', values: [{ table: 'a.b.sealed', rows: 1 }] },
      ],
      inClear: 2,
      masters: [
        { id: 1, isConfigured: true, isNeeded: false },
        { id: 2, isConfigured: true, isNeeded: true },
        { id: 3, isConfigured: false, isNeeded: true },
      ],
      processes: 3,
    });
    expect(lines).toEqual([
      'data key 1: OLD, master key 1',
      '  seals nothing: npm run -s keys -- retire',
      'data key 2: CURRENT, master key 2',
      '  7 in a.b.sealed',
      'data key 3: OLD, master key 3, CANNOT BE OPENED: its master key is not configured',
      '  1 in a.b.sealed',
      '2 values lie in clear from before they were sealed: npm run -s keys -- rotate',
      'master key 1: nothing needs it: it can be taken away',
      'master key 2: needed',
      'master key 3: NOT CONFIGURED HERE, and needed',
      '3 running processes hold keys',
    ]);
  });

  it('says each step once, and none for a walk', () => {
    expect(stepLine('NEW_KEY', { key: 4, master: 2 }, true)).toBe('would make data key 4, wrapped by master key 2');
    expect(stepLine('RESUMED', { key: 4 }, false)).toBe('going on with data key 4');
    expect(stepLine('WALK', {}, false)).toBeNull();
  });

  it.each([
    ['RSSMRA80A01H501U\n', { taxCode: 'RSSMRA80A01H501U' }],
    [
      '{"surname":"Bianchi","name":"Ada","birthDate":"1980-01-01"}',
      { surname: 'Bianchi', name: 'Ada', birthDate: '1980-01-01' },
    ],
    ['{"surname":"Bianchi"}', null],
    ['null', null],
    ['Ada', null],
  ])('a file that names a person: %s', (text, person) => {
    expect(personIn(text)).toEqual(person);
  });
});
