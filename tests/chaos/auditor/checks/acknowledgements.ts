import type { Acknowledgement, Evidence, RequestRow, WitnessEntry } from '../evidence.js';
import { groupBy, type Violation } from '../violation.js';

const CHECK = 'what clients were told is so, under one id each';

type About = { ipaCode: string; clientRequestId: string };
const clientKey = ({ ipaCode, clientRequestId }: About): string => `${ipaCode}/${clientRequestId}`;

/** every acknowledgement holds, no request is acknowledged under two ids, and nothing was accepted unasked. */
export function checkAcknowledgements({ requests, witness }: Evidence): Violation[] {
  const accepted = requests.filter(({ state }) => state === 'ACCEPTED');
  const acknowledged = ofKind(witness, 'acknowledged');
  return [
    ...brokenPromises(acknowledged, accepted),
    ...twoIds(acknowledged, accepted),
    ...unasked(accepted, witness),
    ...unanswered(witness),
    ...wrongAnswers(witness),
  ];
}

function brokenPromises(acknowledged: readonly Acknowledgement[], accepted: readonly RequestRow[]): Violation[] {
  const byId = new Map(accepted.map((request) => [request.id, request]));
  return acknowledged.flatMap((told): Violation[] => {
    const found = byId.get(told.requestId);
    if (!found) return [violation('LOST', `${clientKey(told)}: acknowledged as ${told.requestId}, which is not there`)];
    const same =
      clientKey(found) === clientKey(told) &&
      found.channel === told.channel &&
      found.accepted === (told.accepted ?? found.accepted) &&
      found.total === told.total;
    return same ? [] : [violation('WRONG', `${told.requestId}: not what was acknowledged`)];
  });
}

function twoIds(acknowledged: readonly Acknowledgement[], accepted: readonly RequestRow[]): Violation[] {
  const ids = [
    ...acknowledged.map((told) => ({ key: clientKey(told), id: told.requestId })),
    ...accepted.map((request) => ({ key: clientKey(request), id: request.id })),
  ];
  return [...groupBy(ids, ({ key }) => key)].flatMap(([key, found]) => {
    const different = new Set(found.map(({ id }) => id));
    return different.size > 1 ? [violation('DOUBLED', `${key}: ${[...different].join(' and ')}`)] : [];
  });
}

function unasked(accepted: readonly RequestRow[], witness: readonly WitnessEntry[]): Violation[] {
  const asked = new Set(ofKind(witness, 'asked').map(clientKey));
  const before = new Set(ofKind(witness, 'baseline').flatMap(({ requestIds }) => requestIds));
  return accepted
    .filter((request) => !before.has(request.id) && !asked.has(clientKey(request)))
    .map(({ id }) => violation('WRONG', `${id}: accepted, though nobody asked`));
}

function unanswered(witness: readonly WitnessEntry[]): Violation[] {
  const answered = new Set([...ofKind(witness, 'acknowledged'), ...ofKind(witness, 'refused')].map(clientKey));
  const silent = ofKind(witness, 'asked').filter((asked) => !answered.has(clientKey(asked)));
  return silent.map((asked) => violation('WRONG', `${clientKey(asked)}: never answered`));
}

/** The channel is the one that the truth table says; only massivo's own end is a reason to refuse (when: `flag.ts`). */
function wrongAnswers(witness: readonly WitnessEntry[]): Violation[] {
  const channelOf = new Map(ofKind(witness, 'asked').map((asked) => [clientKey(asked), asked.channel]));
  const elsewhere = ofKind(witness, 'acknowledged').filter((told) => channelOf.get(clientKey(told)) !== told.channel);
  const groundless = ofKind(witness, 'refused').filter(
    (told) => told.code !== 'MASSIVO_DISMISSED' || channelOf.get(clientKey(told)) !== 'MASSIVO',
  );
  return [
    ...elsewhere.map((told) => violation('WRONG', `${clientKey(told)}: accepted on ${told.channel}`)),
    ...groundless.map((told) => violation('WRONG', `${clientKey(told)}: refused with ${told.code}`)),
  ];
}

export function ofKind<Kind extends WitnessEntry['kind']>(
  witness: readonly WitnessEntry[],
  kind: Kind,
): Extract<WitnessEntry, { kind: Kind }>[] {
  return witness.filter((entry): entry is Extract<WitnessEntry, { kind: Kind }> => entry.kind === kind);
}

const violation = (harm: Violation['harm'], about: string): Violation => ({ check: CHECK, harm, about });
