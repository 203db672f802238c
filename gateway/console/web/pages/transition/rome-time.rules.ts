const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  hourCycle: 'h23',
  ...({
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const),
});

/**
 * The instant of a time of day in Europe/Rome, `2026-12-01T08:00` as a field of a form gives it, in RFC 3339; `null` when
 * it is none. An hour that comes twice is taken as its first, one that is skipped as the hour after it.
 */
export function instantInRome(wallClock: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::\d{2})?$/.exec(wallClock);
  const asUtc = match?.[1] === undefined ? NaN : Date.parse(`${match[1]}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  // Rome is ahead of UTC: of the two offsets around a change of the clocks, the one before it comes first.
  const candidates = [asUtc - offsetAt(asUtc - DAY_MS), asUtc - offsetAt(asUtc + DAY_MS)];
  const found = candidates.find((instant) => instant + offsetAt(instant) === asUtc) ?? candidates[0] ?? asUtc;
  return new Date(found).toISOString();
}

const DAY_MS = 86_400_000;

function offsetAt(instant: number): number {
  const part = Object.fromEntries(PARTS.formatToParts(instant).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = part;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(instant / 1_000) * 1_000;
}
