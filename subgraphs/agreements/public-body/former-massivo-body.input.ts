import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'Subjects of one month on massivo (volume mensile).' })
export class FormerMassivoVolumeInput {
  @Field({ description: 'The month: `yyyy-mm` (mese).' })
  month!: string;

  @Field(() => Int, { description: 'How many subjects; 0 or more (nominativi).' })
  subjects!: number;
}

/** Everything that can be wrong with a row is the row's own (R-31 in spirit): hence texts where codes are expected. */
@InputType({ description: 'A row of the register of former massivo bodies: R-12 (riga del registro).' })
export class FormerMassivoBodyInput {
  @Field(() => Int, { description: 'Number of the row, for the report (numero di riga).' })
  row!: number;

  @Field(() => ID, { description: 'Code in the index of public administrations (codice IPA).' })
  ipaCode!: string;

  @Field({ description: 'Name (denominazione).' })
  name!: string;

  @Field({ description: '`PA` or `GPS`: R-07 (tipo).' })
  type!: string;

  @Field({ description: 'Tax code of the body, 11 digits (codice fiscale).' })
  taxCode!: string;

  @Field({ description: 'Certified mailbox (PEC).' })
  pec!: string;

  @Field(() => ID, { description: 'The office through which it used massivo (ufficio).' })
  officeCode!: string;

  @Field(() => [FormerMassivoVolumeInput], {
    defaultValue: [],
    description: 'What it asked for in the past, by month (volumi passati).',
  })
  volumes!: FormerMassivoVolumeInput[];
}
