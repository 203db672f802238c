import { Directive, Field, ObjectType } from 'type-graphql';

/** Two subgraphs refuse: certificates by the truth table, legacy in the dry run of a change. */
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
}
