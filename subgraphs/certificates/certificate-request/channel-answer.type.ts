import { Field, Int, ObjectType } from 'type-graphql';
import { Refusal } from '../../shared/refusal.type.js';
import { Channel } from '../../shared/graph-enums.js';
import { ChannelDeprecation } from './certificate-request.type.js';

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
