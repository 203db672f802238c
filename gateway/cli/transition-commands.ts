import { CliFailure, serviceFailure } from './cli-failure.js';
import { EXIT } from './exit-codes.js';
import { KnownLog } from './known-log.js';
import { OPERATIONS, type Change, type ChangeInput, type State } from './operations.js';
import { scopeName, scopeOf, scopeWord, type ScopeOptions } from './scope.rules.js';
import type { Session } from './session.js';
import { changedLines, dryRunLines, statusLines } from './transition-report.rules.js';

export interface ChangeOptions extends ScopeOptions {
  reason?: string;
  at?: string;
  force?: boolean;
  expectedVersion?: string;
}

export async function showStatus(session: Session, options: ScopeOptions): Promise<void> {
  const client = await session.client();
  const { transition } = await client.run(OPERATIONS.status, scopeOf(options));
  session.show(transition, () => statusLines(transition, session.language));
}

/** Nothing is changed; a change that would be refused ends with 1, as the change itself would. */
export async function dryRun(session: Session, to: State, options: ChangeOptions): Promise<void> {
  const input = await proposalOf(session, to, { ...options, reason: options.reason ?? 'dry run' });
  const { transitionDryRun: run } = await (await session.client()).run(OPERATIONS.dryRun, { input });
  session.show(run, () => dryRunLines(run, session.language));
  if (run.refusal) throw new CliFailure(EXIT.refused, ['It would be refused.', 'Verrebbe rifiutata.']);
}

/** Shows what the change would do, asks, makes it, keeps the receipt. */
export async function change(session: Session, to: State, options: ChangeOptions & { reason: string }): Promise<void> {
  const client = await session.client();
  const input = await proposalOf(session, to, options);
  const { transitionDryRun: run } = await client.run(OPERATIONS.dryRun, { input });
  if (run.refusal) throw serviceFailure(run.refusal);
  const [en, it] = scopeName(input);
  if (!session.isJson) for (const line of dryRunLines(run, session.language)) session.note(line);
  await session.confirm(
    session.say(`Massivo goes to ${to} ${en}.`, `Il massivo passa a ${to}: ${it}.`),
    scopeWord(input),
  );
  const { changeTransition } = await client.run(OPERATIONS.change, { input });
  await report(session, changeTransition);
}

export async function approve(session: Session, id: string): Promise<void> {
  const client = await session.client();
  const { transition } = await client.run(OPERATIONS.status, {});
  const pending = transition.pending.find((one) => one.id === id);
  if (pending) {
    const [en, it] = scopeName(pending);
    const { to, by, reason } = pending;
    const question = session.say(
      `${to} ${en}, asked for by ${by}: ${reason}`,
      `${to} ${it}, richiesto da ${by}: ${reason}`,
    );
    const { officeCode, ipaCode } = pending;
    await session.confirm(question, officeCode ?? ipaCode ?? scopeWord({}));
  }
  const { approveTransitionChange } = await client.run(OPERATIONS.approve, { id });
  await report(session, approveTransitionChange);
}

export async function cancel(session: Session, id: string, reason: string): Promise<void> {
  const { cancelTransitionChange } = await (await session.client()).run(OPERATIONS.cancel, { id, reason });
  await report(session, cancelTransitionChange);
}

export async function extend(session: Session, { lastDay, act }: { lastDay: string; act: string }): Promise<void> {
  const { extendTransition: now } = await (await session.client()).run(OPERATIONS.extend, { lastDay, act });
  session.show(now, () => [
    session.say(
      `last day ${now.lastDay}, ${now.daysLeft} days left, ${now.state}, version ${now.version}`,
      `ultimo giorno ${now.lastDay}, giorni residui ${now.daysLeft}, ${now.state}, versione ${now.version}`,
    ),
  ]);
}

/** this copy of the database is the one to go on with. */
export async function confirm(session: Session, reason: string): Promise<void> {
  const client = await session.client();
  const { transition } = await client.run(OPERATIONS.version, {});
  const question = session.say(
    `The database is taken as the right one: last day ${transition.lastDay}, version ${transition.version}.`,
    `La base dati viene confermata: ultimo giorno ${transition.lastDay}, versione ${transition.version}.`,
  );
  await session.confirm(question, scopeWord({}));
  const variables = { reason, expectedVersion: transition.version };
  const { confirmTransition: now } = await client.run(OPERATIONS.confirm, variables);
  session.show(now, () => [
    session.say(`${now.state}, version ${now.version}`, `${now.state}, versione ${now.version}`),
  ]);
}

export async function listMassivoClients(session: Session, office: string | undefined): Promise<void> {
  const client = await session.client();
  const scope = office === undefined ? {} : { officeCode: office };
  for await (const one of client.all(OPERATIONS.massivoClients, scope, ({ massivoClients }) => massivoClients)) {
    const { publicBody, office: at, subjectsLast90Days: subjects, requestsLast90Days: requests } = one;
    session.show(one, () => [
      `${publicBody.ipaCode} ${at.code} ${publicBody.name ?? ''}: ` +
        session.say(`${subjects} subjects, ${requests} requests`, `${subjects} nominativi, ${requests} richieste`),
    ]);
  }
}

/** Decided on the version that holds now, unless the operator says which one was seen. */
async function proposalOf(session: Session, to: State, options: ChangeOptions): Promise<ChangeInput> {
  const { reason = '', at, force, expectedVersion } = options;
  const scope = scopeOf(options);
  const version =
    expectedVersion === undefined
      ? (await (await session.client()).run(OPERATIONS.version, scope)).transition.version
      : Number(expectedVersion);
  return { ...scope, to, reason, expectedVersion: version, ...(at !== undefined && { at }), ...(force && { force }) };
}

async function report(session: Session, change: Change): Promise<void> {
  if (change.receipt !== null) await KnownLog.of(session).keepReceipt(change.receipt);
  session.show(change, () => changedLines(change, session.language));
}
