import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({
  simpleResolvers: true,
  description: "How an item is handled at the office's counter (trattazione allo sportello, R-45).",
})
export class CounterHandling {
  @Field(() => Date, { description: 'When an operator took it up (presa in carico).' })
  takenUpAt!: Date;

  @Field(() => Int, { nullable: true, description: 'Pages of the certificate; null unless issued (pagine).' })
  pages!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Duty stamps that a private applicant would affix for these pages; null unless issued (marche da bollo).',
  })
  dutyStamps!: number | null;

  @Field(() => Int, { description: 'What the body pays, in euro cents: nothing (dovuto, R-37).' })
  feesDueCents!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Why the office rejected it, for those who may see the person; null unless rejected (motivazione).',
  })
  rejectionReason!: string | null;
}
