import { Field, ID, InputType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { CertificateKind, Channel, Citizenship } from '../../shared/graph-enums.js';
import { DayScalar } from '../../shared/scalars.js';

@InputType({
  description:
    'A subject (nominativo). Nothing is required by the type: what is missing or malformed is its row’s rejection (R-31).',
})
export class SubjectInput {
  @Field(() => String, { nullable: true, description: 'Surname (cognome).' })
  surname?: string | null;

  @Field(() => String, { nullable: true, description: 'Name (nome).' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Birth date, yyyy-mm-dd (data di nascita).' })
  birthDate?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Belfiore code of the municipality of birth (luogo di nascita).',
  })
  birthPlace?: string | null;

  @Field(() => String, {
    nullable: true,
    defaultValue: 'Z000',
    description: 'Belfiore code of the state of birth (Stato di nascita).',
  })
  birthCountry?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Tax code; mandatory for Italian and EU citizens (codice fiscale).',
  })
  taxCode?: string | null;

  @Field(() => Citizenship, { nullable: true, defaultValue: 'ITALIAN', description: 'Citizenship (cittadinanza).' })
  citizenship?: Citizenship | null;

  @Field(() => String, { nullable: true, description: "Father's name (paternità)." })
  fatherName?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of an entity (denominazione).' })
  entityName?: string | null;

  @Field(() => String, { nullable: true, description: 'Legal form of an entity (forma giuridica).' })
  legalForm?: string | null;

  @Field(() => String, { nullable: true, description: 'Registered seat of an entity (sede legale).' })
  registeredSeat?: string | null;
}

@InputType({ description: 'A request for certificates (richiesta di certificazione multipla, R-30).' })
export class RequestCertificatesInput {
  @Field(() => ID, { description: "The sender's own identifier, 1 to 200 characters; repeating it is safe (R-32)." })
  clientRequestId!: string;

  @Field(() => ID, { description: 'The body that asks (codice IPA).' })
  ipaCode!: string;

  @Field(() => ID, { nullable: true, description: 'The unit of the body that asks (unità organizzativa).' })
  unitCode?: string | null;

  @Field(() => ID, { nullable: true, description: "The office; left out: the body's competent one (ufficio)." })
  officeCode?: string | null;

  @Field(() => CertificateKind, { description: 'Kind of certificate (tipo di certificato).' })
  kind!: CertificateKind;

  @Field(() => ID, { description: 'Purpose, from the library (finalità).' })
  purposeCode!: string;

  @Field({ description: 'Number in the protocol of the body (numero di protocollo).' })
  protocolNumber!: string;

  @Field(() => DayScalar, {
    description: 'Date of the protocol; the age of subjects counts at it (data di protocollo).',
  })
  protocolDate!: IsoDay;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'In German; at Bolzano/Bozen only (in tedesco).',
  })
  german?: boolean | null;

  @Field(() => [SubjectInput], {
    description: '1 to 1,000 subjects; more go through the upload of a file (nominativi).',
  })
  subjects!: SubjectInput[];
}

@InputType({ description: "Which requests of a body's history (filtro)." })
export class CertificateRequestFilter {
  @Field(() => Channel, { nullable: true, description: 'Only on this channel (canale).' })
  channel?: Channel | null;

  @Field(() => CertificateKind, { nullable: true, description: 'Only of this kind (tipo di certificato).' })
  kind?: CertificateKind | null;

  @Field(() => ID, { nullable: true, description: "Only with this identifier of the sender's." })
  clientRequestId?: string | null;

  @Field(() => Date, { nullable: true, description: 'Only accepted at or after this instant (dal).' })
  submittedFrom?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Only accepted before this instant (fino al, escluso).' })
  submittedTo?: Date | null;
}

@InputType({ description: 'A question to the truth table, asked without doing anything (quale canale).' })
export class ChannelQuestion {
  @Field(() => ID, { description: 'The body (codice IPA).' })
  ipaCode!: string;

  @Field(() => ID, { nullable: true, description: "The office; left out: the body's competent one (ufficio)." })
  officeCode?: string | null;

  @Field(() => CertificateKind, { description: 'Kind of certificate (tipo di certificato).' })
  kind!: CertificateKind;

  @Field(() => ID, { description: 'Purpose (finalità).' })
  purposeCode!: string;
}
