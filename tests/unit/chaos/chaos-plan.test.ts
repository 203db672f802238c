import { planChaos } from '../../chaos/chaos-plan.js';
import { atPace, FULL, SHORT } from '../../chaos/chaos-size.js';
import { OFFICES, PARTIES } from '../../chaos/parties.js';
import { planLines } from '../../chaos/plan-lines.js';
import { paceOf, seedList } from '../../chaos/seed-list.js';
import { controlSchema } from '../../../legacy-adapter/emulator/control/control.input.js';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe('the plan of a fault test', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planChaos(7, FULL)).toEqual(planChaos(7, FULL));
    expect(planLines(planChaos(7, FULL))).not.toEqual(planLines(planChaos(8, FULL)));
  });

  it.each(SEEDS)(
    'of seed %d asks for at least 200 requests with 20,000 rows at ten offices on both channels',
    (seed) => {
      const { load } = planChaos(seed, FULL);

      expect(load.length).toBeGreaterThanOrEqual(200);
      expect(load.reduce((rows, request) => rows + request.rows, 0)).toBeGreaterThan(20_000);
      expect(new Set(load.map(({ party }) => party.officeCode)).size).toBe(10);
      expect(new Set(load.map(({ channel, way }) => `${channel} ${way}`)).size).toBe(4);
      expect(new Set(load.map(({ clientRequestId }) => clientRequestId)).size).toBe(load.length);
    },
  );

  it.each(SEEDS)('of seed %d kills each kind of process and turns the flag all the way, in both sizes', (seed) => {
    for (const size of [FULL, SHORT]) {
      const faults = planChaos(seed, size).faults.map(({ fault }) => fault);
      const killed = new Set(
        faults.flatMap((fault) => (fault.kind === 'kill' ? [fault.process.replace(/-\d$/, '')] : [])),
      );
      expect([...killed].sort()).toEqual(['database', 'emulator', 'gateway', 'worker']);
      const global = faults.flatMap((fault) => (fault.kind === 'flag' && fault.officeCode === '' ? [fault.to] : []));
      expect(global).toEqual(['DRAINING', 'OPEN', 'DRAINING', 'CLOSED']);
      expect(faults.some(({ kind }) => kind === 'full-disk') && faults.some(({ kind }) => kind === 'pause')).toBe(true);
    }
  });

  it('has every fault of the emulator in some seed, and none that the emulator does not know', () => {
    const controls = SEEDS.flatMap((seed) => planChaos(seed, FULL).faults).flatMap(({ fault }) =>
      fault.kind === 'offices' ? [fault.control] : [],
    );
    const told = new Set(
      controls.flatMap(({ offices }) => Object.values(offices).flatMap((faults) => Object.keys(faults))),
    );

    for (const control of controls) expect(controlSchema.safeParse(control)).toMatchObject({ success: true });
    expect([...told].sort()).toEqual(
      [
        ...[
          'ackDelayMs',
          'processDelayMs',
          'noAnswer',
          'duplicateAnswer',
          'reorder',
          'cutFile',
          'wrongHash',
          'lieRows',
        ],
        ...['refuseWith', 'switchedOff', 'failProcessing', 'readOnly', 'noSpace', 'crashBetweenSteps'],
      ].sort(),
    );
  });

  it('has ten bodies at ten offices, with and without an agreement', () => {
    expect(new Set(OFFICES).size).toBe(10);
    expect(PARTIES.some(({ directPurpose }) => directPurpose === null)).toBe(true);
    expect(PARTIES.some(({ directPurpose, massivoPurpose }) => directPurpose !== null && massivoPurpose !== null)).toBe(
      true,
    );
  });
});

describe('the pace asked for', () => {
  it('stretches the storm, with the same faults in it', () => {
    const kinds = (size: typeof FULL): string[] =>
      planChaos(7, size)
        .faults.map(({ fault }) => fault.kind)
        .sort();
    const twice = planChaos(7, atPace(FULL, 2));

    expect(kinds(twice.size)).toEqual(kinds(FULL));
    expect(Math.max(...twice.load.map(({ atMs }) => atMs))).toBeGreaterThan(FULL.stormMs);
  });

  it('is a number from 1 to 10', () => {
    expect(['1', '2.5', '10'].map(paceOf)).toEqual([1, 2.5, 10]);
    for (const text of ['', '0', '0.5', '11', 'x', '1e1']) expect(() => paceOf(text)).toThrow(RangeError);
  });
});

describe('the seeds asked for', () => {
  it.each([
    [{}, [1]],
    [{ seed: '7' }, [7]],
    [{ seed: '3..5' }, [3, 4, 5]],
    [{ seeds: '3' }, [1, 2, 3]],
  ])('%j are %j', (asked, seeds) => expect(seedList(asked)).toEqual(seeds));

  it.each([
    { seed: '' },
    { seed: 'x' },
    { seed: '5..3' },
    { seed: '-1' },
    { seeds: '0' },
    { seed: '1', seeds: '2' },
    { seeds: '1001' },
  ])('%j are refused', (asked) => expect(() => seedList(asked)).toThrow(RangeError));
});
