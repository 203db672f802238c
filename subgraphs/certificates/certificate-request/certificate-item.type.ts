import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { ForPersonalData } from '../../shared/access.js';
import { connectionOf } from '../../shared/connection.js';
import { CertificateItemStatus, CertificateOutcome, Citizenship, OutcomeFlag } from '../../shared/graph-enums.js';
import { DayScalar } from '../../shared/scalars.js';

@ForPersonalData()
@ObjectType({
  simpleResolvers: true,
  description: 'Whom a certificate is about, as the sender wrote it (nominativo, R-30).',
})
export class Subject {
  @Field(() => String, { nullable: true, description: 'Surname (cognome).' })
  surname!: string | null;

  @Field(() => String, { nullable: true, description: 'Name (nome).' })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Birth date, yyyy-mm-dd where it is a real day (data di nascita).',
  })
  birthDate!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Belfiore code of the municipality of birth (luogo di nascita).',
  })
  birthPlace!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Belfiore code of the state of birth, Z000 for Italy (Stato di nascita).',
  })
  birthCountry!: string | null;

  @Field(() => String, { nullable: true, description: 'Tax code (codice fiscale).' })
  taxCode!: string | null;

  @Field(() => Citizenship, { nullable: true, description: 'Citizenship (cittadinanza).' })
  citizenship!: Citizenship | null;

  @Field(() => String, { nullable: true, description: "Father's name (paternità)." })
  fatherName!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of an entity (denominazione).' })
  entityName!: string | null;

  @Field(() => String, { nullable: true, description: 'Legal form of an entity (forma giuridica).' })
  legalForm!: string | null;

  @Field(() => String, { nullable: true, description: 'Registered seat of an entity (sede legale).' })
  registeredSeat!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Why a row was refused or did not come to a certificate (scarto, R-31).',
})
export class RowRejection {
  @Field({ description: 'Code of the protocol (codice): NOM-001 …' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'The field in question; null when it is the whole row (campo).' })
  field!: string | null;

  @Field({ description: 'A sentence in English.' })
  message!: string;

  @Field({ description: 'A sentence in Italian (descrizione).' })
  messageIt!: string;
}

@ForPersonalData()
@ObjectType({ simpleResolvers: true, description: 'An issued certificate (certificato, R-35).' })
export class Certificate {
  @Field(() => ID, { description: 'Number of the certificate (numero).' })
  number!: string;

  @Field(() => DayScalar, { description: 'Day of issue (data di rilascio).' })
  issuedOn!: IsoDay;

  @Field(() => DayScalar, { description: 'Last day of its validity, six months after issue (scadenza).' })
  expiresOn!: IsoDay;

  @Field(() => CertificateOutcome, { description: 'What it says (esito).' })
  outcome!: CertificateOutcome;

  @Field({ description: 'Article under which it is issued (riferimento normativo).' })
  legalReference!: string;

  @Field({ description: 'Language, `it` or `de` (lingua).' })
  language!: string;

  @Field({ description: 'Anybody can check the certificate with it (codice di verifica).' })
  verificationCode!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Path of the PDF on this host; null when it was erased (R-62) or the certificate was revoked.',
  })
  pdfUrl!: string | null;

  @Field(() => DayScalar, {
    nullable: true,
    description:
      'Day on which the PDF was erased, at the end of its retention; the certificate stays verifiable. Null while there is one (cancellazione del PDF, R-62).',
  })
  pdfErasedOn!: IsoDay | null;

  @Field(() => Date, { nullable: true, description: 'When it was revoked; null unless it was (revoca).' })
  revokedAt!: Date | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'One subject of a request and what it has come to (nominativo, R-34).',
})
export class CertificateItem {
  @Field(() => ID, { description: 'Identifier of the item (identificativo).' })
  id!: string;

  @Field(() => Int, { description: 'Row number, as the sender wrote it (numero di riga).' })
  row!: number;

  @Field(() => CertificateItemStatus, { description: 'Where it stands (stato).' })
  status!: CertificateItemStatus;

  @Field(() => Subject, {
    nullable: true,
    description: 'The subject; null for callers who may not see it, and where the row could not be read (R-61).',
  })
  subject!: Subject | null;

  @Field(() => Certificate, {
    nullable: true,
    description: 'The certificate, once issued and for those who may see it.',
  })
  certificate!: Certificate | null;

  @Field(() => RowRejection, { nullable: true, description: 'Why there is no certificate (scarto).' })
  rejection!: RowRejection | null;

  @Field(() => [OutcomeFlag], { description: 'Why the outcome was doubtful (segnalazioni, R-33).' })
  flags!: OutcomeFlag[];
}

export const CertificateItemConnection = connectionOf(() => CertificateItem, 'CertificateItem');
