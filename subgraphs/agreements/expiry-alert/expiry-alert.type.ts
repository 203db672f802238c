import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { connectionOf } from '../../shared/connection.js';
import { DayScalar, InstantScalar } from '../../shared/scalars.js';

@ObjectType({
  simpleResolvers: true,
  description:
    'It was announced that an agreement ends in 90, 60 or 30 days: R-09 (avviso di scadenza). An event: it stays when ' +
    'the agreement is renewed afterwards.',
})
export class AgreementAlert {
  @Field(() => ID, { description: 'Identifier; grows with time.' })
  id!: string;

  @Field(() => Int, { description: '90, 60 or 30 days before the last day (giorni).' })
  days!: number;

  @Field(() => DayScalar, { description: "Day on which it fell due (giorno dell'avviso)." })
  dueOn!: IsoDay;

  @Field(() => InstantScalar, {
    description: 'When it was raised; later than the day on which it fell due if nothing was running then.',
  })
  raisedAt!: Date;

  agreementId!: string;
}

export const AgreementAlertConnection = connectionOf(() => AgreementAlert, 'AgreementAlert');
