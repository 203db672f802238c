import { Field, ID, InputType, registerEnumType } from 'type-graphql';
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

/** How far a request as a whole has come. */
export const CertificateRequestStatus = { OPEN: 'OPEN', UNDER_REVIEW: 'UNDER_REVIEW', ENDED: 'ENDED' } as const;
export type CertificateRequestStatus = keyof typeof CertificateRequestStatus;
registerEnumType(CertificateRequestStatus, {
  name: 'CertificateRequestStatus',
  description: 'How far a request as a whole has come (stato della richiesta).',
  valuesConfig: {
    OPEN: { description: 'A subject is not at an end yet, be it under review or not (in lavorazione).' },
    UNDER_REVIEW: { description: 'A subject waits for an operator of the office (in verifica, R-33).' },
    ENDED: { description: 'Every subject is at an end (conclusa, R-34).' },
  },
});

@InputType({
  description: "Which requests of a body's history; what is left out does not narrow (filtro dello storico, R-36).",
})
export class CertificateRequestFilter {
  @Field(() => Channel, { nullable: true, description: 'Only on this channel (canale).' })
  channel?: Channel | null;

  @Field(() => CertificateKind, { nullable: true, description: 'Only of this kind (tipo di certificato).' })
  kind?: CertificateKind | null;

  @Field(() => ID, { nullable: true, description: 'Only at this office (ufficio).' })
  officeCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only for this purpose (finalità).' })
  purposeCode?: string | null;

  @Field(() => CertificateRequestStatus, { nullable: true, description: 'Only those that have come so far (stato).' })
  status?: CertificateRequestStatus | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only with this number in the protocol of the body, exactly as it was sent (numero di protocollo).',
  })
  protocolNumber?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Only the one with this request id in the header of its massivo file (requestId del file).',
  })
  fileRequestId?: string | null;

  @Field(() => DayScalar, { nullable: true, description: 'Only accepted on this day or later, Europe/Rome (dal).' })
  fromDay?: IsoDay | null;

  @Field(() => DayScalar, {
    nullable: true,
    description: 'Only accepted on this day or earlier, Europe/Rome (fino al, compreso).',
  })
  toDay?: IsoDay | null;

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
