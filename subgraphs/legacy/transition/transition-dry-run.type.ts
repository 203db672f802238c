import { Field, Int, ObjectType } from 'type-graphql';
import { Refusal } from '../../shared/refusal.type.js';

@ObjectType({
  simpleResolvers: true,
  description: 'Body that a change would leave without any channel: R-26 (ente scoperto).',
})
export class StrandedBody {
  @Field(() => Int, { description: 'Its subjects on massivo in the last 90 days (nominativi negli ultimi 90 giorni).' })
  subjectsLast90Days!: number;

  /** Not in the graph as such: a field resolver makes the body of it. */
  ipaCode!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What a change would do if it were made now: R-26 (simulazione).' })
export class TransitionDryRun {
  @Field(() => Refusal, {
    nullable: true,
    description: 'What it would be refused with; null: it would be taken (diniego).',
  })
  refusal!: Refusal | null;

  @Field(() => [StrandedBody], {
    description: 'Bodies left without any channel, the hundred with the largest volume (enti senza canale).',
  })
  bodiesWithoutChannel!: StrandedBody[];

  @Field(() => Int, { description: 'How many such bodies there are in all (numero di enti senza canale).' })
  bodiesWithoutChannelCount!: number;

  @Field(() => Int, { description: 'Files in flight in the scope (lotti in lavorazione).' })
  openBatches!: number;

  @Field(() => Int, {
    description: 'Items in flight in the scope, not yet sent ones included (nominativi in lavorazione).',
  })
  openItems!: number;

  @Field(() => Int, {
    description:
      'Agreements in force in the scope that end before the last day without a renewal (accordi in scadenza).',
  })
  agreementsEndingBefore!: number;
}
