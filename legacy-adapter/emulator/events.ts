import { romeTimestamp, type Clock } from '../../schema/kernel/clock.js';

export type EventFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Takes note of what happens, one plain line each. Fields never hold personal data. */
export interface EventLog {
  report(event: string, fields?: EventFields): void;
}

/** `2026-02-09T10:00:00+01:00 acknowledged office=PROC-H501 file=MASSIVA_…` */
export function lineEvents(clock: Clock, write: (line: string) => void): EventLog {
  return {
    report(event, fields = {}) {
      const shown = Object.entries(fields).filter(([, value]) => value !== undefined);
      const text = shown.map(([name, value]) => `${name}=${quoted(String(value))}`);
      write([romeTimestamp(clock.now()), event, ...text].join(' '));
    },
  };
}

const quoted = (value: string): string => (/^[\w.:/+*-]*$/.test(value) ? value : JSON.stringify(value));
