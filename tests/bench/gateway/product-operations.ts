import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../schema/kernel/package-root.js';

/** An operation of `schema/operations`, as one of its users asks it. */
export interface ProductOperation {
  file: string;
  about: string;
  persona: string;
  /** Of the caller with this number, from 0. */
  variablesOf(caller: number): Readonly<Record<string, unknown>>;
}

const CONTACT_BODY = 'c_h501';
/** More than there are requests: the answers are the same, the questions are not. */
const FIRST = 20;

const none = (): Record<string, never> => ({});

export const PRODUCT_OPERATIONS: readonly ProductOperation[] = [
  {
    ...{ file: 'console-transition', persona: 'ops:alice', variablesOf: none },
    about: 'state of the transition: one subgraph, a few rows',
  },
  {
    ...{ file: 'console-requests', persona: `contact:${CONTACT_BODY}` },
    variablesOf: (caller) => ({ ipaCode: CONTACT_BODY, first: FIRST + caller }),
    about: 'requests of a body with their counts',
  },
  {
    ...{ file: 'console-office-health', persona: 'ops:alice', variablesOf: none },
    about: '140 offices, each with its health: two subgraphs',
  },
  {
    ...{ file: 'migration-progress', persona: 'dashboard', variablesOf: none },
    about: 'the whole dashboard: three subgraphs, aggregates of PostgreSQL',
  },
];

/** The bodies of its requests, as so many clients post them. */
export async function operationBodies({ file, variablesOf }: ProductOperation, callers: number): Promise<Buffer[]> {
  const query = await readFile(path.join(packageRoot(), 'schema/operations', `${file}.graphql`), 'utf8');
  return Array.from({ length: callers }, (_, caller) =>
    Buffer.from(JSON.stringify({ query, variables: variablesOf(caller) })),
  );
}
