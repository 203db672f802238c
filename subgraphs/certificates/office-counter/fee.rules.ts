import type { IsoDay } from '../../../schema/kernel/clock.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { ExemptionGround, PostageZone } from '../../shared/graph-enums.js';
import { FEE_PERIODS, feePeriodOn, type FeePeriod } from './fee-table.js';
import { cite, type SourceKey } from './source.js';

/** What a certificate of pending proceedings costs a private applicant; pure. */

export interface FeeQuestion {
  pages: number;
  sameDay: boolean;
  exemption: ExemptionGround | null;
  /** What proves the exemption, in the applicant's words; blank counts as none. Never repeated, never kept. */
  evidence: string | null;
  /** Where the certificate is posted to; `null`: it is fetched, or posted within Italy. */
  postage: PostageZone | null;
  appliedOn: IsoDay;
}

/** Integer euro cents; the total is the sum of the four. */
export interface FeeQuoteParts {
  stampDutyCents: number;
  certificateFeeCents: number;
  urgencyFeeCents: number;
  postageCents: number;
  totalCents: number;
  basis: string[];
}

/** More than any certificate has (ours): keeps every sum far from the largest `Int` of the graph. */
export const MOST_PAGES = 10_000;
const LONGEST_EVIDENCE = 2_000;

/** What a ground takes away. Nothing takes away the urgency fee and the postage. */
const EXEMPTIONS: Readonly<Record<ExemptionGround, { certificateFee: boolean; line: SourceKey }>> = {
  ADOPTION_FOSTERING: { certificateFee: true, line: 'adoption' },
  LABOUR_WELFARE: { certificateFee: true, line: 'labour' },
  LEGAL_AID: { certificateFee: true, line: 'legalAid' },
  JUDICIAL_REDRESS: { certificateFee: true, line: 'redress' },
  ANNEX_B: { certificateFee: false, line: 'annexB' },
};

/** Whether this ground takes away the certificate fee too, and not only the stamp duty. */
export function isFullyExempt(ground: ExemptionGround): boolean {
  return EXEMPTIONS[ground].certificateFee;
}

/** The lines of the source behind an exemption. */
export function exemptionLines(ground: ExemptionGround): SourceKey[] {
  const { certificateFee, line } = EXEMPTIONS[ground];
  return [...(certificateFee ? (['freeButUrgency'] as const) : []), line, 'purpose', 'evidence'];
}

/** Duty stamps for so many pages: one for every two begun. */
export function stampsFor(pages: number, pagesPerStamp = 2): number {
  return Math.ceil(pages / pagesPerStamp);
}

/**
 * The amounts due, each with its lines of the source.
 * @throws BAD_USER_INPUT for pages out of range, EXEMPTION_EVIDENCE_REQUIRED, EXEMPTION_PURPOSE_REQUIRED, FEES_UNKNOWN
 * for a day before the first period; with the field.
 */
export function quoteFee(question: FeeQuestion, periods: readonly FeePeriod[] = FEE_PERIODS): FeeQuoteParts {
  const { exemption, postage, sameDay } = question;
  const pages = assertPages(question.pages, 'input.pages');
  assertExemption(question);
  const period = feePeriodOn(question.appliedOn, periods);
  if (!period) throw feesUnknown(periods);

  const stampDutyCents = exemption ? 0 : stampsFor(pages, period.pagesPerStamp) * period.stampDutyCents;
  const certificateFeeCents = exemption && isFullyExempt(exemption) ? 0 : period.certificateFeeCents;
  const urgencyFeeCents = sameDay ? period.urgencyFeeCents : 0;
  const postageCents = postage ? period.postageCents[postage] : 0;
  const totalCents = stampDutyCents + certificateFeeCents + urgencyFeeCents + postageCents;
  const lines: SourceKey[] = [
    ...(exemption ? exemptionLines(exemption) : (['stampDuty'] as const)),
    ...(certificateFeeCents > 0 ? (['certificateFee'] as const) : []),
    ...(sameDay ? (['urgency'] as const) : []),
    ...(postage ? (['postage'] as const) : []),
    ...paymentLines(totalCents, postage !== null),
  ];
  return {
    stampDutyCents,
    certificateFeeCents,
    urgencyFeeCents,
    postageCents,
    totalCents,
    basis: [`R-41, amounts in force since ${period.from}.`, ...cite('R-41', lines)],
  };
}

/** How what is due is paid: duty stamps, never cash; from abroad the office says how. */
export function paymentLines(totalCents: number, fromAbroad: boolean): SourceKey[] {
  if (totalCents === 0) return [];
  return fromAbroad ? ['paidFromAbroad'] : ['dutyStamps', 'neverCash'];
}

/** The pages of a certificate; throws BAD_USER_INPUT unless 1 to 10,000. */
export function assertPages(pages: number, field: string): number {
  if (Number.isInteger(pages) && pages >= 1 && pages <= MOST_PAGES) return pages;
  throw new DomainError('BAD_USER_INPUT', {
    rule: 'R-41',
    message: `A certificate has 1 to ${MOST_PAGES} pages.`,
    messageIt: `Un certificato ha da 1 a ${MOST_PAGES} pagine.`,
    details: { field },
  });
}

/** "an exemption needs a purpose and evidence; without them it is refused". The ground is the purpose. */
function assertExemption({ exemption, evidence }: FeeQuestion): void {
  const text = evidence?.trim() ?? '';
  if (exemption && !text) {
    throw new DomainError('EXEMPTION_EVIDENCE_REQUIRED', { details: { field: 'input.evidence' } });
  }
  if (!exemption && text) {
    throw new DomainError('EXEMPTION_PURPOSE_REQUIRED', { details: { field: 'input.exemption' } });
  }
  if (text.length > LONGEST_EVIDENCE) {
    throw new DomainError('BAD_USER_INPUT', {
      rule: 'R-41',
      message: `The evidence is named in at most ${LONGEST_EVIDENCE} characters.`,
      messageIt: `La prova si indica in al massimo ${LONGEST_EVIDENCE} caratteri.`,
      details: { field: 'input.evidence' },
    });
  }
}

function feesUnknown(periods: readonly FeePeriod[]): DomainError {
  const from = periods[0]?.from ?? null;
  return new DomainError('FEES_UNKNOWN', {
    ...(from && {
      message: `The amounts are known for applications from ${from} on.`,
      messageIt: `Gli importi sono noti per le richieste presentate dal ${from}.`,
    }),
    details: { field: 'input.appliedOn', knownFrom: from },
  });
}
