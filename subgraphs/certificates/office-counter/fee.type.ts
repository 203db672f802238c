import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({
  simpleResolvers: true,
  description: 'What a private applicant pays, in integer euro cents; bodies pay nothing (costo, R-37, R-41).',
})
export class FeeQuote {
  @Field(() => Int, { description: 'Duty stamps, one for every two pages begun (marca da bollo).' })
  stampDutyCents!: number;

  @Field(() => Int, { description: 'Certificate fee (diritti di certificato).' })
  certificateFeeCents!: number;

  @Field(() => Int, { description: 'Fee for issue on the same day (diritto di urgenza).' })
  urgencyFeeCents!: number;

  @Field(() => Int, { description: 'Ordinary mail abroad (spese postali).' })
  postageCents!: number;

  @Field(() => Int, { description: 'The sum of the four (totale).' })
  totalCents!: number;

  @Field(() => [String], { description: "The lines of the ministry's page behind it (fonti)." })
  basis!: string[];
}
