/** Whom a file names: a tax code by itself, or a JSON object with surname, name and birth date. */
export type PersonNamed = { taxCode: string } | { surname: string; name: string; birthDate: string };

export function personIn(text: string): PersonNamed | null {
  const trimmed = text.trim();
  if (/^[A-Za-z0-9]{16}$/.test(trimmed)) return { taxCode: trimmed.toUpperCase() };
  const value = parsed(trimmed);
  if (typeof value !== 'object' || value === null) return null;
  const { surname, name, birthDate } = value as Record<string, unknown>;
  const isComplete = typeof surname === 'string' && typeof name === 'string' && typeof birthDate === 'string';
  return isComplete ? { surname, name, birthDate } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
