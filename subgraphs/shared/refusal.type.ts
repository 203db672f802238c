import { Directive, Field, ObjectType } from 'type-graphql';
import { ERROR_CODES, isErrorCode } from '../../schema/error-codes.js';

/** Two subgraphs refuse: certificates by the truth table and at the counter, legacy in the dry run of a change. */
@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Why something is refused, in two languages (diniego, R-16).' })
export class Refusal {
  @Field({ description: 'Code of the refusal (codice).' })
  code!: string;

  @Field({ description: 'The rule behind it (regola).' })
  rule!: string;

  @Field({ description: 'A sentence in English.' })
  message!: string;

  @Field({ description: 'A sentence in Italian (motivo).' })
  messageIt!: string;

  @Field({ description: 'Whether the same may succeed later without being changed.' })
  retryable!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The field of the input in question; null when it is none, or more than one (campo).',
  })
  field?: string | null;

  /** Optional to whoever makes a refusal: it follows from the code. */
  @Field(() => String, { nullable: true, description: 'What to do now, in English; follows from the code.' })
  remedy?(): string | null {
    return isErrorCode(this.code) ? ERROR_CODES[this.code].remedy : null;
  }

  @Field(() => String, { nullable: true, description: 'What to do now, in Italian (rimedio); follows from the code.' })
  remedyIt?(): string | null {
    return isErrorCode(this.code) ? ERROR_CODES[this.code].remedyIt : null;
  }
}
