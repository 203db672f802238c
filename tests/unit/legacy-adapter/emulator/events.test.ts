import { lineEvents } from '../../../../legacy-adapter/emulator/events.js';
import { FixedClock } from '../../../../schema/kernel/clock.js';

describe('lineEvents', () => {
  it('writes one plain line an event, in Europe/Rome', () => {
    const lines: string[] = [];
    const events = lineEvents(new FixedClock('2026-07-01T08:00:00Z'), (line) => lines.push(line));
    events.report('started');
    events.report('received', { office: 'PROC-H501', rows: 3, errorCode: undefined, reason: 'two\nlines' });
    expect(lines).toEqual([
      '2026-07-01T10:00:00+02:00 started',
      '2026-07-01T10:00:00+02:00 received office=PROC-H501 rows=3 reason="two\\nlines"',
    ]);
  });
});
