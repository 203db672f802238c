import { z } from 'zod';
import type { TransitionControl, TransitionDryRun } from '../../../legacy-adapter/index.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { parseIpaCode } from '../../../schema/identifiers.js';
import { requireOperations, requireSignedIn, type Caller } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import { namingInput } from '../../shared/naming-input.js';
import { proposalOf, scopeOf, type TransitionChangeInput, type TransitionScopeArgs } from './transition.input.js';
import type { Transition, TransitionChange, TransitionOverride } from './transition.type.js';

const CHANGE_KEY: z.ZodType<[string]> = z.tuple([z.uuid()]);

/** What a caller asks of a scope's own value, beside the scope. */
export interface Clearing {
  reason: string;
  expectedVersion: number;
}

/** The flag, for whoever may see or change it (api.md; ). */
export class TransitionService {
  readonly #transition: TransitionControl;

  constructor(transition: TransitionControl) {
    this.#transition = transition;
  }

  async present(args: TransitionScopeArgs, caller: Caller): Promise<Transition> {
    requireSignedIn(caller);
    const scope = scopeOf(args);
    return { ...(await this.#transition.present(scope)), scope };
  }

  /** CLOSED for everybody. No secret: every refusal says as much. */
  async isDismissed(): Promise<boolean> {
    return (await this.#transition.present({})).state === 'CLOSED';
  }

  /** For operators and operations. The list cannot be null in the contract: to others it is empty. */
  async overrides({ scope }: Transition, caller: Caller): Promise<TransitionOverride[]> {
    return isStaff(caller) ? this.#transition.overrides(scope) : [];
  }

  /** As `overrides`. */
  async pending({ scope }: Transition, caller: Caller): Promise<TransitionChange[]> {
    return isStaff(caller) ? this.#transition.pending(scope) : [];
  }

  isLogIntact(): Promise<boolean> {
    return this.#transition.isLogIntact();
  }

  async log(page: PageArguments, caller: Caller): Promise<Connection<TransitionChange>> {
    requireOperations(caller);
    const wanted = readPage(page, listOf('transitionLog'), CHANGE_KEY);
    const changes = await this.#transition.changes({ take: wanted.take, after: wanted.after?.[0] ?? null });
    return toConnection(changes, wanted, {
      keyOf: ({ id }): [string] => [id],
      totalCount: () => this.#transition.countChanges(),
    });
  }

  async dryRun(input: TransitionChangeInput, caller: Caller): Promise<TransitionDryRun> {
    const { subject } = requireOperations(caller);
    return namingInput('input', () => this.#transition.dryRun(proposalOf(input), subject));
  }

  async change(input: TransitionChangeInput, caller: Caller): Promise<TransitionChange> {
    const { subject } = requireOperations(caller);
    return namingInput('input', () => this.#transition.change(proposalOf(input), subject));
  }

  async clearOverride(scope: TransitionScopeArgs, clearing: Clearing, caller: Caller): Promise<TransitionChange> {
    const { subject } = requireOperations(caller);
    return this.#transition.clearOverride({ ...scopeOf(scope), ...clearing }, subject);
  }

  async approve(id: string, caller: Caller): Promise<TransitionChange> {
    const { subject } = requireOperations(caller);
    return this.#transition.approve(id, subject);
  }

  async cancel(id: string, reason: string, caller: Caller): Promise<TransitionChange> {
    const { subject } = requireOperations(caller);
    return this.#transition.cancel(id, reason, subject);
  }

  async extend(lastDay: IsoDay, act: string, caller: Caller): Promise<Transition> {
    const { subject } = requireOperations(caller);
    await this.#transition.extend(lastDay, act, subject);
    return this.present({}, caller);
  }

  async confirm(confirmation: Clearing, caller: Caller): Promise<Transition> {
    const { subject } = requireOperations(caller);
    await this.#transition.confirm(confirmation, subject);
    return this.present({}, caller);
  }

  /** Returns the code of the body as it is recorded. */
  async pin(ipaCode: string, pin: { pinned: boolean; reason: string }, caller: Caller): Promise<string> {
    const { subject } = requireOperations(caller);
    const code = parseIpaCode(ipaCode) ?? '';
    await this.#transition.pin({ ipaCode: code, ...pin }, subject);
    return code;
  }
}

function isStaff({ actor }: Caller): boolean {
  return actor.kind === 'operator' || actor.kind === 'operations';
}
