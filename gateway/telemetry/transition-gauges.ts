import { Gauge, type Registry } from 'prom-client';

/** The flag as this instance last read it. */
export interface TransitionFigures {
  state: 'OPEN' | 'DRAINING' | 'CLOSED';
  version: number;
  daysLeft: number;
  doubtful: boolean;
}

/** `null`: it cannot be read now. */
export type ReadTransitionFigures = () => TransitionFigures | null;

const STATES = ['OPEN', 'DRAINING', 'CLOSED'] as const;

/** The global flag, as it was heard of a moment ago: for display, never for decisions. */
export function transitionGauges(registry: Registry, read: ReadTransitionFigures): void {
  const registers = [registry];
  new Gauge({
    name: 'transition_state',
    help: 'State of massivo everywhere: 1 for the one that holds; absent: it cannot be read.',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset();
      const seen = read();
      if (seen) for (const state of STATES) this.set({ state }, seen.state === state ? 1 : 0);
    },
  });
  const gauge = (name: string, help: string, valueOf: (figures: TransitionFigures) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const seen = read();
        this.reset();
        if (seen) this.set(valueOf(seen));
        else this.remove();
      },
    });
  };
  gauge('transition_version', 'Version of the flag.', ({ version }) => version);
  gauge('transition_days_left', 'Days to the last day of massivo; 0 on it and after it.', ({ daysLeft }) => daysLeft);
  gauge('transition_doubtful', '1: the database may be an older copy; an operator is to confirm it.', ({ doubtful }) =>
    doubtful ? 1 : 0,
  );
}
