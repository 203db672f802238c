/** Days as numbers, so that charts can place them: days since 1970-01-01. */
const DAY_MS = 86_400_000;

export const dayNumber = (isoDay: string): number => Date.parse(`${isoDay}T00:00:00Z`) / DAY_MS;

export const isoDay = (day: number): string => new Date(Math.round(day) * DAY_MS).toISOString().slice(0, 10);
