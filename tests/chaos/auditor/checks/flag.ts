import type { Evidence, FlagReceipt, RequestRow } from '../evidence.js';
import type { Violation } from '../violation.js';
import { ofKind } from './acknowledgements.js';

const CHECK = "nothing enters massivo once the flag's change was acknowledged";

/** A change of one value of the flag, as the log tells it. */
interface Step {
  at: number;
  officeCode: string;
  ipaCode: string;
  /** Null: the value was cleared. */
  to: string | null;
}

/** R-20, R-23, R-25: by the log, by the operators' receipts, and by what lay at the offices. */
export function checkFlag(evidence: Evidence): Violation[] {
  return [
    ...enteredAgainstTheLog(evidence),
    ...enteredAgainstReceipts(evidence),
    ...enteredFoldersWhileClosed(evidence),
    ...changesNotInTheLog(evidence),
    ...sentWhileClosed(evidence),
    ...groundlessRefusals(evidence),
  ];
}

/** The effective state in the log at the moment of acceptance was OPEN, for request and outbox entry alike. */
function enteredAgainstTheLog({ requests, submissions, log }: Evidence): Violation[] {
  const steps = stepsOf(log.map(({ entry }) => entry));
  const late = [
    ...massivoRequests(requests).map(({ id, submittedAt, ...where }) => ({ id, at: submittedAt, ...where })),
    ...submissions.map(({ requestId, createdAt, ...where }) => ({ id: requestId, at: createdAt, ...where })),
  ].filter((entry) => !wasOpen(steps, entry));
  return late.map(({ id, at }) => violation(`${id}: accepted at ${iso(at)}, when massivo was not OPEN`));
}

/** The same by the operators' own clocks, whatever the log says. */
function enteredAgainstReceipts({ requests, witness }: Evidence): Violation[] {
  const windows = closedWindows(ofKind(witness, 'flag'));
  const acknowledged = ofKind(witness, 'acknowledged').filter(({ channel }) => channel === 'MASSIVO');
  const officeOf = new Map(requests.map(({ id, officeCode }) => [id, officeCode]));
  const late = massivoRequests(requests).filter(({ officeCode, submittedAt }) =>
    windows.some((window) => covers(window, officeCode) && submittedAt > window.from && submittedAt < window.until),
  );
  const firstTold = new Map<string, number>();
  for (const told of acknowledged)
    firstTold.set(told.requestId, Math.min(firstTold.get(told.requestId) ?? told.at, told.at));
  const firstAsked = new Map<string, number>();
  for (const { clientRequestId, at } of ofKind(witness, 'asked')) {
    firstAsked.set(clientRequestId, Math.min(firstAsked.get(clientRequestId) ?? at, at));
  }
  const askedLate = acknowledged.filter(({ requestId, clientRequestId }) =>
    windows.some((window) => {
      const asked = firstAsked.get(clientRequestId) ?? 0;
      const told = firstTold.get(requestId) ?? Infinity;
      return covers(window, officeOf.get(requestId) ?? '') && asked > window.from && told < window.until;
    }),
  );
  return [
    ...late.map(({ id }) => violation(`${id}: accepted after the operator was told`)),
    ...askedLate.map(({ requestId }) => violation(`${requestId}: asked for and accepted after the operator was told`)),
  ];
}

/** While everything is CLOSED no new file appears at any office: listings of the folders, taken at both ends. */
function enteredFoldersWhileClosed({ witness, files, receipts }: Evidence): Violation[] {
  const listings = ofKind(witness, 'in-folders');
  const windows = closedWindows(ofKind(witness, 'flag')).filter(
    ({ to, officeCode }) => to === 'CLOSED' && officeCode === '',
  );
  return windows.flatMap((window) => {
    const atClosing = listings.find(({ at }) => at >= window.from && at <= window.until);
    if (!atClosing) return [violation(`closing of ${iso(window.from)}: nobody looked into the folders`)];
    const atOpening = listings.filter(({ at }) => at > atClosing.at && at <= window.until).at(-1);
    const until = window.until === Infinity;
    const later = until
      ? [
          ...files.map(({ officeCode, name }) => `${officeCode}/${name}`),
          ...receipts.map(({ officeCode, file }) => `${officeCode}/${file}`),
        ]
      : (atOpening?.names ?? []);
    const known = new Set(atClosing.names.map(requestFileOf));
    const late = new Set(later.map(requestFileOf).filter((name) => !known.has(name)));
    return [...late].map((name) => violation(`${name}: put into the drop area while massivo was CLOSED`));
  });
}

/** A file taken in twice lies in `in/done/` as `NAME.<receipt>.txt`: the same file. */
const requestFileOf = (name: string): string => name.replace(/\.\d+\.txt$/, '.txt');

/** What an operator was told to be in force is in the log, at a time between the asking and the telling. */
function changesNotInTheLog({ witness, log }: Evidence): Violation[] {
  const steps = stepsOf(log.map(({ entry }) => entry));
  return ofKind(witness, 'flag').flatMap((receipt) => {
    const found = steps.some(
      (step) =>
        step.officeCode === receipt.officeCode &&
        (step.to ?? 'OPEN') === receipt.to &&
        step.at >= receipt.askedAt - 1 &&
        step.at <= receipt.acknowledgedAt + 1,
    );
    return found ? [] : [violation(`change to ${receipt.to} of ${iso(receipt.acknowledgedAt)}: not in the log`)];
  });
}

/**
 * No batch was sent under a CLOSED flag: what was in flight had ended by then. While a closing is being made it waits
 * for what its workers have begun; its time in the log is that of its beginning, the promise that of its telling.
 */
function sentWhileClosed({ batches, log, witness }: Evidence): Violation[] {
  const steps = stepsOf(log.map(({ entry }) => entry));
  const closings = ofKind(witness, 'flag').filter(({ to }) => to === 'CLOSED');
  const wasBeingClosed = (at: number, office: string): boolean =>
    closings.some(
      ({ officeCode, askedAt, acknowledgedAt }) =>
        (officeCode === '' || officeCode === office) && at >= askedAt && at <= acknowledgedAt,
    );
  return batches
    .filter(({ sentAt, officeCode, ipaCode }) => {
      if (sentAt === null || wasBeingClosed(sentAt, officeCode)) return false;
      return effectiveState(steps, { at: sentAt, officeCode, ipaCode }, 'BEFORE') === 'CLOSED';
    })
    .map(({ id, sentAt }) => violation(`${id}: sent at ${iso(sentAt ?? 0)}, when massivo was CLOSED`));
}

/**
 * Who is told MASSIVO_DISMISSED was told so for a reason: at some moment of the asking massivo was not OPEN and the
 * request was not accepted already. An accepted one, asked for again, gets the same answer again. An opening
 * holds from some moment between its asking and its telling: its time in the log is that of its beginning.
 */
function groundlessRefusals({ requests, witness, log }: Evidence): Violation[] {
  const openings = ofKind(witness, 'flag').filter(({ to }) => to === 'OPEN');
  const wasBeingOpened = (from: number, until: number, office: string): boolean =>
    openings.some(
      ({ officeCode, askedAt, acknowledgedAt }) =>
        (officeCode === '' || officeCode === office) && from <= acknowledgedAt && until >= askedAt,
    );
  const steps = stepsOf(log.map(({ entry }) => entry));
  const acceptedAt = new Map(
    requests
      .filter(({ state }) => state === 'ACCEPTED')
      .map(({ ipaCode, clientRequestId, submittedAt }) => [`${ipaCode}/${clientRequestId}`, submittedAt]),
  );
  const officeOf = new Map(requests.map(({ ipaCode, officeCode }) => [ipaCode, officeCode]));
  return ofKind(witness, 'refused').flatMap(({ at, askedAt, ipaCode, clientRequestId, code }) => {
    const until = Math.min(at, acceptedAt.get(`${ipaCode}/${clientRequestId}`) ?? Infinity);
    const officeCode = officeOf.get(ipaCode) ?? '';
    const moments = [askedAt, ...steps.map((step) => step.at)].filter((moment) => moment >= askedAt && moment <= until);
    const hasReason = moments.some((moment) => !wasOpenThroughout(steps, { at: moment, officeCode, ipaCode }));
    if (hasReason || wasBeingOpened(askedAt, until, officeCode)) return [];
    const about = `${ipaCode}/${clientRequestId}: told ${code} at ${iso(at)}`;
    return [
      { check: CHECK, harm: 'WRONG', about: until < at ? `${about}, yet accepted` : `${about}, though it was OPEN` },
    ];
  });
}

// ---------------------------------------------------------------------------------------------------------- the flag

const SEVERITY = ['OPEN', 'DRAINING', 'CLOSED'];

interface Moment {
  at: number;
  officeCode: string;
  ipaCode: string;
}

/** In the millisecond of a change both states count. */
function wasOpen(steps: readonly Step[], moment: Moment): boolean {
  return effectiveState(steps, moment, 'BEFORE') === 'OPEN' || effectiveState(steps, moment, 'AFTER') === 'OPEN';
}

function wasOpenThroughout(steps: readonly Step[], moment: Moment): boolean {
  return effectiveState(steps, moment, 'BEFORE') === 'OPEN' && effectiveState(steps, moment, 'AFTER') === 'OPEN';
}

function effectiveState(steps: readonly Step[], moment: Moment, edge: 'BEFORE' | 'AFTER'): string {
  const values = new Map<string, string>();
  for (const { at, officeCode, ipaCode, to } of steps) {
    if (edge === 'BEFORE' ? at >= moment.at : at > moment.at) continue;
    if ((officeCode !== '' && officeCode !== moment.officeCode) || (ipaCode !== '' && ipaCode !== moment.ipaCode))
      continue;
    if (to === null) values.delete(`${officeCode}/${ipaCode}`);
    else values.set(`${officeCode}/${ipaCode}`, to);
  }
  return SEVERITY[Math.max(0, ...[...values.values()].map((state) => SEVERITY.indexOf(state)))] ?? 'OPEN';
}

function stepsOf(entries: readonly string[]): Step[] {
  return entries.flatMap((entry) => {
    const { action, at, officeCode = '', ipaCode = '', to } = JSON.parse(entry) as Record<string, string>;
    if ((action !== 'APPLIED' && action !== 'CLEARED') || at === undefined || to === undefined) return [];
    return [{ at: Date.parse(at), officeCode, ipaCode, to: action === 'CLEARED' ? null : to }];
  });
}

interface ClosedWindow {
  officeCode: string;
  to: string;
  from: number;
  /** When reopening was first asked for; for ever where it was not. */
  until: number;
}

/** From each telling of DRAINING or CLOSED to the next asking for OPEN in that scope. */
function closedWindows(receipts: readonly FlagReceipt[]): ClosedWindow[] {
  return receipts
    .filter(({ to }) => to !== 'OPEN')
    .map(({ officeCode, to, acknowledgedAt: from }) => {
      const reopened = receipts.filter(
        (one) => one.officeCode === officeCode && one.to === 'OPEN' && one.askedAt >= from,
      );
      return { officeCode, to, from, until: Math.min(Infinity, ...reopened.map(({ askedAt }) => askedAt)) };
    });
}

const covers = ({ officeCode }: ClosedWindow, of: string): boolean => officeCode === '' || officeCode === of;

const massivoRequests = (requests: readonly RequestRow[]): RequestRow[] =>
  requests.filter(({ state, channel }) => state === 'ACCEPTED' && channel === 'MASSIVO');

const iso = (at: number): string => new Date(at).toISOString();
const violation = (about: string): Violation => ({ check: CHECK, harm: 'LATE', about });
