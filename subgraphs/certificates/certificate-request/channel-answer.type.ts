import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Channel } from '../../shared/graph-enums.js';
import { ChannelDeprecation } from './certificate-request.type.js';

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

@ObjectType({ simpleResolvers: true, description: 'What the truth table says of a question (risposta sul canale).' })
export class ChannelAnswer {
  @Field(() => Channel, { nullable: true, description: 'The channel; null when it is refused (canale).' })
  channel!: Channel | null;

  @Field(() => Refusal, { nullable: true, description: 'The refusal; null when there is a channel (diniego).' })
  refusal!: Refusal | null;

  @Field(() => Int, { description: 'The line of the truth table that answered, 1 to 8 (riga della tabella).' })
  line!: number;

  @Field(() => ChannelDeprecation, {
    nullable: true,
    description: 'Set when the answer is about massivo (avviso di dismissione).',
  })
  deprecation!: ChannelDeprecation | null;
}
