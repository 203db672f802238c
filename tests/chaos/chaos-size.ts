/** How large a run is; with the seed it decides everything that is planned. Times in milliseconds. */
export interface ChaosSize {
  name: 'full' | 'short';
  stormMs: number;
  /** Requests that are asked for; while massivo is draining some of them are refused. */
  requests: number;
  /** Rows of a small, a middling and a large request: [least, most]. */
  rows: readonly [
    small: readonly [number, number],
    middling: readonly [number, number],
    large: readonly [number, number],
  ];
  kills: { worker: number; gateway: number; emulator: number; database: number };
  /** How long a worker that is stopped sleeps, an entry a sleep; the first outlasts its leases of 20 s where it can. */
  pausesMs: readonly (readonly [least: number, most: number])[];
  fullDisks: number;
  /** Between two changes of what the offices are told to do wrong. */
  officeFaultsEveryMs: number;
  /** After the storm, until everything has come to its end. */
  recoveryMs: number;
  /** Fewer accepted than this prove nothing. */
  least: { requests: number; items: number };
}

export const FULL: ChaosSize = {
  name: 'full',
  stormMs: 42_000,
  requests: 255,
  rows: [
    [20, 80],
    [80, 200],
    [300, 500],
  ],
  kills: { worker: 4, gateway: 3, emulator: 3, database: 2 },
  pausesMs: [
    [23_000, 27_000],
    [2_000, 6_000],
    [2_000, 6_000],
  ],
  fullDisks: 2,
  officeFaultsEveryMs: 3_000,
  recoveryMs: 180_000,
  least: { requests: 200, items: 20_000 },
};

export const SHORT: ChaosSize = {
  name: 'short',
  stormMs: 12_000,
  requests: 34,
  rows: [
    [20, 50],
    [50, 90],
    [310, 340],
  ],
  kills: { worker: 1, gateway: 1, emulator: 1, database: 1 },
  pausesMs: [[1_000, 2_000]],
  fullDisks: 1,
  officeFaultsEveryMs: 2_000,
  recoveryMs: 150_000,
  least: { requests: 10, items: 800 },
};

/** The same run over a longer time, for a machine that is slow or busy: `pace` 2 takes twice as long. */
export function atPace(size: ChaosSize, pace: number): ChaosSize {
  const { stormMs, officeFaultsEveryMs, recoveryMs } = size;
  const longer = (milliseconds: number): number => Math.round(milliseconds * pace);
  return {
    ...size,
    stormMs: longer(stormMs),
    officeFaultsEveryMs: longer(officeFaultsEveryMs),
    recoveryMs: longer(recoveryMs),
  };
}
