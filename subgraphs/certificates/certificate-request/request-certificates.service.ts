import type { Channel, ChannelDecision } from '../../../legacy-adapter/index.js';
import { today, type Clock, type IsoDay } from '../../../schema/kernel/clock.js';
import { ERROR_CODES, type ErrorCode } from '../../../schema/error-codes.js';
import { requireContactOf, requireReaderOf, requireSignedIn } from '../../shared/authorization.rules.js';
import { readIpaCode, readOfficeCode } from '../../shared/code-problem.rules.js';
import { futureProblem } from '../../shared/day-problem.rules.js';
import { InputCheck } from '../../shared/input-check.js';
import { textProblem } from '../../shared/input-problem.rules.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { StoredRequest } from './stored-request.type.js';
import { clientRequestIdProblem, protocolNumberProblem } from './request-fields.rules.js';
import type { IncomingRequest } from './incoming-request.type.js';
import type { RequestIntake } from './request-intake.service.js';
import { contentOfSubjects, subjectCountProblem, type SubjectListEntry } from './subject-list.rules.js';

/** A request through the graph, as it comes in. */
export interface RequestCertificates {
  clientRequestId: string;
  ipaCode: string;
  unitCode?: string | null;
  officeCode?: string | null;
  kind: CertificateKindName;
  purposeCode: string;
  protocolNumber: string;
  protocolDate: IsoDay;
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
  readonly #clock: Clock;

  constructor(intake: RequestIntake, clock: Clock) {
    this.#intake = intake;
    this.#clock = clock;
  }

  async request(input: RequestCertificates, context: CertificatesContext): Promise<StoredRequest> {
    const request = incomingRequest(input, today(this.#clock));
    const { personKey, method, level } = await requireContactOf(context, request.ipaCode);
    const { requestId } = await this.#intake.submit({
      request,
      content: contentOfSubjects(request, input.subjects),
      submitter: { personKey, method, level },
    });
    const stored = await context.loaders.request.load(requestId);
    if (!stored) throw new Error('an accepted request is not there');
    if (stored.channel === 'MASSIVO') context.deprecation = await context.loaders.deprecation();
    return stored;
  }

  async channelFor(
    question: { ipaCode: string; officeCode?: string | null; kind: CertificateKindName; purposeCode: string },
    context: CertificatesContext,
  ): Promise<ChannelAnswerParts> {
    requireSignedIn(context);
    const check = new InputCheck();
    const ipaCode = check.read('input.ipaCode', question.ipaCode, readIpaCode, 'R-30');
    const officeCode = question.officeCode
      ? check.read('input.officeCode', question.officeCode, readOfficeCode, 'R-30')
      : null;
    check.refuseIfAny();
    const { decision, competentOffice } = await this.#intake.channelFor({ ...question, ipaCode, officeCode });
    await requireReaderOf(context, { ipaCode, officeCode: officeCode ?? competentOffice });
    return answerOf(decision);
  }
}

/** Longest code of an organisational unit: ours. */
const LONGEST_UNIT_CODE = 60;

/** @throws BAD_USER_INPUT with everything that is wrong beside the subjects, whose faults are their rows' (R-31) */
function incomingRequest(input: RequestCertificates, day: IsoDay): IncomingRequest {
  const check = new InputCheck();
  check.note('input.clientRequestId', clientRequestIdProblem(input.clientRequestId), 'R-32');
  const ipaCode = check.read('input.ipaCode', input.ipaCode, readIpaCode, 'R-30');
  if (input.unitCode != null) {
    check.note('input.unitCode', textProblem(input.unitCode, { longest: LONGEST_UNIT_CODE }), 'R-15');
  }
  const officeCode = input.officeCode ? check.read('input.officeCode', input.officeCode, readOfficeCode, 'R-30') : null;
  check.note('input.protocolNumber', protocolNumberProblem(input.protocolNumber), 'R-30');
  check.note('input.protocolDate', futureProblem(input.protocolDate, day), 'R-30');
  check.note('input.subjects', subjectCountProblem(input.subjects.length), 'R-30');
  check.refuseIfAny();
  return {
    clientRequestId: input.clientRequestId.trim(),
    ipaCode,
    unitCode: input.unitCode ?? null,
    officeCode,
    kind: input.kind,
    purposeCode: input.purposeCode.trim().toUpperCase(),
    protocolNumber: input.protocolNumber.trim(),
    protocolDate: input.protocolDate,
    german: input.german ?? false,
    file: null,
  };
}

function answerOf({ channel, refusal, line, deprecation }: ChannelDecision): ChannelAnswerParts {
  return { channel, line, deprecation, refusal: refusal && refusalOf(refusal) };
}

function refusalOf(code: ErrorCode): ChannelAnswerParts['refusal'] {
  const { rule, message, messageIt, retryable } = ERROR_CODES[code];
  return { code, rule, message, messageIt, retryable };
}
