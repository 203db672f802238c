import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { ForPersonalData } from '../../shared/access.js';
import { PersonTaxCodeScalar } from '../../shared/scalars.js';

export const ContactSide = { BODY: 'BODY', OFFICE: 'OFFICE' } as const;
export type ContactSide = keyof typeof ContactSide;
registerEnumType(ContactSide, {
  name: 'ContactSide',
  description: 'Whose contact person it is (parte).',
  valuesConfig: {
    BODY: { description: "Of the body: the only person who may request for it (referente dell'ente)." },
    OFFICE: { description: "Of the prosecutor's office (referente dell'ufficio)." },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    'Person named by either side of an agreement: R-06 (referente). Name, tax code and e-mail are told only to contact ' +
    'persons of the body and to operators of the office; for anybody else who may read the agreement they are null.',
})
export class ContactPerson {
  @Field(() => ID, { description: 'Identifier.' })
  id!: string;

  @Field(() => ContactSide, { description: 'Whose contact person it is (parte).' })
  side!: ContactSide;

  @Field({ description: 'Whether the person acts for its side now (attivo).' })
  active!: boolean;

  @ForPersonalData()
  @Field(() => String, { nullable: true, description: 'Given name (nome).' })
  givenName!: string | null;

  @ForPersonalData()
  @Field(() => String, { nullable: true, description: 'Surname (cognome).' })
  surname!: string | null;

  @ForPersonalData()
  @Field(() => PersonTaxCodeScalar, { nullable: true, description: 'Tax code of the person (codice fiscale).' })
  taxCode!: string | null;

  @ForPersonalData()
  @Field(() => String, { nullable: true, description: 'E-mail (posta elettronica).' })
  email!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Why an operator let the person act for a second body: R-07 (motivo dell'eccezione).",
  })
  exceptionReason!: string | null;
}
