import {
  changedControl,
  isChange,
  type ControlChange,
} from '../../../../legacy-adapter/emulator/cli/control-change.rules.js';
import { settingsTable } from '../../../../legacy-adapter/emulator/cli/settings-help.js';
import {
  controlComplaints,
  controlSchema,
  SETTING_NAMES,
  settingHelp,
  type OfficeSettings,
} from '../../../../legacy-adapter/emulator/control/control.input.js';
import { drawCourse, drawShare, settingsOf } from '../../../../legacy-adapter/emulator/control/faults.rules.js';

const settings = (told: unknown): OfficeSettings => controlSchema.parse({ offices: { '*': told } }).offices['*'] ?? {};
const DELAYS = { ackDelayMs: 300, processDelayMs: 1000 };
const KEY = { seed: 1, officeCode: 'PROC-H501', file: 'MASSIVA_c_h501_PROC-H501_20260209_000001.txt' };
const course = (told: unknown, key = KEY) => drawCourse(settings(told), key, DELAYS);

describe('the control file', () => {
  it('takes a number, a truth value or a code for a fault', () => {
    expect(settings({ noAnswer: 0.5, switchedOff: true, readOnly: false, refuseWith: 'TES-001' })).toEqual({
      noAnswer: { probability: 0.5, answers: ['ack', 'outcome'] },
      switchedOff: { probability: 1 },
      readOnly: { probability: 0 },
      refuseWith: { probability: 1, code: 'TES-001' },
    });
  });

  it.each([
    ['an unknown setting', { offices: { '*': { explode: 1 } } }, 'offices.*: Unrecognized key: "explode"'],
    ['a probability above 1', { offices: { '*': { noAnswer: 2 } } }, /offices\.\*\.noAnswer\.probability: Too big/],
    ['a delay below 0', { offices: { '*': { ackDelayMs: -1 } } }, /offices\.\*\.ackDelayMs/],
    ['a delay of no length', { offices: { '*': { ackDelayMs: { probability: 1 } } } }, /offices\.\*\.ackDelayMs/],
    ['an unknown code', { offices: { '*': { refuseWith: 'XXX-001' } } }, /offices\.\*\.refuseWith\.code/],
    ['an unknown office', { offices: { rome: {} } }, /offices\.rome/],
    ['a list', [], /file: Invalid input/],
  ])('refuses %s and says where', (_name, told, complaint) => {
    const parsed = controlSchema.safeParse(told);
    expect(parsed.success).toBe(false);
    expect(parsed.error && controlComplaints(parsed.error)).toEqual(expect.stringMatching(complaint));
  });

  it("puts an office's own settings over those of all", () => {
    const control = controlSchema.parse({
      offices: { '*': { ackDelayMs: 1, maxRows: 10 }, 'PROC-H501': { ackDelayMs: 2 } },
    });
    expect(settingsOf(control, 'PROC-H501')).toEqual({ ackDelayMs: 2, maxRows: 10 });
    expect(settingsOf(control, 'PROC-G482')).toEqual({ ackDelayMs: 1, maxRows: 10 });
  });

  it('explains each of its settings', () => {
    for (const name of SETTING_NAMES) {
      expect(settingHelp(name)).not.toBe('');
      expect(settingsTable()).toContain(name);
    }
  });
});

describe('drawCourse', () => {
  it('is an even course when nothing is told', () => {
    expect(course({})).toEqual({
      ...DELAYS,
      switchedOff: false,
      failProcessing: false,
      withheld: [],
      repeated: [],
      repeatAfterMs: 0,
      outcomeBeforeAck: false,
      outcomeBeforeZip: false,
      cut: [],
      wrongFileHash: false,
      wrongPdfHash: false,
      crashAt: [],
    });
  });

  it('withholds the certificates with the outcome that names them', () => {
    expect(course({ noAnswer: { answers: ['outcome'] } }).withheld).toEqual(['outcome', 'zip']);
    expect(course({ noAnswer: { answers: ['ack'] } }).withheld).toEqual(['ack', 'err']);
  });

  it('draws the same for the same seed, office and file, and otherwise for another', () => {
    const keys = Array.from({ length: 50 }, (_, index) => ({ ...KEY, file: `file ${index}` }));
    const draw = (change: object) =>
      keys.map((key) => course({ noAnswer: 0.5 }, { ...key, ...change }).withheld.length > 0);
    expect(draw({})).toEqual(draw({}));
    expect(draw({})).not.toEqual(draw({ seed: 2 }));
    expect(draw({})).not.toEqual(draw({ officeCode: 'PROC-G482' }));
  });

  it('hits about as many files as the probability says, none at 0, all at 1', () => {
    const share = (probability: number): number => {
      const hits = Array.from({ length: 2000 }, (_, index) =>
        course({ cutFile: probability }, { ...KEY, file: `${index}` }),
      );
      return hits.filter(({ cut }) => cut.length > 0).length / hits.length;
    };
    expect(share(0)).toBe(0);
    expect(share(1)).toBe(1);
    expect(share(0.3)).toBeCloseTo(0.3, 1);
  });

  it('delays every file alike, or as many as the probability says, each by a time of its own', () => {
    expect(course({ ackDelayMs: 7 })).toMatchObject({ ackDelayMs: 7, processDelayMs: DELAYS.processDelayMs });
    const delays = Array.from({ length: 400 }, (_, index) => {
      const told = { processDelayMs: { probability: 0.5, ms: 2_000, upToMs: 3_000 } };
      return course(told, { ...KEY, file: `${index}` }).processDelayMs;
    });
    const delayed = delays.filter((ms) => ms !== DELAYS.processDelayMs);
    expect(delayed.length / delays.length).toBeCloseTo(0.5, 1);
    expect(Math.min(...delayed)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...delayed)).toBeLessThan(3_000);
    expect(new Set(delayed).size).toBeGreaterThan(100);
    expect(course({ ackDelayMs: { ms: 5 } }).ackDelayMs).toBe(5);
  });

  it('draws one lie of those that are told', () => {
    const lies = Array.from({ length: 60 }, (_, index) => course({ lieRows: 1 }, { ...KEY, file: `${index}` }).lie);
    expect(new Set(lies)).toEqual(new Set(['missing', 'extra', 'doubled']));
  });

  it('draws shares in [0, 1)', () => {
    const shares = Array.from({ length: 1000 }, (_, index) => drawShare(KEY, `${index}`));
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThan(1);
  });
});

describe('changedControl', () => {
  const change = (told: Partial<ControlChange>): ControlChange => ({ office: '*', set: [], clear: [], ...told });
  const before = controlSchema.parse({ seed: 4, offices: { '*': { noAnswer: 1 }, 'PROC-H501': { maxRows: 5 } } });

  it('sets and clears for one office and leaves the others', () => {
    const told = {
      office: 'PROC-H501',
      set: ['refuseWith=TES-001', 'cutFile={"probability":0.1}'],
      clear: ['maxRows'],
    };
    expect(changedControl(before, change(told))).toEqual({
      seed: 4,
      offices: { '*': before.offices['*'], 'PROC-H501': { refuseWith: 'TES-001', cutFile: { probability: 0.1 } } },
    });
  });

  it('forgets everything at a reset, then sets', () => {
    expect(changedControl(before, change({ reset: true, set: ['readOnly=1'], seed: 9 }))).toEqual({
      seed: 9,
      offices: { '*': { readOnly: 1 } },
    });
  });

  it.each([{ set: ['explode=1'] }, { clear: ['explode'] }])('knows only its settings (%j)', (told) => {
    expect(() => changedControl(before, change(told))).toThrow('explode is no setting');
  });

  it.each([
    [{}, false],
    [{ set: ['noAnswer=1'] }, true],
    [{ clear: ['noAnswer'] }, true],
    [{ reset: true }, true],
    [{ seed: 0 }, true],
  ])('%j changes something: %s', (told, expected) => expect(isChange(change(told))).toBe(expected));
});
