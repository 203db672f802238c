import type { z } from 'zod';

/** What a process must be given in production; in development each of these can be made or left out. */
export type Need =
  'database' | 'sign-in' | 'person-index' | 'actor' | 'personal-data' | 'statement' | 'transition-log' | 'signing';

export interface VariableOptions<T> {
  /** How the value is written, in words: `whole number, 1 to 65535`. */
  type: string;
  about: string;
  /** Reads the text; its issue messages never hold the text. */
  format: z.ZodType<T, string>;
  /** Its value is never printed, and `<NAME>_FILE` may name a file that holds it. */
  secret?: boolean;
  /** The file of `<NAME>_FILE` is bytes: its base64 stands for the text. */
  binary?: boolean;
  /** Must be set in production by a process that has this need. */
  neededFor?: Need;
}

/** One environment variable: how it is read and what is told about it. */
export interface Variable<T> extends VariableOptions<T> {
  /** Text that stands for an unset variable; none: the value is then `undefined`. */
  fallback?: string;
}

/** A variable that may be left out. */
export function optional<T>(options: VariableOptions<T>): Variable<T | undefined> {
  return options as Variable<T | undefined>;
}

/** A variable with a default. */
export function withDefault<T>(fallback: string, options: VariableOptions<T>): Variable<T> {
  return { ...options, fallback };
}

export type VariableTable = Readonly<Record<string, Variable<unknown>>>;

export type ValuesOf<Table extends VariableTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Variable<infer T> ? T : never;
};

/** A problem with one variable, as a sentence that starts with its name. */
export type Problem = string;

export interface ReadVariables<Table extends VariableTable> {
  values: ValuesOf<Table>;
  problems: Problem[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every variable of the table and gathers every problem instead of stopping at the first. An empty text counts as
 * unset, because compose files pass unset variables on as empty ones. Values of variables with a problem are
 * `undefined`: look at `problems` first.
 */
export function readVariables<Table extends VariableTable>(
  table: Table,
  env: Environment,
  readFile: ReadFile,
): ReadVariables<Table> {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(table)) {
    const text = textOf(name, variable, { env, readFile, problems }) ?? variable.fallback;
    if (text === undefined) continue;
    const parsed = variable.format.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  return { values: values as ValuesOf<Table>, problems };
}

/** Reads a file as text, or as the base64 of its bytes. */
export type ReadFile = (path: string, encoding: 'utf8' | 'base64') => string;

interface Source {
  env: Environment;
  readFile: ReadFile;
  problems: Problem[];
}

function textOf(name: string, variable: Variable<unknown>, { env, readFile, problems }: Source): string | undefined {
  const text = env[name]?.trim() || undefined;
  const file = variable.secret ? env[`${name}_FILE`]?.trim() || undefined : undefined;
  if (file === undefined) return text;
  if (text !== undefined) {
    problems.push(`${name}: set either ${name} or ${name}_FILE, not both`);
    return undefined;
  }
  try {
    return readFile(file, variable.binary ? 'base64' : 'utf8').trim() || undefined;
  } catch {
    problems.push(`${name}_FILE: the file cannot be read`);
    return undefined;
  }
}
