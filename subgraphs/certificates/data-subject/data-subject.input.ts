import { Field, InputType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { DayScalar, PersonTaxCodeScalar } from '../../shared/scalars.js';

@InputType({
  description:
    'Whose data, at whose request: by tax code or, who has none, by surname, name and birth date (interessato).',
})
export class DataSubjectInput {
  @Field(() => PersonTaxCodeScalar, { nullable: true, description: 'Tax code of the person (codice fiscale).' })
  taxCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Surname, of a person without a tax code (cognome).' })
  surname?: string | null;

  @Field(() => String, { nullable: true, description: 'Name, of a person without a tax code (nome).' })
  name?: string | null;

  @Field(() => DayScalar, {
    nullable: true,
    description: 'Birth date, of a person without a tax code (data di nascita).',
  })
  birthDate?: IsoDay | null;

  @Field({ description: "Protocol reference of the person's request (protocollo dell'istanza)." })
  reference!: string;

  @Field({ description: 'Why, for the record (motivazione).' })
  reason!: string;

  @Field(() => String, {
    nullable: true,
    description: '`endCursor` of the call before, to go on where it stopped; left out: from the beginning.',
  })
  after?: string | null;
}
