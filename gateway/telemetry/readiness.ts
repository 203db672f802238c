/** Something that the process needs in order to serve. */
export interface Dependency {
  name: string;
  /** Rejects when it cannot be used. */
  check(): Promise<unknown>;
}

export interface DependencyState {
  name: string;
  status: 'up' | 'down';
  milliseconds: number;
}

export interface Readiness {
  status: 'ready' | 'not-ready';
  dependencies: DependencyState[];
}

const CHECK_TIMEOUT_MS = 2_000;

/**
 * Asks every dependency at once, each with a deadline. Callers that come while a round is under way get its answer, so
 * that probes, which anybody may send, never pile up on the database.
 */
export function createReadiness(dependencies: readonly Dependency[]): () => Promise<Readiness> {
  let round: Promise<Readiness> | null = null;
  return () => {
    round ??= ask(dependencies).finally(() => {
      round = null;
    });
    return round;
  };
}

async function ask(dependencies: readonly Dependency[]): Promise<Readiness> {
  const states = await Promise.all(dependencies.map(stateOf));
  const ready = states.every(({ status }) => status === 'up');
  return { status: ready ? 'ready' : 'not-ready', dependencies: states };
}

async function stateOf({ name, check }: Dependency): Promise<DependencyState> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), CHECK_TIMEOUT_MS);
  });
  const status = await Promise.race([Promise.resolve().then(check), timeout]).then(
    () => 'up' as const,
    () => 'down' as const,
  );
  clearTimeout(timer);
  return { name, status, milliseconds: Math.round(performance.now() - start) };
}
