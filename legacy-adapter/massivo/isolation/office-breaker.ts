import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  noJitterGenerator,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import { systemClock } from '../../../schema/kernel/clock.js';
import { asDropAreaError, DropAreaError } from '../transport/drop-area.errors.js';
import { unlessAborted } from '../transport/deadline.js';
import type { DropAreaTrouble } from '../transport/drop-area.port.js';

export type CircuitStateName = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** A breaker has changed its mind. */
export interface CircuitChange {
  officeCode: string;
  state: CircuitStateName;
  /** What the office did last that was wrong; `OTHER` when it is not the drop area's. */
  trouble: DropAreaTrouble | 'OTHER' | null;
}

export interface OfficeBreakersOptions {
  /** Which failures count against the office; any other says nothing about it. */
  counts: (error: unknown) => boolean;
  /** First pause, doubled with each failed probe up to the longest. */
  restMs: number;
  longestRestMs: number;
  onChange?: (change: CircuitChange) => void;
}

/** What takes the whole office away, whichever way the files go. `FULL` and `READ_ONLY` stop one way only. */
const OFFICE_WIDE: ReadonlySet<DropAreaTrouble> = new Set([
  ...(['TIMED_OUT', 'UNREACHABLE', 'MISSING', 'HOST_KEY_MISMATCH', 'KEY_REFUSED'] as const),
]);

export function isOfficeWide(error: unknown): boolean {
  const known = asDropAreaError(error);
  return known instanceof DropAreaError && OFFICE_WIDE.has(known.trouble);
}

/**
 * One office's circuit breaker. One failure opens it: a call to a folder does not fail by chance, and the first pause
 * is short. After the pause one lane is let in, its first call is the probe.
 */
export class OfficeBreaker {
  readonly #policy: CircuitBreakerPolicy;
  #inside = 0;
  /** On the system's clock. */
  #dueAt = 0;
  #trouble: DropAreaTrouble | 'OTHER' | null = null;

  constructor(officeCode: string, { counts, restMs, longestRestMs, onChange }: OfficeBreakersOptions) {
    const backoff = new ExponentialBackoff({
      ...{ initialDelay: restMs, maxDelay: longestRestMs, generator: noJitterGenerator },
    });
    this.#policy = circuitBreaker(
      handleWhen((error) => {
        if (!counts(error)) return false;
        const known = asDropAreaError(error);
        this.#trouble = known instanceof DropAreaError ? known.trouble : 'OTHER';
        return true;
      }),
      { breaker: new ConsecutiveBreaker(1), halfOpenAfter: { next: () => this.#noted(backoff.next()) } },
    );
    this.#policy.onStateChange(() => onChange?.({ officeCode, state: this.state, trouble: this.#trouble }));
  }

  get state(): CircuitStateName {
    if (this.#policy.state === CircuitState.Closed) return 'CLOSED';
    return this.#policy.state === CircuitState.HalfOpen ? 'HALF_OPEN' : 'OPEN';
  }

  /**
   * Lets a lane in, which must `leave` when its work has really ended. An open circuit lets one in when its pause is
   * over and nobody is inside: whoever hangs there still would make the probe hang too.
   */
  enter(): boolean {
    const mayEnter = this.state === 'CLOSED' || (this.#isDue() && this.#inside === 0);
    if (mayEnter) this.#inside += 1;
    return mayEnter;
  }

  leave(): void {
    this.#inside -= 1;
  }

  /**
   * Calls and keeps an eye on it: when the signal fires the call has failed, although the caller goes on waiting for
   * it, because an act given up may still happen. While the circuit is open nothing is called.
   */
  call<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.state === 'OPEN' && !this.#isDue()) {
      return Promise.reject(
        new DropAreaError(this.#trouble === 'OTHER' ? 'UNREACHABLE' : (this.#trouble ?? 'UNREACHABLE')),
      );
    }
    const underWay = act();
    this.watch(underWay, signal);
    return underWay;
  }

  /** Counts something that is under way already. */
  watch(underWay: Promise<unknown>, signal: AbortSignal): void {
    this.#policy.execute(() => unlessAborted(signal, underWay)).catch(() => undefined); // its caller hears of it
  }

  #isDue(): boolean {
    return this.state === 'OPEN' && systemClock.now().getTime() >= this.#dueAt;
  }

  /** Remembers the pause, which the library keeps to itself and measures on the system's clock. */
  #noted(backoff: IBackoff<unknown>): IBackoff<IHalfOpenAfterBackoffContext> {
    this.#dueAt = systemClock.now().getTime() + backoff.duration;
    return { duration: backoff.duration, next: (context) => this.#noted(backoff.next(context)) };
  }
}

/** The breakers of all offices, made as they are asked for: never more than there are offices. */
export class OfficeBreakers {
  readonly #options: OfficeBreakersOptions;
  readonly #breakers = new Map<string, OfficeBreaker>();

  constructor(options: OfficeBreakersOptions) {
    this.#options = options;
  }

  of(officeCode: string): OfficeBreaker {
    let breaker = this.#breakers.get(officeCode);
    if (!breaker) {
      breaker = new OfficeBreaker(officeCode, this.#options);
      this.#breakers.set(officeCode, breaker);
    }
    return breaker;
  }
}
