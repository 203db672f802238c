import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description:
    'How far the bodies of a filter had come from massivo to the direct channel at the end of a day in Europe/Rome: R-50, R-51, R-53 (avanzamento della migrazione).',
})
export class MigrationProgress {
  @Field(() => ID, { description: 'Stands for the filter and the day; the same for the same two (identificativo).' })
  id!: string;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'What had entered massivo and had come to no end yet at the end of the day: queued, or sent (richieste in corso).',
})
export class InFlight {
  @Field(() => Int, { description: 'Files (lotti).' })
  batches!: number;

  @Field(() => Int, { description: 'Subjects, in files and in requests that no file was made of yet (nominativi).' })
  items!: number;

  @Field(() => Date, { nullable: true, description: 'Since when the oldest of them; null: none (dal).' })
  oldestSince!: Date | null;
}
