import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Refusal } from '../../shared/refusal.type.js';

/** who hands the application in. */
export const Applicant = {
  PERSON: 'PERSON',
  DELEGATE: 'DELEGATE',
  PARENT: 'PARENT',
  CONSERVATOR: 'CONSERVATOR',
  PUBLIC_BODY: 'PUBLIC_BODY',
  JUDICIAL_AUTHORITY: 'JUDICIAL_AUTHORITY',
  COUNSEL_OF_VICTIM_OR_WITNESS: 'COUNSEL_OF_VICTIM_OR_WITNESS',
  PROSECUTOR_ON_VICTIM_OR_WITNESS: 'PROSECUTOR_ON_VICTIM_OR_WITNESS',
  DEFENDANT_COUNSEL_ON_VICTIM_OR_WITNESS: 'DEFENDANT_COUNSEL_ON_VICTIM_OR_WITNESS',
} as const;
export type Applicant = keyof typeof Applicant;
registerEnumType(Applicant, {
  name: 'Applicant',
  description: 'Who asks for a certificate of pending proceedings (richiedente, R-42).',
  valuesConfig: {
    PERSON: { description: 'The person concerned (interessato).' },
    DELEGATE: { description: 'Somebody delegated by the person (delegato).' },
    PARENT: {
      description: 'Who has parental authority, for a child under 16 (esercente la responsabilità genitoriale).',
    },
    CONSERVATOR: { description: 'The conservator of an interdetto (tutore).' },
    PUBLIC_BODY: { description: 'A public administration or public-service operator, for its tasks (PA o GPS).' },
    JUDICIAL_AUTHORITY: { description: 'The criminal judicial authority (autorità giudiziaria penale).' },
    COUNSEL_OF_VICTIM_OR_WITNESS: {
      description: 'Defence counsel of the victim or of a witness (difensore della persona offesa o del testimone).',
    },
    PROSECUTOR_ON_VICTIM_OR_WITNESS: {
      description: 'The public prosecutor, on a victim or witness (pubblico ministero).',
    },
    DEFENDANT_COUNSEL_ON_VICTIM_OR_WITNESS: {
      description: "The defendant's counsel, on a victim or witness (difensore dell'imputato).",
    },
  },
});

export const Submission = {
  IN_PERSON: 'IN_PERSON',
  POST: 'POST',
  BODY_REQUEST: 'BODY_REQUEST',
  DIRECT_ACCESS: 'DIRECT_ACCESS',
} as const;
export type Submission = keyof typeof Submission;
registerEnumType(Submission, {
  name: 'Submission',
  description: 'How an application reaches the office (modalità di presentazione).',
  valuesConfig: {
    IN_PERSON: { description: 'At the counter, by whoever applies (di persona).' },
    POST: { description: 'By post (per posta).' },
    BODY_REQUEST: {
      description: "By `requestCertificates`, by a contact person of the body (richiesta dell'ente, R-45).",
    },
    DIRECT_ACCESS: {
      description: 'Without an application: the judicial authority looks for itself (accesso diretto).',
    },
  },
});

export const PersonSituation = {
  NONE: 'NONE',
  CONSERVATEE: 'CONSERVATEE',
  PRISONER: 'PRISONER',
  THERAPEUTIC_COMMUNITY: 'THERAPEUTIC_COMMUNITY',
} as const;
export type PersonSituation = keyof typeof PersonSituation;
registerEnumType(PersonSituation, {
  name: 'PersonSituation',
  description: 'A situation of the person concerned that changes who applies, and how (casi particolari, R-42).',
  valuesConfig: {
    NONE: { description: 'None of these.' },
    CONSERVATEE: { description: 'Under a conservator (interdetto).' },
    PRISONER: { description: 'In prison (detenuto).' },
    THERAPEUTIC_COMMUNITY: { description: 'Staying in a therapeutic community (in comunità terapeutica).' },
  },
});

/** */
export const CertificateDisclosure = {
  ARTICLE_27: 'ARTICLE_27',
  EVERYTHING: 'EVERYTHING',
  NOT_STATED: 'NOT_STATED',
} as const;
export type CertificateDisclosure = keyof typeof CertificateDisclosure;
registerEnumType(CertificateDisclosure, {
  name: 'CertificateDisclosure',
  description: 'How much a certificate shows (contenuto, R-43).',
  valuesConfig: {
    ARTICLE_27: { description: 'Not what art. 27 T.U. leaves out of the certificate to the person (art. 27 T.U.).' },
    EVERYTHING: { description: 'All that is registered: on a victim or witness, authorised by the judge (tutto).' },
    NOT_STATED: { description: 'The source does not say it for this applicant (non indicato).' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'One entry of a checklist, in two languages (voce).' })
export class ChecklistEntry {
  @Field({ description: 'Stable name of the entry, for clients: `IDENTITY_DOCUMENT` (codice).' })
  code!: string;

  @Field({ description: 'What it is, in English.' })
  text!: string;

  @Field({ description: 'What it is, in Italian (descrizione).' })
  textIt!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What an application at the counter needs in this case (documenti necessari, R-42…R-44).',
})
export class ApplicationChecklist {
  @Field(() => Refusal, {
    nullable: true,
    description: 'Why nobody may apply so; then there is nothing to bring (diniego).',
  })
  refusal!: Refusal | null;

  @Field({ description: 'The application goes to the office at the juvenile court (Tribunale per i minorenni).' })
  juvenileCourt!: boolean;

  @Field(() => [Submission], { description: 'Ways that are admitted in this case (modalità ammesse).' })
  submissions!: Submission[];

  @Field(() => [ChecklistEntry], { description: 'Forms and documents to bring or enclose (documenti).' })
  documents!: ChecklistEntry[];

  @Field(() => [ChecklistEntry], {
    description: 'What a free-form application must say: from abroad, or with an exemption (contenuto della domanda).',
  })
  applicationStates!: ChecklistEntry[];

  @Field(() => ChecklistEntry, {
    nullable: true,
    description: 'How what is due is paid; null when nothing is (pagamento). `feeQuote` says how much.',
  })
  payment!: ChecklistEntry | null;

  @Field(() => CertificateDisclosure, { description: 'How much the certificate shows (contenuto, R-43).' })
  disclosure!: CertificateDisclosure;

  @Field(() => [ChecklistEntry], {
    description: 'What is left out, where art. 27 applies; examples, not the whole list (esclusioni, R-43).',
  })
  leftOut!: ChecklistEntry[];

  @Field(() => [ChecklistEntry], { description: 'What the applicant should know (avvertenze).' })
  notices!: ChecklistEntry[];

  @Field(() => Int, { description: 'Months for which the certificate is valid from its issue (validità, R-44).' })
  validityMonths!: number;

  @Field(() => [String], { description: "The lines of the ministry's page behind it (fonti)." })
  basis!: string[];
}
