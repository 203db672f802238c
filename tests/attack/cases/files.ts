import { eventually } from '../../testkit/product.js';
import { readZip } from '../../testkit/zip-reader.js';
import { gql } from 'graphql-request';
import type { AttackCase, Fired, Judge } from '../attack-case.js';
import type { AttackWorld } from '../attack-world.js';

/** What a spreadsheet takes for a formula, and what a file system takes for a way out of a folder. */
const HOSTILE: readonly string[] = [
  '=HYPERLINK("http://evil.test","ROSSI")',
  "=cmd|' /C calc'!A0",
  '+39 06',
  '-2+3',
  '@SUM(A1:A9)',
  '../../../etc/passwd',
  'ROSSI;BIANCHI',
  '"ROSSI"',
];

const BODY = 'c_a952';
const PERSONA = `contact:${BODY}`;
const ASK = gql`
  mutation Ask($input: RequestCertificatesInput!) {
    requestCertificates(input: $input) {
      id
    }
  }
`;
const COUNTS = gql`
  query Counts($id: ID!) {
    certificateRequest(id: $id) {
      counts {
        open
      }
    }
  }
`;

/** Asks for certificates on persons of hostile names under hostile references, and takes what comes of it. */
async function archiveOf(world: AttackWorld): Promise<Buffer> {
  const graph = await world.product.graph(PERSONA);
  const input = {
    ...{ clientRequestId: '=HYPERLINK(1)', ipaCode: BODY, kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
    ...{ protocolNumber: '4711', protocolDate: '2026-02-09' },
    subjects: HOSTILE.map((name, n) => ({
      ...{ surname: n % 2 ? 'ROSSI' : name, name: n % 2 ? name : 'MARIO' },
      ...{ birthDate: '1980-01-01', birthPlace: 'H501' },
    })),
  };
  const { requestCertificates } = await graph.request<{ requestCertificates: { id: string } }>(ASK, { input });
  const { id } = requestCertificates;
  await eventually(
    () => graph.request<{ certificateRequest: { counts: { open: number } } }>(COUNTS, { id }),
    ({ certificateRequest }) => certificateRequest.counts.open === 0,
  );
  const response = await fetch(`${world.url}/requests/${id}/certificates.zip`, {
    headers: await world.headersOf(PERSONA),
  });
  return Buffer.from(await response.arrayBuffer());
}

/** The archive of one world is made once, for all the cases that look at it. */
const archives = new WeakMap<AttackWorld, Promise<Buffer>>();
async function archived(world: AttackWorld, look: (entries: Map<string, Buffer>) => string): Promise<Fired> {
  const archive = archives.get(world) ?? archiveOf(world);
  archives.set(world, archive);
  return { status: 200, codes: [], headers: {}, text: look(await readZip(await archive)) };
}

const says =
  (pattern: RegExp, what: string): Judge =>
  ({ text }) =>
    pattern.test(text) ? null : `${what}: ${text.slice(0, 200)}`;

export const fileCases: readonly AttackCase[] = [
  {
    ...{ family: 'files', name: 'formulas in the table of a ZIP' },
    judge: ({ text }: Fired): string | null => {
      const cell = text
        .split(/[;\r\n]/)
        .slice(1)
        .find((one) => /^["']?[=+@\-\t]/.test(one));
      return cell === undefined && text.includes('row;') ? null : `a cell begins with ${cell ?? 'nothing: no table'}`;
    },
    fire: (world) => archived(world, (entries) => entries.get('esiti.csv')?.toString() ?? ''),
  },
  {
    ...{ family: 'files', name: 'names in a ZIP that leave their folder' },
    judge: says(/^(([A-Za-z0-9_-][A-Za-z0-9._-]*)(\n|$))+$/, 'a name that is none'),
    fire: (world) => archived(world, (entries) => [...entries.keys()].join('\n')),
  },
  ...(['certificates.zip', 'outcome.txt'] as const).map((file): AttackCase => ({
    ...{ family: 'files', name: `what ${file} is to a browser` },
    judge: ({ headers, status }: Fired): string | null => {
      const safe =
        /^attachment; filename="[\w.-]+"$/.test(headers['content-disposition'] ?? '') &&
        headers['x-content-type-options'] === 'nosniff' &&
        /no-store/.test(headers['cache-control'] ?? '');
      return status === 200 && safe ? null : `HTTP ${status} ${JSON.stringify(headers)}`;
    },
    fire: async (world) => {
      const answer = await world.http(`/requests/${world.victim.requestId}/${file}`, { as: 'contact:c_h501' });
      // Its owner reads it: what is in it is no leak.
      return { ...answer, text: '' };
    },
  })),
];
