import { setTimeout as sleep } from 'node:timers/promises';
import { demoBody, demoContactTaxCode } from '../../schema/demo/demo-bodies.js';
import { requestFileBytes } from '../testkit/massivo-generator.js';
import { generatePersons } from '../testkit/person-generator.js';
import type { Journal } from './journal.js';
import type { PlannedRequest } from './load-plan.js';
import { CANARY, type Persons } from './persons.js';
import { askGraph, sendFile, tokenOf, type ServiceAnswer } from './service-calls.js';
import type { Witness } from './witness.js';

export interface ClientsParts {
  gatewayUrls: readonly string[];
  dataDir: string;
  witness: Witness;
  persons: Persons;
  journal: Journal;
}

interface Told {
  requestId: string;
  total: number;
  accepted: number | null;
  channel: string;
}

const ATTEMPT_MS = 15_000;
/** A client that does not wait: most of its first attempts are still under way when it asks again. */
const HASTY_MS = 120;
const HASTY_ATTEMPTS = 3;
const LONGEST_PAUSE_MS = 1_500;
const PROTOCOL_DATE = { italian: '09/02/2026', iso: '2026-02-09' };

const ASK = `mutation Ask($input: RequestCertificatesInput!) {
  requestCertificates(input: $input) { id channel counts { total } }
}`;
const CITIZENSHIP: Record<string, string> = { I: 'ITALIAN', U: 'EU', X: 'OTHER' };

/** The bodies' software: asks, and asks again under the same id until it has an answer, whatever happens. */
export class Clients {
  readonly #parts: ClientsParts;

  constructor(parts: ClientsParts) {
    this.#parts = parts;
  }

  /** Resolves when every request of the plan has been answered, or `signal` says that it is too late. */
  async run(load: readonly PlannedRequest[], signal: AbortSignal): Promise<void> {
    const beginning = performance.now();
    await Promise.all(
      load.map(async (request) => {
        await pause(beginning + request.atMs - performance.now(), signal);
        if (!signal.aborted) await this.#askAsPlanned(request, signal);
      }),
    );
  }

  async #askAsPlanned(request: PlannedRequest, signal: AbortSignal): Promise<void> {
    const { party, clientRequestId, rows, channel } = request;
    const about = { ipaCode: party.ipaCode, clientRequestId };
    this.#parts.witness.note({ kind: 'asked', at: Date.now(), ...about, rows, channel });
    const attempts = request.manner === 'TWICE' ? [0, 1] : [0];
    await Promise.all(attempts.map((first) => this.#askUntilAnswered(request, first, signal)));
    if (request.manner !== 'AGAIN_LATER') return;
    await pause(3_000 + (request.personSeed % 7) * 1_000, signal);
    if (!signal.aborted) await this.#askUntilAnswered(request, 1, signal);
  }

  async #askUntilAnswered(request: PlannedRequest, firstGateway: number, signal: AbortSignal): Promise<void> {
    const { witness, journal } = this.#parts;
    const { party, clientRequestId } = request;
    const about = { ipaCode: party.ipaCode, clientRequestId };
    const send = await this.#sender(request);
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const url =
        this.#parts.gatewayUrls[(request.personSeed + firstGateway + attempt) % this.#parts.gatewayUrls.length];
      const hasty = request.manner === 'HASTY' && attempt < HASTY_ATTEMPTS;
      const askedAt = Date.now();
      const answer = await send(url ?? '', hasty ? HASTY_MS : ATTEMPT_MS);
      if (answer.kind === 'DONE')
        return witness.note({ kind: 'acknowledged', at: Date.now(), ...about, ...answer.data });
      if (answer.kind === 'REFUSED') {
        return witness.note({ kind: 'refused', at: Date.now(), askedAt, ...about, code: answer.code });
      }
      journal.count(`client asked again: ${answer.why}`);
      await pause(Math.min(200 * 1.5 ** attempt, LONGEST_PAUSE_MS), signal);
    }
  }

  /** The request made once; each call sends the same. */
  async #sender(request: PlannedRequest): Promise<(url: string, timeoutMs: number) => Promise<ServiceAnswer<Told>>> {
    const token = await tokenOf(this.#parts.dataDir, `contact:${request.party.ipaCode}`);
    this.#parts.persons.note(generatePersons({ seed: request.personSeed, rows: request.rows }));
    if (request.way === 'FILE') {
      const content = fileOf(request);
      return async (url, timeoutMs) =>
        fileTold(await sendFile<FileAnswer>({ url, token, timeoutMs }, request.clientRequestId, content));
    }
    const operation = { query: ASK, variables: { input: inputOf(request) } };
    return async (url, timeoutMs) => graphTold(await askGraph<GraphAnswer>({ url, token, timeoutMs }, operation));
  }
}

interface FileAnswer {
  requestId: string;
  accepted: number;
  rejected: number;
  channel: string;
}

interface GraphAnswer {
  requestCertificates: { id: string; channel: string; counts: { total: number } };
}

function fileTold(answer: ServiceAnswer<FileAnswer>): ServiceAnswer<Told> {
  if (answer.kind !== 'DONE') return answer;
  const { requestId, accepted, rejected, channel } = answer.data;
  return { kind: 'DONE', data: { requestId, accepted, total: accepted + rejected, channel } };
}

function graphTold(answer: ServiceAnswer<GraphAnswer>): ServiceAnswer<Told> {
  if (answer.kind !== 'DONE') return answer;
  const { id, channel, counts } = answer.data.requestCertificates;
  return { kind: 'DONE', data: { requestId: id, accepted: null, total: counts.total, channel } };
}

function fileOf({ party, clientRequestId, purposeCode, rows, personSeed }: PlannedRequest): Buffer {
  const { ipaCode, officeCode } = party;
  return requestFileBytes({
    seed: personSeed,
    rows,
    header: {
      ...{ ipaCode, officeCode, requestId: clientRequestId, purpose: purposeCode },
      bodyTaxCode: demoBody(ipaCode)?.taxCode ?? '',
      contactTaxCode: demoContactTaxCode(ipaCode) ?? '',
      protocolDate: PROTOCOL_DATE.italian,
    },
  });
}

function inputOf({ party, clientRequestId, purposeCode, rows, personSeed }: PlannedRequest): Record<string, unknown> {
  const subjects = [...generatePersons({ seed: personSeed, rows })].map(
    ({ expected: _, birthDate, citizenship, ...rest }) => ({
      ...rest,
      fatherName: CANARY,
      birthDate: birthDate.split('/').reverse().join('-'),
      ...(CITIZENSHIP[citizenship] && { citizenship: CITIZENSHIP[citizenship] }),
    }),
  );
  return {
    ...{ clientRequestId, ipaCode: party.ipaCode, kind: 'CASELLARIO_GENERAL', purposeCode, subjects },
    ...{ protocolNumber: '0012345', protocolDate: PROTOCOL_DATE.iso },
  };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
