import { today, type Clock } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { ChecklistInput } from './checklist.input.js';
import { checklistFor } from './checklist.rules.js';
import { readCompetenceQuestion, unknownOffice, type CompetenceAsked } from './competence-question.rules.js';
import { decideCompetence, type CompetenceAnswer } from './competence.rules.js';
import type { FeeQuoteInput } from './fee.input.js';
import { quoteFee, type FeeQuoteParts } from './fee.rules.js';
import { officesOf } from './office-of-place.read-model.js';

export interface OfficeCounterParts {
  database: Queries;
  clock: Clock;
}

/** What anybody may ask before going to the counter: where, for how much, with which papers (R-40…R-44). */
export class OfficeCounterService {
  constructor(private readonly parts: OfficeCounterParts) {}

  feeQuote({
    pages,
    sameDay,
    exemption = null,
    evidence = null,
    postage = null,
    appliedOn,
  }: FeeQuoteInput): FeeQuoteParts {
    const day = appliedOn ?? today(this.parts.clock);
    return quoteFee({ pages, sameDay, exemption, evidence, postage, appliedOn: day });
  }

  /** Nothing of a question is kept or logged: it tells where a person lives and was born. */
  async competence(asked: CompetenceAsked): Promise<CompetenceAnswer> {
    const question = readCompetenceQuestion(asked, today(this.parts.clock));
    const { officeCode, residence, birth } = question;
    const home = residence.kind === 'MUNICIPALITY' ? residence.place.code : null;
    const birthPlace = birth.kind === 'MUNICIPALITY' ? birth.place.code : null;
    const keys = [officeCode, home, birthPlace].filter((key) => key !== null);
    const offices = await officesOf(this.parts.database, [...new Set(keys)]);
    const officeOf = (key: string | null) => (key === null ? null : (offices.get(key) ?? null));
    const asking = officeOf(officeCode);
    if (officeCode && !asking) throw unknownOffice();
    return decideCompetence(question, {
      asked: asking,
      ofResidence: officeOf(home),
      ofBirthPlace: officeOf(birthPlace),
    });
  }

  checklist(input: ChecklistInput): ReturnType<typeof checklistFor> {
    const day = today(this.parts.clock);
    const { birthDate = null, exemption = null } = input;
    if (birthDate !== null && birthDate > day) throw bornLater();
    return checklistFor({ ...input, birthDate, exemption }, day);
  }
}

function bornLater(): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    rule: 'R-42',
    message: 'The birth date is in the future.',
    messageIt: 'La data di nascita è futura.',
    details: { field: 'input.birthDate' },
  });
}
