import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Citizenship, ExemptionGround } from '../../shared/graph-enums.js';
import { VALIDITY_MONTHS } from '../issuing/certificate.rules.js';
import {
  admittedSubmissions,
  entitlementRefusal,
  isConfined,
  isMinor,
  isPrivate,
  needsJudge,
  submissionRefusal,
  type ApplicationCase,
} from './applicant.rules.js';
import {
  DOCUMENTS,
  entriesOf,
  LEFT_OUT,
  NOTICES,
  PAYMENTS,
  STATEMENTS,
  type DocumentCode,
  type NoticeCode,
  type PaymentCode,
  type StatementCode,
} from './checklist-entries.js';
import type { ApplicationChecklist, CertificateDisclosure } from './checklist.type.js';
import { counterRefusal, type CounterRefusal } from './counter-refusal.js';
import { exemptionLines, isFullyExempt } from './fee.rules.js';
import { cite, type SourceKey } from './source.js';

/** What an application at the counter needs, what its certificate shows, how long it holds; pure. */

export interface ChecklistQuestion extends ApplicationCase {
  citizenship: Citizenship;
  hasPassport: boolean;
  /** A valid one, of the person concerned. */
  hasIdentityDocument: boolean;
  exemption: ExemptionGround | null;
  sameDay: boolean;
}

/** The checklist of a case on a day; a refusal is part of it, and leaves nothing to bring. */
export function checklistFor(
  question: ChecklistQuestion,
  today: IsoDay,
): Omit<ApplicationChecklist, 'refusal'> & {
  refusal: CounterRefusal | null;
} {
  const refusal =
    entitlementRefusal(question, today) ?? submissionRefusal(question, today) ?? identityRefusal(question);
  const documents = refusal ? [] : documentsFor(question);
  const statements = refusal ? [] : statementsFor(question);
  const payment = refusal ? null : paymentFor(question);
  const disclosure = disclosureOf(question);
  const notices = noticesFor(question, today);
  const lines: SourceKey[] = [
    ...whoLines(question, today),
    ...documents.map((code) => DOCUMENTS[code].line),
    ...statements.map((code) => STATEMENTS[code].line),
    ...(payment ? [PAYMENTS[payment].line] : []),
    ...(question.exemption ? exemptionLines(question.exemption) : []),
    ...notices.map((code) => NOTICES[code].line),
  ];
  return {
    refusal,
    juvenileCourt: isMinor(question, today),
    submissions: admittedSubmissions(question, today),
    documents: entriesOf(DOCUMENTS, documents),
    applicationStates: entriesOf(STATEMENTS, statements),
    payment: payment ? (entriesOf(PAYMENTS, [payment])[0] ?? null) : null,
    disclosure,
    leftOut: disclosure === 'ARTICLE_27' ? entriesOf(LEFT_OUT, Object.keys(LEFT_OUT) as (keyof typeof LEFT_OUT)[]) : [],
    notices: entriesOf(NOTICES, notices),
    validityMonths: VALIDITY_MONTHS,
    basis: [...cite('R-42', lines), ...cite('R-43', DISCLOSURE_LINES[disclosure]), ...cite('R-44', ['validity'])],
  };
}

const isSubmittedFromAbroad = ({ fromAbroad, submission }: ChecklistQuestion): boolean =>
  fromAbroad && submission === 'POST';

const lacksPassport = ({ citizenship, hasPassport }: ChecklistQuestion): boolean =>
  citizenship === 'OTHER' && !hasPassport;

/** Whether the person's own papers are asked for: a delegate, a parent or a conservator shows their own. */
const needsPersonsPapers = (question: ChecklistQuestion): boolean =>
  question.applicant === 'PERSON' || isConfined(question.situation) || isSubmittedFromAbroad(question);

/** Without papers: a countersignature for who is confined, the permit of stay for who has no passport; else nothing. */
function identityRefusal(question: ChecklistQuestion): CounterRefusal | null {
  if (!isPrivate(question.applicant) || question.hasIdentityDocument || !needsPersonsPapers(question)) return null;
  if (isConfined(question.situation) || lacksPassport(question)) return null;
  return counterRefusal('IDENTITY_DOCUMENT_REQUIRED', 'input.hasIdentityDocument');
}

function documentsFor(question: ChecklistQuestion): DocumentCode[] {
  const { applicant, exemption } = question;
  if (applicant === 'PUBLIC_BODY' || applicant === 'JUDICIAL_AUTHORITY') return [];
  if (applicant === 'PROSECUTOR_ON_VICTIM_OR_WITNESS') return ['JUDGE_AUTHORISATION'];
  return [
    'FORM_3',
    ...only(applicant === 'DELEGATE', 'FORM_5'),
    ...only(question.fromAbroad, 'WRITTEN_APPLICATION'),
    ...identityDocuments(question),
    ...only(applicant === 'CONSERVATOR', 'DECREE_OF_APPOINTMENT'),
    ...only(needsJudge(applicant), 'JUDGE_AUTHORISATION'),
    ...only(exemption !== null, 'EXEMPTION_EVIDENCE'),
    ...only(isSubmittedFromAbroad(question) && paymentFor(question) !== null, 'PROOF_OF_PAYMENT'),
    ...only(isSubmittedFromAbroad(question), 'ADDRESSED_ENVELOPE'),
  ];
}

function identityDocuments(question: ChecklistQuestion): DocumentCode[] {
  const { applicant, submission, situation, hasIdentityDocument } = question;
  const showsOwn = applicant !== 'PERSON' || hasIdentityDocument;
  const sendsCopy = submission === 'POST' && showsOwn;
  const isWithoutPapers = !hasIdentityDocument && isPrivate(applicant);
  return [
    ...only(submission === 'IN_PERSON' && showsOwn, 'IDENTITY_DOCUMENT'),
    ...only(sendsCopy, 'IDENTITY_DOCUMENT_COPY'),
    ...only(isPrivate(applicant) && lacksPassport(question), 'PERMIT_OF_STAY_COPY'),
    ...only(isWithoutPapers && isConfined(situation), 'COUNTERSIGNATURE'),
  ];
}

/** From abroad the application says what a form would ask for; an exemption needs its purpose anywhere. */
function statementsFor({ applicant, fromAbroad, exemption }: ChecklistQuestion): StatementCode[] {
  if (!isPrivate(applicant)) return [];
  const free: StatementCode[] = fromAbroad ? ['PERSONAL_DETAILS', 'ADDRESS', 'KIND'] : [];
  return [...free, ...only(exemption !== null, 'PURPOSE')];
}

/** bodies and authorities pay nothing; postage and urgency are due whatever the exemption is. */
function paymentFor(question: ChecklistQuestion): PaymentCode | null {
  const { applicant, exemption, sameDay } = question;
  const paysAtAll = isPrivate(applicant) || applicant.includes('COUNSEL');
  const isPosted = isSubmittedFromAbroad(question);
  const isFree = exemption !== null && isFullyExempt(exemption) && !sameDay && !isPosted;
  if (!paysAtAll || isFree) return null;
  return isPosted ? 'AS_THE_OFFICE_SAYS' : 'DUTY_STAMPS';
}

/** */
function disclosureOf({ applicant, judgeAuthorised }: ChecklistQuestion): CertificateDisclosure {
  if (isPrivate(applicant)) return 'ARTICLE_27';
  const isOnVictim = needsJudge(applicant) || applicant === 'COUNSEL_OF_VICTIM_OR_WITNESS';
  return isOnVictim && judgeAuthorised ? 'EVERYTHING' : 'NOT_STATED';
}

const DISCLOSURE_LINES: Readonly<Record<CertificateDisclosure, SourceKey[]>> = {
  ARTICLE_27: ['leftOut'],
  EVERYTHING: ['onVictim'],
  NOT_STATED: [],
};

function noticesFor(question: ChecklistQuestion, today: IsoDay): NoticeCode[] {
  return [
    ...only(isMinor(question, today), 'JUVENILE_COURT'),
    ...only(isPrivate(question.applicant), 'NOT_FOR_ADMINISTRATIONS'),
  ];
}

/** The lines that say who applies and how, refused or not. */
function whoLines(question: ChecklistQuestion, today: IsoDay): SourceKey[] {
  const { applicant, situation, fromAbroad } = question;
  if (applicant === 'PUBLIC_BODY') return ['publicBody'];
  if (applicant === 'JUDICIAL_AUTHORITY') return ['judicialAuthority'];
  if (applicant === 'COUNSEL_OF_VICTIM_OR_WITNESS') return ['victimCounsel'];
  if (needsJudge(applicant)) return ['onVictim'];
  return [
    'applicants',
    'byPost',
    ...only(applicant === 'PARENT' || isMinor(question, today), 'under16'),
    ...only(applicant === 'CONSERVATOR' || situation === 'CONSERVATEE', 'conservatee'),
    ...only(isConfined(situation), 'confined'),
    ...only(fromAbroad, 'fromAbroad'),
  ];
}

const only = <Code extends string>(applies: boolean, code: Code): Code[] => (applies ? [code] : []);
