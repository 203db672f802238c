import { Field, ID, InputType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { DayScalar } from '../../shared/scalars.js';

@InputType({ description: 'Where the person lives and was born; places are Belfiore codes (competenza, R-40).' })
export class CompetenceInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The office that the applicant has in mind; left out: the competent one is looked for (ufficio).',
  })
  officeCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Municipality of residence, as it exists today (comune di residenza).',
  })
  residence?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Lives outside Italy; the state may then stand in `residence` (residenza all'estero).",
  })
  residesAbroad!: boolean;

  @Field(() => DayScalar, { description: 'Birth date of the person concerned (data di nascita).' })
  birthDate!: IsoDay;

  @Field(() => String, {
    nullable: true,
    description: 'Municipality of birth, as it was called then (luogo di nascita).',
  })
  birthPlace?: string | null;

  @Field(() => String, {
    nullable: true,
    defaultValue: 'Z000',
    description: 'State of birth, Z000 is Italy (Stato di nascita).',
  })
  birthCountry?: string | null;
}
