import { connect } from 'node:net';
import { gql } from 'graphql-request';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';
import { subjects, type Who } from '../testkit/story.js';
import type { TestDatabase } from '../testkit/database.js';
import type { Fired, GraphShot } from './shot.js';
import { TokenForge } from './token-forge.js';

/** What belongs to Roma Capitale and to nobody else. */
export interface Victim {
  ipaCode: string;
  officeCode: string;
  requestId: string;
  clientRequestId: string;
  itemId: string;
  certificateNumber: string;
  verificationCode: string;
  agreementId: string;
  batchId: string;
  /** A cursor of the list of its requests. */
  cursor: string;
}

/** A running instance with a victim in it. */
export interface AttackWorld {
  url: string;
  product: RunningProduct;
  victim: Victim;
  forge: TokenForge;
  /** Texts that nobody but the victim may ever see. */
  canaries: readonly string[];
  headersOf(who: Who): Promise<Record<string, string>>;
  graph(shot: GraphShot): Promise<Fired>;
  http(path: string, init?: RequestInit & { as?: Who; duplex?: 'half' }): Promise<Fired>;
  /** Bytes as they are, for what no client library would send; waits for the other side's end. */
  raw(bytes: string | Buffer, patienceMs?: number): Promise<Fired>;
  end(): Promise<void>;
}

export const VICTIM_PERSONA = 'contact:c_h501';
const MAX_UPLOAD_MB = 20;

const ASK = gql`
  mutation Ask($input: RequestCertificatesInput!) {
    requestCertificates(input: $input) {
      id
    }
  }
`;
const VICTIM = gql`
  query Victim($id: ID!, $ipaCode: ID!) {
    certificateRequest(id: $id) {
      items(first: 10) {
        nodes {
          id
          status
          subject {
            taxCode
          }
          certificate {
            number
            verificationCode
          }
        }
      }
    }
    certificateRequests(ipaCode: $ipaCode, first: 1) {
      pageInfo {
        endCursor
      }
    }
    publicBody(ipaCode: $ipaCode) {
      directAgreements(first: 1) {
        nodes {
          id
        }
      }
    }
  }
`;
const BATCHES = gql`
  query Batches($officeCode: ID!) {
    massivoBatches(first: 1, filter: { officeCode: $officeCode }) {
      nodes {
        id
      }
    }
  }
`;

interface VictimAnswer {
  certificateRequest: {
    items: {
      nodes: {
        id: string;
        status: string;
        subject: { taxCode: string };
        certificate: { number: string; verificationCode: string } | null;
      }[];
    };
  };
  certificateRequests: { pageInfo: { endCursor: string } };
  publicBody: { directAgreements: { nodes: { id: string }[] } };
}

export async function attackWorld(database?: TestDatabase): Promise<AttackWorld> {
  const product = await startProduct({
    ...(database && { database }),
    env: { MAX_UPLOAD_MB: String(MAX_UPLOAD_MB) },
  });
  const tokens = new Map<string, Promise<string>>();
  const headersOf = async (who: Who): Promise<Record<string, string>> => {
    if (who === null) return {};
    const token = tokens.get(who) ?? product.token(who);
    tokens.set(who, token);
    return { authorization: `Bearer ${await token}` };
  };
  const { victim, canaries } = await makeVictim(product).catch(async (error: unknown) => {
    await product.stop();
    throw error;
  });
  const { url } = product;
  return {
    ...{ url, product, victim, canaries, headersOf },
    forge: await TokenForge.of(product.dataDir),
    graph: async ({ as = null, query, variables, headers }) =>
      fired(
        await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(await headersOf(as)), ...headers },
          body: JSON.stringify({ query, variables }),
        }),
      ),
    http: async (path, { as = null, headers, ...init } = {}) =>
      fired(
        await fetch(url + path, {
          redirect: 'manual',
          ...init,
          headers: { ...(await headersOf(as)), ...(headers as Record<string, string>) },
        }).catch((error: unknown) => error as Error),
      ),
    raw: (bytes, patienceMs = 5_000) => raw(url, bytes, patienceMs),
    end: () => product.stop().then(() => undefined),
  };
}

async function makeVictim(product: RunningProduct): Promise<{ victim: Victim; canaries: string[] }> {
  const graph = await product.graph(VICTIM_PERSONA);
  const persons = subjects({ seed: 6, rows: 3 });
  const clientRequestId = 'the-victims-own';
  const input = {
    ...{ clientRequestId, ipaCode: 'c_h501', kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
    ...{ protocolNumber: '4711', protocolDate: '2026-02-09', subjects: persons },
  };
  const { requestCertificates } = await graph.request<{ requestCertificates: { id: string } }>(ASK, { input });
  const requestId = requestCertificates.id;
  const ask = (): Promise<VictimAnswer> => graph.request(VICTIM, { id: requestId, ipaCode: 'c_h501' });
  const answer = await eventually(ask, ({ certificateRequest: { items } }) =>
    items.nodes.some(({ certificate }) => certificate !== null),
  );
  const item = answer.certificateRequest.items.nodes.find(({ certificate }) => certificate !== null);
  const operations = await product.graph('ops:alice');
  const { massivoBatches } = await operations.request<{ massivoBatches: { nodes: { id: string }[] } }>(BATCHES, {
    officeCode: 'PROC-H501',
  });
  const victim: Victim = {
    ...{ ipaCode: 'c_h501', officeCode: 'PROC-H501', requestId, clientRequestId },
    itemId: item?.id ?? '',
    certificateNumber: item?.certificate?.number ?? '',
    verificationCode: item?.certificate?.verificationCode ?? '',
    agreementId: answer.publicBody.directAgreements.nodes[0]?.id ?? '',
    batchId: massivoBatches.nodes[0]?.id ?? '',
    cursor: answer.certificateRequests.pageInfo.endCursor,
  };
  for (const [name, value] of Object.entries(victim)) if (!value) throw new Error(`the victim has no ${name}`);
  // Tax codes, of the contact person too; not the certificate's number, which is in the attacker's own path.
  const taxCodes = answer.certificateRequest.items.nodes.map(({ subject }) => subject.taxCode);
  return { victim, canaries: ['RSSMRA80A01H501U', ...taxCodes, victim.verificationCode] };
}

async function fired(response: Response | Error): Promise<Fired> {
  if (response instanceof Error) return { status: 0, codes: [], text: '', headers: {} };
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return { status: response.status, codes: codesIn(text), text, headers: Object.fromEntries(response.headers) };
}

function codesIn(text: string): string[] {
  try {
    const body = JSON.parse(text) as { code?: string; errors?: { extensions?: { code?: string } }[] };
    const codes = body.errors?.map(({ extensions }) => extensions?.code ?? 'NO_CODE') ?? [];
    return body.code === undefined ? codes : [body.code, ...codes];
  } catch {
    return [];
  }
}

function raw(url: string, bytes: string | Buffer, patienceMs: number): Promise<Fired> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const lines = head.split('\r\n').slice(1);
      const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(/: ?/, 2) as [string, string]));
      resolve({
        status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
        codes: codesIn(rest.join('')),
        text,
        headers,
      });
    };
    const timer = setTimeout(end, patienceMs);
    socket.setEncoding('latin1').on('data', (piece: string) => (text += piece));
    socket.on('end', end).on('error', end);
  });
}
