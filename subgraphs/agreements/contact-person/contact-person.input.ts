import { Field, InputType } from 'type-graphql';
import { PersonTaxCodeScalar } from '../../shared/scalars.js';

@InputType({ description: 'A contact person to name: R-06, R-07 (referente).' })
export class ContactPersonInput {
  @Field({ description: 'Given name (nome).' })
  givenName!: string;

  @Field({ description: 'Surname (cognome).' })
  surname!: string;

  @Field(() => PersonTaxCodeScalar, { description: 'Tax code of the person, 16 characters (codice fiscale).' })
  taxCode!: string;

  @Field({ description: 'E-mail (posta elettronica).' })
  email!: string;

  /** A text: whatever is no code of this body, well written or not, is refused by R-07 as another body's. */
  @Field(() => String, {
    nullable: true,
    description: "Tax code of the body that the person belongs to; when given it must be this body's: R-07.",
  })
  bodyTaxCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Why the person may act for a second body as well: R-07 (motivo dell'eccezione).",
  })
  exceptionReason?: string | null;
}
