import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { EuroCentsScalar } from '../../shared/scalars.js';

/** how far an open item at the counter has come. */
export const CounterItemState = { WAITING: 'WAITING', TAKEN_UP: 'TAKEN_UP' } as const;
export type CounterItemState = keyof typeof CounterItemState;
registerEnumType(CounterItemState, {
  name: 'CounterItemState',
  description: 'How far an open item at the counter has come (stato allo sportello, R-45).',
  valuesConfig: {
    WAITING: { description: 'Nobody has taken it up; its status is ACCEPTED (in attesa).' },
    TAKEN_UP: { description: 'An operator has it in hand; its status is QUEUED (presa in carico).' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: "How an item is handled at the office's counter (trattazione allo sportello, R-45).",
})
export class CounterHandling {
  @Field(() => Date, { description: 'When an operator took it up (presa in carico).' })
  takenUpAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'Which operator has it in hand; null for anybody outside the office (in carico a, R-45).',
  })
  takenUpBy!: string | null;

  @Field(() => Int, { nullable: true, description: 'Pages of the certificate; null unless issued (pagine).' })
  pages!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Duty stamps that a private applicant would affix for these pages; null unless issued (marche da bollo).',
  })
  dutyStamps!: number | null;

  @Field(() => EuroCentsScalar, { description: 'What the body pays: nothing (dovuto, R-37).' })
  feesDueCents!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Why the office rejected it, for those who may see the person; null unless rejected (motivazione).',
  })
  rejectionReason!: string | null;
}
