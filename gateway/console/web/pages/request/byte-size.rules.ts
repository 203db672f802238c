const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A number of bytes to be read, such as `1.2 MB`; `write` writes the number in the chosen language. */
export function byteSize(bytes: number, write: (value: number) => string): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1_000 && unit < UNITS.length - 1) [value, unit] = [value / 1_000, unit + 1];
  const rounded = value < 10 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${write(rounded)} ${UNITS[unit] ?? ''}`;
}
