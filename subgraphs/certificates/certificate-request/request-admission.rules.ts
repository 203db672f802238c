import { timingSafeEqual } from 'node:crypto';
import type { ChannelDecision, ChannelRefusalCode } from '../../../legacy-adapter/index.js';
import { BOLZANO_OFFICE } from '../../../schema/identifiers.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { IncomingRequest } from './incoming-request.type.js';
import type { AcceptedRequest } from './accepted-request.type.js';
import type { RequestFacts } from './request-facts.read-model.js';

/** What refuses a request before any channel is asked: unknown sender, office, purpose, language. */
export function assertAskable(request: IncomingRequest, facts: RequestFacts | null): asserts facts is RequestFacts {
  if (!facts) throw unknownSender(request);
  if (!facts.officeKnown) throw unknownOffice(request);
  if (!facts.purpose)
    throw purposeNotAuthorised(
      request,
      'The purpose is not in the library.',
      "La finalità non è nella biblioteca dei casi d'uso.",
    );
  const allowed = facts.purpose.kinds.includes(request.kind) && facts.purpose.bodyTypes.includes(facts.bodyType);
  if (!allowed) {
    throw purposeNotAuthorised(
      request,
      'The purpose does not allow this kind of certificate, or not for this type of body.',
      'La finalità non ammette questo tipo di certificato o questo tipo di ente.',
    );
  }
  if (request.german && facts.officeCode !== BOLZANO_OFFICE) throw germanElsewhere(request);
}

/**
 * What a request means whose client request id or header request id was seen before: the same again (the earlier
 * request), a conflict, or a header id under another client request id (R-32, TES-004).
 */
export function earlierRequest(
  request: IncomingRequest,
  known: readonly AcceptedRequest[],
): AcceptedRequest | undefined {
  const sameClientId = known.find((other) => other.clientRequestId === request.clientRequestId);
  if (sameClientId) return sameClientId;
  const fileRequestId = request.file?.requestId;
  const sameFileId = known.find((other) => fileRequestId !== undefined && other.fileRequestId === fileRequestId);
  if (sameFileId) throw new DomainError('TES-004', { details: { firstRequestId: sameFileId.id } });
  return undefined;
}

/** the same id with other content is refused. */
export function assertSameContent(earlier: AcceptedRequest, contentHash: Buffer): void {
  const same = earlier.contentHash.length === contentHash.length && timingSafeEqual(earlier.contentHash, contentHash);
  if (!same) throw new DomainError('IDEMPOTENCY_CONFLICT', { details: { requestId: earlier.id } });
}

/** another sending of the same request is being decided, and takes long; the next one gets its answer. */
export function requestUnderWay(cause: unknown): DomainError {
  return new DomainError('SERVICE_BUSY', {
    rule: 'R-32',
    message: 'The same request is being accepted at this moment; send it again.',
    messageIt: 'La stessa richiesta è in corso di accettazione: ripetere l’invio.',
    cause,
  });
}

/** The refusal of the truth table as an error with everything that R-16 asks for. */
export function channelRefused(decision: ChannelDecision & { channel: null }, facts: RequestFacts): DomainError {
  const { refusal, deprecation, line } = decision;
  const details = {
    line,
    competentOffice: facts.competentOffice,
    newService: 'https://quicasellario.giustizia.it',
    ...(deprecation && { lastDay: deprecation.lastDay, daysLeft: deprecation.daysLeft, guide: deprecation.guide }),
  };
  if (refusal !== 'MASSIVO_DISMISSED' || !deprecation) return new DomainError(refusal, { details });
  return new DomainError(refusal, {
    details,
    message: `Massivo no longer accepts requests (last day ${deprecation.lastDay}); the new service is at ${deprecation.guide}.`,
    messageIt: `Il massivo non accetta più richieste (ultimo giorno ${deprecation.lastDay}); il nuovo servizio è su ${deprecation.guide}.`,
  });
}

const CHANNEL_REFUSALS: ReadonlySet<string> = new Set<ChannelRefusalCode>([
  'CHANNEL_NOT_YET_OPEN',
  'PURPOSE_NOT_COVERED',
  'AGREEMENT_REQUIRED',
  'MASSIVO_DISMISSED',
]);

/** Whether the truth table has refused the request, whatever else may be right with it. */
export const isChannelRefusal = (error: unknown): boolean =>
  error instanceof DomainError && CHANNEL_REFUSALS.has(error.code);

/** Fields are named as their sender knows them: those of a file's header, or those of the graph's input. */
const fieldOf = ({ file }: IncomingRequest, ofGraph: string, ofFile = ofGraph): { field: string } => ({
  field: file ? ofFile : `input.${ofGraph}`,
});

const unknownSender = (request: IncomingRequest): DomainError =>
  new DomainError('AUT-001', { details: fieldOf(request, 'ipaCode') });

const unknownOffice = (request: IncomingRequest): DomainError =>
  new DomainError(request.file ? 'AUT-001' : 'BAD_USER_INPUT', {
    message: "The office is not one of the ordinary prosecutor's offices.",
    messageIt: "L'ufficio non è una delle Procure della Repubblica ordinarie.",
    details: fieldOf(request, 'officeCode'),
  });

const purposeNotAuthorised = (request: IncomingRequest, message: string, messageIt: string): DomainError =>
  new DomainError('AUT-002', {
    rule: 'R-06',
    message,
    messageIt,
    details: fieldOf(request, 'purposeCode', 'purpose'),
  });

const germanElsewhere = (request: IncomingRequest): DomainError =>
  new DomainError(request.file ? 'TES-006' : 'LANGUAGE_NOT_AVAILABLE', { details: fieldOf(request, 'german') });
