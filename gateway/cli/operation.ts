import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../schema/kernel/package-root.js';

/** An operation of `schema/operations` with the types of what goes in and what comes out. */
export interface Operation<Result, Variables extends object> {
  readonly name: string;
  readonly text: string;
  /** Carry the types only; never set. */
  readonly result?: Result;
  readonly variables?: Variables;
}

/** Reads an operation by the name of its file. */
export function operation<Result, Variables extends object = Record<string, never>>(
  name: string,
): Operation<Result, Variables> {
  let text: string | undefined;
  return {
    name,
    get text() {
      return (text ??= readFileSync(path.join(packageRoot(), 'schema', 'operations', `${name}.graphql`), 'utf8'));
    },
  };
}
