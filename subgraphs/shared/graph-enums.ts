import { registerEnumType } from 'type-graphql';
import { CERTIFICATE_KINDS, type CertificateKindName } from '../../schema/certificate-kind.js';

/**
 * The enums of the graph that more than one subgraph speaks of, or that the contract spells out. In code and in the
 * database a value is its name. A schema takes in only those that its types use.
 */
function nameEnum<const Name extends string>(...names: Name[]): { readonly [Key in Name]: Key } {
  return Object.fromEntries(names.map((name) => [name, name])) as { readonly [Key in Name]: Key };
}

/** Canale: R-14; domain.md, "Channel of a request". */
export const Channel = nameEnum('MASSIVO', 'DIRECT_AGREEMENT', 'OFFICE_COUNTER', 'PDND');
export type Channel = keyof typeof Channel;
registerEnumType(Channel, {
  name: 'Channel',
  description: 'The way a request takes (canale).',
  valuesConfig: {
    MASSIVO: { description: 'The legacy batch procedure, while it lasts (massivo).' },
    DIRECT_AGREEMENT: { description: 'The new service, under a direct agreement (accordo diretto).' },
    OFFICE_COUNTER: { description: "By hand at the office's counter (sportello dell'ufficio)." },
    PDND: { description: 'The national data platform, one day (Piattaforma Digitale Nazionale Dati).' },
  },
});

/** */
export const TransitionState = nameEnum('OPEN', 'DRAINING', 'CLOSED');
export type TransitionState = keyof typeof TransitionState;
registerEnumType(TransitionState, {
  name: 'TransitionState',
  description: 'How far massivo is switched off (stato del periodo transitorio).',
  valuesConfig: {
    OPEN: { description: 'Massivo takes requests.' },
    DRAINING: { description: 'Nothing new enters massivo; what is in flight is followed to its end.' },
    CLOSED: { description: 'Nothing is in flight; massivo is not called at all.' },
  },
});

/** */
export const TransitionChangeStatus = nameEnum('APPLIED', 'WAITING_APPROVAL', 'SCHEDULED', 'CANCELLED', 'SUPERSEDED');
export type TransitionChangeStatus = keyof typeof TransitionChangeStatus;
registerEnumType(TransitionChangeStatus, {
  name: 'TransitionChangeStatus',
  description: 'What has become of a change of the flag that was asked for (stato della modifica).',
  valuesConfig: {
    APPLIED: { description: 'It holds (applicata).' },
    WAITING_APPROVAL: { description: 'It waits for a second operator: R-24 (in attesa di approvazione).' },
    SCHEDULED: { description: 'It waits for its time: R-24 (programmata).' },
    CANCELLED: { description: 'It was taken back before it was applied (annullata).' },
    SUPERSEDED: { description: 'Another change of the scope came before it, so that it was never applied (superata).' },
  },
});

/** */
export const DirectAgreementStatus = nameEnum(
  'DRAFT',
  'SIGNED',
  'REGISTERED',
  'ACTIVE',
  'SUSPENDED',
  'EXPIRED',
  'WITHDRAWN',
  'RENEWED',
);
export type DirectAgreementStatus = keyof typeof DirectAgreementStatus;
registerEnumType(DirectAgreementStatus, {
  name: 'DirectAgreementStatus',
  description: "Where a direct agreement stands in its life (stato dell'accordo diretto).",
  valuesConfig: {
    DRAFT: { description: 'Being written (bozza).' },
    SIGNED: { description: 'Signed by both sides (sottoscritto).' },
    REGISTERED: { description: 'Recorded by the office both in SIC and in ADS (censito).' },
    ACTIVE: { description: 'In force from its first to its last day (attivo).' },
    SUSPENDED: { description: 'Stopped for a while by the office (sospeso).' },
    EXPIRED: { description: 'Past its last day without a renewal (scaduto).' },
    WITHDRAWN: { description: 'Ended before its last day (revocato).' },
    RENEWED: { description: 'Past its last day and followed by its renewal (rinnovato).' },
  },
});

/** */
export const MigrationStage = nameEnum(
  'NOT_STARTED',
  'DRAFTED',
  'SIGNED',
  'REGISTERED',
  'ACTIVE',
  'FIRST_DIRECT_REQUEST',
  'MASSIVO_FREE',
);
export type MigrationStage = keyof typeof MigrationStage;
registerEnumType(MigrationStage, {
  name: 'MigrationStage',
  description: 'How far a body has come from massivo to the direct channel (fase di migrazione).',
  valuesConfig: {
    NOT_STARTED: { description: 'No agreement, or only ended ones (non avviata).' },
    DRAFTED: { description: 'An agreement is being written (in bozza).' },
    SIGNED: { description: 'An agreement is signed (sottoscritta).' },
    REGISTERED: { description: 'An agreement is recorded in SIC and ADS, or suspended (censita).' },
    ACTIVE: { description: 'An agreement is in force, nothing was asked for under it yet (attiva).' },
    FIRST_DIRECT_REQUEST: { description: 'The direct channel has been used (prima richiesta diretta).' },
    MASSIVO_FREE: { description: 'No massivo request for 30 days since the first direct one (libera dal massivo).' },
  },
});

/** */
export const CertificateItemStatus = nameEnum(
  'ACCEPTED',
  'QUEUED',
  'SENT',
  'UNDER_REVIEW',
  'ISSUED',
  'REJECTED',
  'FAILED',
  'ABANDONED',
);
export type CertificateItemStatus = keyof typeof CertificateItemStatus;
registerEnumType(CertificateItemStatus, {
  name: 'CertificateItemStatus',
  description: 'Where one subject of a request stands, the same on every channel (stato del nominativo).',
  valuesConfig: {
    ACCEPTED: { description: 'Taken in, and in no queue yet (accettato).' },
    QUEUED: { description: 'Waits for its turn (in coda).' },
    SENT: { description: 'Lies at the office in a massivo file (inviato).' },
    UNDER_REVIEW: { description: 'The outcome is doubtful and waits for an operator: R-33 (in verifica).' },
    ISSUED: { description: 'A certificate was issued; an end (rilasciato).' },
    REJECTED: { description: 'Refused, at intake or by the office; an end (respinto).' },
    FAILED: { description: 'Processing failed and nobody tries again; an end (non elaborato).' },
    ABANDONED: { description: 'Given up when massivo was closed; can be resubmitted: R-25; an end (abbandonato).' },
  },
});

/** Domain.md, "Certificate kinds". */
export const CertificateKind = nameEnum<CertificateKindName>(...CERTIFICATE_KINDS.map((kind) => kind.name));
export type CertificateKind = CertificateKindName;
registerEnumType(CertificateKind, {
  name: 'CertificateKind',
  description: 'Kind of certificate (tipo di certificato).',
  valuesConfig: Object.fromEntries(
    CERTIFICATE_KINDS.map((kind) => [kind.name, { description: `${kind.code}: ${kind.legalReference}.` }]),
  ),
});

export const CertificateOutcome = nameEnum('NIL', 'POSITIVE');
export type CertificateOutcome = keyof typeof CertificateOutcome;
registerEnumType(CertificateOutcome, {
  name: 'CertificateOutcome',
  description: 'What a certificate says (esito).',
  valuesConfig: {
    NIL: { description: 'Nothing is recorded (NULLO).' },
    POSITIVE: { description: 'Something is recorded (POSITIVO).' },
  },
});

/** */
export const OutcomeFlag = nameEnum('HOMONYM', 'SYNONYM', 'ALIAS', 'RECALL', 'DIACRITIC_RECALL');
export type OutcomeFlag = keyof typeof OutcomeFlag;
registerEnumType(OutcomeFlag, {
  name: 'OutcomeFlag',
  description: 'Why an outcome is doubtful and a person must settle it (omonimia, sinonimia, alias, richiamo).',
  valuesConfig: {
    HOMONYM: { description: 'Somebody else has the same name and birth data (omonimia).' },
    SYNONYM: { description: 'Somebody has a similar name and the same birth data (sinonimia).' },
    ALIAS: { description: 'The register knows the person under another name as well (alias).' },
    RECALL: { description: 'An entry refers to another one (richiamo).' },
    DIACRITIC_RECALL: {
      description: 'An entry differs in accents or apostrophes only (richiamo per segni diacritici).',
    },
  },
});

export const Citizenship = nameEnum('ITALIAN', 'EU', 'OTHER');
export type Citizenship = keyof typeof Citizenship;
registerEnumType(Citizenship, {
  name: 'Citizenship',
  description: 'Citizenship of a subject (cittadinanza).',
  valuesConfig: {
    ITALIAN: { description: 'Italian (italiana).' },
    EU: { description: 'Of another member state of the European Union (unionale).' },
    OTHER: { description: 'Of another state, or of none (extra UE o apolide).' },
  },
});

/** */
export const ExemptionGround = nameEnum(
  'ADOPTION_FOSTERING',
  'LABOUR_WELFARE',
  'LEGAL_AID',
  'JUDICIAL_REDRESS',
  'ANNEX_B',
);
export type ExemptionGround = keyof typeof ExemptionGround;
registerEnumType(ExemptionGround, {
  name: 'ExemptionGround',
  description: 'Ground for paying less or nothing (titolo di esenzione).',
  valuesConfig: {
    ADOPTION_FOSTERING: { description: 'Adoption and fostering: art. 82 L. 184/1983 (adozione e affidamento).' },
    LABOUR_WELFARE: {
      description: 'Labour, welfare and social security disputes: art. 10 L. 533/1973 (lavoro e previdenza).',
    },
    LEGAL_AID: { description: 'Legal aid: art. 18 D.P.R. 115/2002 (patrocinio a spese dello Stato).' },
    JUDICIAL_REDRESS: {
      description: 'Redress for judicial error: art. 176 disp. att. c.p.p. (riparazione dell’errore giudiziario).',
    },
    ANNEX_B: { description: 'Annex B D.P.R. 642/1972: no stamp duty, the fee is due (tabella B, esente da bollo).' },
  },
});

/** */
export const PostageZone = nameEnum('EUROPE', 'OUTSIDE_EUROPE', 'OCEANIA');
export type PostageZone = keyof typeof PostageZone;
registerEnumType(PostageZone, {
  name: 'PostageZone',
  description: 'Where a certificate is posted to (zona postale).',
  valuesConfig: {
    EUROPE: { description: 'Europe (Europa).' },
    OUTSIDE_EUROPE: { description: 'Outside Europe, Oceania excepted (extra Europa).' },
    OCEANIA: { description: 'Oceania, with the highest postage (Oceania).' },
  },
});

export const PublicBodyType = nameEnum('PA', 'GPS');
export type PublicBodyType = keyof typeof PublicBodyType;
registerEnumType(PublicBodyType, {
  name: 'PublicBodyType',
  description: 'Who may ask for certificates: nobody else can be recorded (tipo di ente fruitore, R-07).',
  valuesConfig: {
    PA: { description: 'Public administration (pubblica amministrazione).' },
    GPS: { description: 'Public-service operator (gestore di pubblico servizio).' },
  },
});

/** */
export const Interval = nameEnum('DAY', 'WEEK', 'MONTH');
export type Interval = keyof typeof Interval;
registerEnumType(Interval, {
  name: 'Interval',
  description: 'What figures over time are put together by; days in Europe/Rome (intervallo).',
  valuesConfig: {
    DAY: { description: 'Each day (giorno).' },
    WEEK: { description: 'Each week, from Monday to Sunday (settimana).' },
    MONTH: { description: 'Each month of the calendar (mese).' },
  },
});
