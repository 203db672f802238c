import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { CertificateKind } from '../../shared/graph-enums.js';
import { DayScalar, IpaCodeScalar } from '../../shared/scalars.js';
import { ContactPersonInput } from '../contact-person/contact-person.input.js';

@InputType({ description: "A new agreement of the operator's office with one of its bodies: R-05, R-06 (bozza)." })
export class DraftDirectAgreementInput {
  @Field(() => IpaCodeScalar, { description: 'The body (ente fruitore).' })
  ipaCode!: string;

  @Field(() => [ID], { description: 'Purposes from the library, at least one (finalità).' })
  purposeCodes!: string[];

  @Field(() => [CertificateKind], { description: 'Kinds of certificate, at least one (tipi di certificato).' })
  kinds!: CertificateKind[];

  @Field(() => [ContactPersonInput], { description: "The body's contact persons, at least one (referenti dell'ente)." })
  bodyContacts!: ContactPersonInput[];

  @Field(() => [ContactPersonInput], {
    description: "The office's contact persons, at least one (referenti dell'ufficio).",
  })
  officeContacts!: ContactPersonInput[];

  @Field(() => [ID], { defaultValue: [], description: 'Units of the body that are named: R-15 (unità).' })
  unitCodes!: string[];

  @Field(() => DayScalar, { nullable: true, description: 'First day; else the day of signing (decorrenza).' })
  startsOn?: IsoDay | null;

  @Field(() => DayScalar, { nullable: true, description: 'Last day; else one year from the first: R-09 (scadenza).' })
  endsOn?: IsoDay | null;

  @Field(() => String, { nullable: true, description: 'Why; it stands with the first step: R-08 (motivo).' })
  reason?: string | null;
}

@ArgsType()
export class SignDirectAgreementArgs {
  @Field(() => ID, { description: 'The agreement.' })
  id!: string;

  @Field(() => DayScalar, { description: 'Day of signing, not in the future (data di firma).' })
  signedOn!: IsoDay;

  @Field(() => String, {
    nullable: true,
    description:
      'SHA-256 of the copy that both sides have signed, 64 hexadecimal digits (impronta della copia firmata).',
  })
  signedCopySha256?: string | null;

  @Field(() => String, { nullable: true, description: 'Why; it stands with the step: R-08 (motivo).' })
  reason?: string | null;
}

@ArgsType()
export class RegisterDirectAgreementArgs {
  @Field(() => ID, { description: 'The agreement.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Reference in SIC.' })
  sicReference?: string | null;

  @Field(() => String, { nullable: true, description: 'Reference in ADS.' })
  adsReference?: string | null;

  @Field(() => String, { nullable: true, description: 'Why; it stands with the step: R-08 (motivo).' })
  reason?: string | null;
}
