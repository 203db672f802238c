import type { Channel, ChannelDecision } from '../../../legacy-adapter/index.js';
import { parseIpaCode, parseOfficeCode } from '../../../schema/identifiers.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { ERROR_CODES, type ErrorCode } from '../../../schema/error-codes.js';
import { requireContactOf, requireReaderOf, requireSignedIn } from '../../shared/authorization.rules.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { StoredRequest } from './stored-request.type.js';
import { assertProtocol, parseClientRequestId } from './request-fields.rules.js';
import type { IncomingRequest } from './incoming-request.type.js';
import type { RequestIntake } from './request-intake.service.js';
import { contentOfSubjects, type SubjectListEntry } from './subject-list.rules.js';

/** A request through the graph, as it comes in. */
export interface RequestCertificates {
  clientRequestId: string;
  ipaCode: string;
  unitCode?: string | null;
  officeCode?: string | null;
  kind: CertificateKindName;
  purposeCode: string;
  protocolNumber: string;
  protocolDate: string;
  german?: boolean | null;
  subjects: readonly SubjectListEntry[];
}

export interface ChannelAnswerParts {
  channel: Channel | null;
  refusal: { code: string; rule: string; message: string; messageIt: string; retryable: boolean } | null;
  line: number;
  deprecation: { lastDay: string; daysLeft: number; guide: string } | null;
}

/** Requests of contact persons through the graph, and the question that asks for the channel without doing anything. */
export class RequestCertificatesService {
  readonly #intake: RequestIntake;

  constructor(intake: RequestIntake) {
    this.#intake = intake;
  }

  async request(input: RequestCertificates, context: CertificatesContext): Promise<StoredRequest> {
    const request = incomingRequest(input);
    const { personKey, method, level } = await requireContactOf(context, request.ipaCode);
    const { requestId } = await this.#intake.submit({
      request,
      content: contentOfSubjects(request, input.subjects),
      submitter: { personKey, method, level },
    });
    const stored = await context.loaders.request.load(requestId);
    if (!stored) throw new Error('an accepted request is not there');
    return stored;
  }

  async channelFor(
    question: { ipaCode: string; officeCode?: string | null; kind: CertificateKindName; purposeCode: string },
    context: CertificatesContext,
  ): Promise<ChannelAnswerParts> {
    requireSignedIn(context);
    const ipaCode = parseIpaCode(question.ipaCode) ?? question.ipaCode;
    const officeCode = question.officeCode ? (parseOfficeCode(question.officeCode) ?? question.officeCode) : null;
    const { decision, competentOffice } = await this.#intake.channelFor({ ...question, ipaCode, officeCode });
    await requireReaderOf(context, { ipaCode, officeCode: officeCode ?? competentOffice });
    return answerOf(decision);
  }
}

function incomingRequest(input: RequestCertificates): IncomingRequest {
  const protocol = assertProtocol(input.protocolNumber, input.protocolDate);
  return {
    clientRequestId: parseClientRequestId(input.clientRequestId, 'input.clientRequestId'),
    ipaCode: parseIpaCode(input.ipaCode) ?? notSo('input.ipaCode'),
    unitCode: input.unitCode ?? null,
    officeCode: input.officeCode ? (parseOfficeCode(input.officeCode) ?? notSo('input.officeCode')) : null,
    kind: input.kind,
    purposeCode: input.purposeCode.trim().toUpperCase(),
    ...protocol,
    german: input.german ?? false,
    file: null,
  };
}

function notSo(field: string): never {
  throw new DomainError('BAD_USER_INPUT', {
    message: `${field} is not written as it must be.`,
    messageIt: `${field} non è nel formato previsto.`,
    details: { field },
  });
}

function answerOf({ channel, refusal, line, deprecation }: ChannelDecision): ChannelAnswerParts {
  return { channel, line, deprecation, refusal: refusal && refusalOf(refusal) };
}

function refusalOf(code: ErrorCode): ChannelAnswerParts['refusal'] {
  const { rule, message, messageIt, retryable } = ERROR_CODES[code];
  return { code, rule, message, messageIt, retryable };
}
