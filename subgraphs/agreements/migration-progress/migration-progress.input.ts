import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { Interval, PublicBodyType } from '../../shared/graph-enums.js';
import { DayScalar } from '../../shared/scalars.js';

@InputType({
  description: 'Which bodies the figures are about; what is left out does not narrow: R-51 (filtro).',
})
export class MigrationFilter {
  @Field(() => ID, { nullable: true, description: 'Of this office, `PROC-H501` (ufficio).' })
  officeCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Of the offices of this district (distretto).' })
  district?: string | null;

  @Field(() => String, { nullable: true, description: 'Of the offices of this region (regione).' })
  region?: string | null;

  @Field(() => PublicBodyType, { nullable: true, description: 'Of this kind (tipo di ente).' })
  bodyType?: PublicBodyType | null;
}

@ArgsType()
export class BurnDownArgs {
  @Field(() => Interval, { defaultValue: 'WEEK', description: 'How finely (intervallo).' })
  by!: Interval;

  @Field(() => DayScalar, { nullable: true, description: '26 weeks before `to` if left out (dal).' })
  from?: IsoDay | null;

  @Field(() => DayScalar, { nullable: true, description: '`asOf` if left out, never after it (al).' })
  to?: IsoDay | null;
}
