import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export const FormerMassivoBodyStatus = {
  RECORDED: 'RECORDED',
  CORRECTED: 'CORRECTED',
  UNCHANGED: 'UNCHANGED',
  REFUSED: 'REFUSED',
} as const;
export type FormerMassivoBodyStatus = keyof typeof FormerMassivoBodyStatus;
registerEnumType(FormerMassivoBodyStatus, {
  name: 'FormerMassivoBodyStatus',
  description: 'What has become of a row of the register of former massivo bodies (esito della riga).',
  valuesConfig: {
    RECORDED: { description: 'It was not in the register at that office (registrato).' },
    CORRECTED: { description: 'It was; past volumes have changed (corretto).' },
    UNCHANGED: { description: 'It was, with the same volumes (invariato).' },
    REFUSED: { description: 'Something is wrong with the row (rifiutato).' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What is wrong with a row (errore della riga).' })
export class FormerMassivoBodyProblem {
  @Field({ description: 'Which field (campo).' })
  field!: string;

  @Field({ description: 'A sentence in English.' })
  message!: string;

  @Field({ description: 'The same in Italian (messaggio).' })
  messageIt!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What has become of one row (esito di una riga).' })
export class FormerMassivoBodyResult {
  @Field(() => Int, { description: 'Number of the row, as it was given (riga).' })
  row!: number;

  @Field(() => ID, { description: 'As it was given (codice IPA).' })
  ipaCode!: string;

  @Field(() => FormerMassivoBodyStatus, { description: 'What has become of it (esito).' })
  status!: FormerMassivoBodyStatus;

  @Field(() => FormerMassivoBodyProblem, { nullable: true, description: 'Why it was refused (motivo).' })
  problem!: FormerMassivoBodyProblem | null;
}
