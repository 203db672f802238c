import { Field, InputType, Int } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { ExemptionGround, PostageZone } from '../../shared/graph-enums.js';
import { DayScalar } from '../../shared/scalars.js';

@InputType({ description: 'What a certificate is asked for, as far as it bears on its price (costo, R-41).' })
export class FeeQuoteInput {
  @Field(() => Int, { defaultValue: 1, description: 'Pages of the certificate, 1 to 10,000 (pagine).' })
  pages!: number;

  @Field(() => Boolean, { defaultValue: false, description: 'Issued on the day of the request (urgenza).' })
  sameDay!: boolean;

  @Field(() => ExemptionGround, {
    nullable: true,
    description: 'The purpose that exempts; needs evidence (titolo di esenzione).',
  })
  exemption?: ExemptionGround | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What proves the exemption: file number of the proceedings, declaration of the organisation (prova). Not kept.',
  })
  evidence?: string | null;

  @Field(() => PostageZone, {
    nullable: true,
    description: 'Asked for from abroad and posted to there (zona postale); left out: not posted abroad.',
  })
  postage?: PostageZone | null;

  @Field(() => DayScalar, {
    nullable: true,
    description: 'Day of the application, which decides the amounts; left out: today (data della richiesta).',
  })
  appliedOn?: IsoDay | null;
}
