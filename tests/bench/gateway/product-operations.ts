import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../schema/kernel/package-root.js';

/** An operation of `schema/operations`, as one of its users asks it. */
export interface ProductOperation {
  file: string;
  persona: string;
  variables: Readonly<Record<string, unknown>>;
  about: string;
}

export const CONTACT_BODY = 'c_h501';

export const PRODUCT_OPERATIONS: readonly ProductOperation[] = [
  {
    ...{ file: 'console-transition', persona: 'ops:alice', variables: {} },
    about: 'state of the transition: one subgraph, a few rows',
  },
  {
    ...{
      file: 'console-requests',
      persona: `contact:${CONTACT_BODY}`,
      variables: { ipaCode: CONTACT_BODY, first: 20 },
    },
    about: 'requests of a body with their counts',
  },
  {
    ...{ file: 'console-office-health', persona: 'ops:alice', variables: {} },
    about: '140 offices, each with its health: two subgraphs',
  },
  {
    ...{ file: 'migration-progress', persona: 'dashboard', variables: {} },
    about: 'the whole dashboard: three subgraphs, aggregates of PostgreSQL',
  },
];

/** The body of its request, as a client posts it. */
export async function operationBody({ file, variables }: ProductOperation): Promise<Buffer> {
  const query = await readFile(path.join(packageRoot(), 'schema/operations', `${file}.graphql`), 'utf8');
  return Buffer.from(JSON.stringify({ query, variables }));
}
