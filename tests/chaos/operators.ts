import { setTimeout as sleep } from 'node:timers/promises';
import { listInFolders } from './auditor/read-drop-area.js';
import type { Fault } from './chaos-plan.js';
import type { Journal } from './journal.js';
import { askGraph, tokenOf, type ServiceAnswer } from './service-calls.js';
import type { Witness } from './witness.js';

export interface OperatorsParts {
  gatewayUrls: readonly string[];
  dataDir: string;
  dropDir: string;
  witness: Witness;
  journal: Journal;
}

type FlagChange = Extract<Fault, { kind: 'flag' }>;
type LimitsChange = Extract<Fault, { kind: 'limits' }>;

interface Flag {
  state: string;
  version: number;
  pending: { id: string; to: string; status: string; officeCode: string | null }[];
}

const ATTEMPT_MS = 30_000;
const PAUSE_MS = 400;

const FLAG = `query Flag($officeCode: ID) {
  transition(officeCode: $officeCode) { state version overrides { officeCode state }
    pending { id to status officeCode } }
}`;
const CHANGE = `mutation Change($input: TransitionChangeInput!) { changeTransition(input: $input) { id status } }`;
const APPROVE = `mutation Approve($id: ID!) { approveTransitionChange(id: $id) { id status } }`;
const LIMITS = `mutation Limits($officeCode: ID!, $limits: MassivoLimitsInput!) {
  setMassivoLimits(officeCode: $officeCode, limits: $limits) { code }
}`;

/** Operations: changes the flag and the limits through the graph, as often as it takes. */
export class Operators {
  readonly #parts: OperatorsParts;
  #turn = 0;

  constructor(parts: OperatorsParts) {
    this.#parts = parts;
  }

  /** Whether the graph has said, before it was too late, that the change is in force; keeps the receipt. */
  async changeFlag(change: FlagChange, signal: AbortSignal): Promise<boolean> {
    const { witness, journal } = this.#parts;
    const askedAt = Date.now();
    while (!signal.aborted) {
      if (change.to === 'OPEN' && change.officeCode === '') await this.#listFolders();
      const why = await this.#tryToChange(change);
      if (why === null) {
        const { to, force: forced, officeCode } = change;
        witness.note({ kind: 'flag', officeCode, to, forced, askedAt, acknowledgedAt: Date.now() });
        if (to === 'CLOSED') await this.#listFolders();
        journal.note(`flag${officeCode && ` of ${officeCode}`} is ${to}`);
        return true;
      }
      journal.count(`operator asked again: ${why}`);
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  async setLimits({ officeCode, maximumRows, concurrentBatches }: LimitsChange, signal: AbortSignal): Promise<void> {
    const variables = { officeCode, limits: { maximumRows, concurrentBatches } };
    while (!signal.aborted) {
      const answer = await this.ask('ops:alice', LIMITS, variables);
      if (answer.kind !== 'AGAIN') return;
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One call as this persona, at the gateway that answered last; the next one at another when it does not. */
  async ask<Data>(persona: string, query: string, variables: Record<string, unknown>): Promise<ServiceAnswer<Data>> {
    const { gatewayUrls, dataDir } = this.#parts;
    const url = gatewayUrls[this.#turn % gatewayUrls.length] ?? '';
    const token = await tokenOf(dataDir, persona);
    const answer = await askGraph<Data>({ url, token, timeoutMs: ATTEMPT_MS }, { query, variables });
    if (answer.kind === 'AGAIN') this.#turn += 1;
    return answer;
  }

  /**
   * One go: null when the change is in force. An answer that was lost does no harm: what is in force is looked at
   * first, and what waits for approval is approved.
   */
  async #tryToChange({ to, force, officeCode }: FlagChange): Promise<string | null> {
    const scope = officeCode === '' ? {} : { officeCode };
    const seen = await this.ask<{ transition: Flag & { overrides: { officeCode: string | null; state: string }[] } }>(
      'ops:alice',
      FLAG,
      scope,
    );
    if (seen.kind !== 'DONE') return whyNot(seen);
    const { transition } = seen.data;
    const own = transition.overrides.find((override) => override.officeCode === officeCode)?.state;
    if ((officeCode === '' ? transition.state : own) === to) return null;
    const waiting = transition.pending.find(
      (one) => one.status === 'WAITING_APPROVAL' && one.to === to && (one.officeCode ?? '') === officeCode,
    );
    if (waiting) return this.#approve(waiting.id);
    const input = { ...scope, to, force, reason: 'fault test', expectedVersion: transition.version };
    const answer = await this.ask<{ changeTransition: { id: string; status: string } }>('ops:alice', CHANGE, { input });
    if (answer.kind !== 'DONE') return whyNot(answer);
    const { id, status } = answer.data.changeTransition;
    return status === 'APPLIED' ? null : this.#approve(id);
  }

  async #approve(id: string): Promise<string | null> {
    const answer = await this.ask<{ approveTransitionChange: { status: string } }>('ops:bruno', APPROVE, { id });
    if (answer.kind !== 'DONE') return whyNot(answer);
    return answer.data.approveTransitionChange.status === 'APPLIED' ? null : 'not applied';
  }

  async #listFolders(): Promise<void> {
    const found = await listInFolders(this.#parts.dropDir);
    const names = found.map(({ officeCode, name }) => `${officeCode}/${name}`);
    this.#parts.witness.note({ kind: 'in-folders', at: Date.now(), names });
  }
}

const whyNot = (answer: Exclude<ServiceAnswer<unknown>, { kind: 'DONE' }>): string =>
  answer.kind === 'REFUSED' ? answer.code : answer.why;
