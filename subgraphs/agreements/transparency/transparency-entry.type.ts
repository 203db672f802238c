import { Field, ObjectType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { connectionOf } from '../../shared/connection.js';
import { DayScalar } from '../../shared/scalars.js';

@ObjectType({
  simpleResolvers: true,
  description:
    'An agreement in force as anyone may know it: office, body, purposes, dates, never persons: R-10 (registro di ' +
    'trasparenza, ADS).',
})
export class TransparencyEntry {
  @Field(() => DayScalar, { description: 'First day (decorrenza).' })
  startsOn!: IsoDay;

  @Field(() => DayScalar, { description: 'Last day (scadenza).' })
  endsOn!: IsoDay;

  agreementId!: string;
  officeCode!: string;
  ipaCode!: string;
}

export const TransparencyEntryConnection = connectionOf(() => TransparencyEntry, 'TransparencyEntry');

@ObjectType({
  simpleResolvers: true,
  description:
    'What one of the two registers has and the other lacks, at one office: R-10 (riconciliazione SIC e ADS).',
})
export class RegisterReconciliation {
  officeCode!: string;
}
