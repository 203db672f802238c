import { Arg, Query, Resolver } from 'type-graphql';
import { ChecklistInput } from './checklist.input.js';
import { ApplicationChecklist } from './checklist.type.js';
import { CompetenceInput } from './competence.input.js';
import { Competence } from './competence.type.js';
import { FeeQuoteInput } from './fee.input.js';
import { FeeQuote } from './fee.type.js';
import type { OfficeCounterService } from './office-counter.service.js';

@Resolver()
export class OfficeCounterResolver {
  constructor(private readonly counter: OfficeCounterService) {}

  @Query(() => FeeQuote, {
    description:
      'What a certificate of pending proceedings costs a private applicant; anyone may ask (costo del certificato, R-41).',
  })
  feeQuote(@Arg('input', () => FeeQuoteInput, { description: 'What is asked for.' }) input: FeeQuoteInput): FeeQuote {
    return this.counter.feeQuote(input);
  }

  @Query(() => Competence, {
    description:
      'Which office issues a certificate of pending proceedings, and what it covers; anyone may ask (competenza, R-40).',
  })
  competentOffice(
    @Arg('input', () => CompetenceInput, { description: 'Where the person lives and was born.' })
    input: CompetenceInput,
  ): Promise<Competence> {
    return this.counter.competence(input);
  }

  @Query(() => ApplicationChecklist, {
    description: 'What an application at the counter needs in a case; anyone may ask (documenti necessari, R-42).',
  })
  applicationChecklist(
    @Arg('input', () => ChecklistInput, { description: 'The case.' }) input: ChecklistInput,
  ): ApplicationChecklist {
    return this.counter.checklist(input);
  }
}
