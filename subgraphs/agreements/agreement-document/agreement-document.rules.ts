import { certificateKindByName } from '../../../schema/certificate-kind.js';
import { italianDate, type IsoDay } from '../../../schema/kernel/clock.js';
import type { CertificateKind, PublicBodyType } from '../../shared/graph-enums.js';

/** A contact person as the document names it. */
export interface PrintedContact {
  givenName: string;
  surname: string;
  taxCode: string;
  email: string;
}

/** Everything that the document says; nothing of it depends on the day on which it is made. */
export interface AgreementFacts {
  id: string;
  createdAt: Date;
  startsOn: IsoDay | null;
  endsOn: IsoDay | null;
  /** The period still waits for the day of signing. */
  isDraft: boolean;
  renewsId: string | null;
  kinds: readonly CertificateKind[];
  office: { name: string; code: string; district: string };
  body: { name: string; type: PublicBodyType; taxCode: string; ipaCode: string; pec: string };
  purposes: readonly {
    code: string;
    titleIt: string;
    law: string;
    article: string;
    kinds: readonly CertificateKind[];
  }[];
  units: readonly { code: string; name: string; type: string }[];
  bodyContacts: readonly PrintedContact[];
  officeContacts: readonly PrintedContact[];
}

/** A part of the document, from top to bottom. */
export type DocumentBlock =
  | { block: 'title' | 'heading' | 'paragraph'; text: string }
  | { block: 'fields'; rows: readonly (readonly [label: string, value: string])[] }
  /** Room for one side's signature; `lines` stand beside it. */
  | { block: 'signature'; side: string; lines: readonly string[] };

export const DOCUMENT_TITLE = 'Accordo diretto per la certificazione multipla';

/** R-07, in the words of the circular (D.P.R. 313/2002). */
export const NO_DELEGATION_CLAUSE =
  "Nel rispetto del D.P.R. 14 novembre 2002, n. 313 (Testo unico del casellario), l'ente non può, in alcun modo, " +
  "delegare la gestione delle richieste e l'acquisizione dei certificati a società esterne private. I referenti " +
  "appartengono all'ente e sono le sole persone che possono richiedere certificati per suo conto.";

const KIND_NAMES: Record<CertificateKind, string> = {
  CASELLARIO_GENERAL: 'Certificato generale del casellario giudiziale',
  CASELLARIO_CRIMINAL: 'Certificato penale del casellario giudiziale',
  CASELLARIO_CIVIL: 'Certificato civile del casellario giudiziale',
  SELECTIVE: 'Certificato selettivo del casellario giudiziale',
  ELECTORAL: 'Certificato per ragioni elettorali',
  ADMINISTRATIVE_SANCTIONS: "Certificato dell'anagrafe delle sanzioni amministrative dipendenti da reato",
  PENDING_PROCEEDINGS: 'Certificato dei carichi pendenti',
};

const BODY_TYPES: Record<PublicBodyType, string> = {
  PA: 'Pubblica amministrazione',
  GPS: 'Gestore di pubblico servizio',
};

/** The agreement as both sides sign it, after a template of ours: the circular's annex is not public. */
export function agreementBlocks(facts: AgreementFacts): DocumentBlock[] {
  return [...parties(facts), ...scope(facts), ...contacts(facts), ...clauses(facts), ...signatures(facts)];
}

function parties({ id, office, body, renewsId }: AgreementFacts): DocumentBlock[] {
  return [
    { block: 'title', text: DOCUMENT_TITLE },
    {
      block: 'paragraph',
      text:
        "Accordo di fruizione dei certificati del casellario giudiziale e dell'anagrafe delle sanzioni amministrative " +
        'dipendenti da reato, ai sensi del D.P.R. 14 novembre 2002, n. 313.',
    },
    { block: 'fields', rows: [['Accordo', id], ...(renewsId ? ([['Rinnova', renewsId]] as const) : [])] },
    heading(1, 'Le parti'),
    {
      block: 'fields',
      rows: [
        ['Ufficio', office.name],
        ["Codice dell'ufficio", office.code],
        ['Distretto', office.district],
        ['Ente fruitore', body.name],
        ['Tipo di ente', BODY_TYPES[body.type]],
        ["Codice fiscale dell'ente", body.taxCode],
        ['Codice IPA', body.ipaCode],
        ['PEC', body.pec],
      ],
    },
  ];
}

function scope({ purposes, kinds, units }: AgreementFacts): DocumentBlock[] {
  return [
    heading(2, 'Oggetto'),
    {
      block: 'paragraph',
      text:
        "L'ente richiede in autonomia, dal servizio digitale dedicato, i certificati indicati al punto 4 per le sole " +
        'finalità indicate al punto 3. Quanto non è indicato non è richiesto né rilasciato.',
    },
    heading(3, 'Finalità'),
    { block: 'fields', rows: purposes.map((purpose) => [purpose.code, purposeText(purpose, kinds)]) },
    heading(4, 'Certificati'),
    { block: 'fields', rows: kinds.map((kind) => [certificateKindByName(kind)?.code ?? kind, kindText(kind)]) },
    heading(5, "Unità organizzative dell'ente"),
    units.length > 0
      ? { block: 'fields', rows: units.map(({ code, name, type }) => [`${type} ${code}`, name]) }
      : { block: 'paragraph', text: "L'accordo non è limitato a singole unità organizzative." },
  ];
}

function purposeText(
  { titleIt, law, article, kinds }: AgreementFacts['purposes'][number],
  agreed: readonly CertificateKind[],
): string {
  const codes = agreed.filter((kind) => kinds.includes(kind)).map((kind) => certificateKindByName(kind)?.code ?? kind);
  return `${titleIt} (art. ${article}, ${law}). Certificati: ${codes.length > 0 ? codes.join(', ') : 'nessuno'}.`;
}

function kindText(kind: CertificateKind): string {
  return `${KIND_NAMES[kind]} (${certificateKindByName(kind)?.legalReference ?? ''})`;
}

function contacts({ bodyContacts, officeContacts }: AgreementFacts): DocumentBlock[] {
  return [
    heading(6, "Referenti dell'ente"),
    { block: 'fields', rows: bodyContacts.map(contactRow) },
    heading(7, "Referenti dell'ufficio"),
    { block: 'fields', rows: officeContacts.map(contactRow) },
  ];
}

const contactRow = ({ givenName, surname, taxCode, email }: PrintedContact): readonly [string, string] => [
  `${givenName} ${surname}`,
  `C.F. ${taxCode}, ${email}`,
];

function clauses(facts: AgreementFacts): DocumentBlock[] {
  return [
    heading(8, 'Divieto di delega'),
    { block: 'paragraph', text: NO_DELEGATION_CLAUSE },
    {
      block: 'paragraph',
      text: 'I referenti accedono al servizio esclusivamente con SPID, CIE o CNS; ogni accesso e ogni richiesta sono tracciati.',
    },
    heading(9, 'Durata e rinnovo'),
    { block: 'paragraph', text: durationText(facts) },
    {
      block: 'paragraph',
      text:
        "L'accordo cessa alla scadenza senza necessità di comunicazioni ed è rinnovabile; le parti sono avvisate 90, 60 " +
        'e 30 giorni prima. Il rinnovo decorre dal giorno successivo alla scadenza. Il servizio resta operativo fino ' +
        "all'attivazione della certificazione tramite PDND (art. 50-ter D.Lgs. 7 marzo 2005, n. 82).",
    },
    heading(10, 'Censimento e trasparenza'),
    {
      block: 'paragraph',
      text:
        "Dopo la sottoscrizione l'ufficio censisce in SIC l'ente, i referenti e le finalità, e in ADS l'ente e le " +
        "finalità; da quel momento l'accordo può essere attivato. Ente, finalità e durata sono pubblici nel registro di " +
        'trasparenza; i referenti non lo sono.',
    },
  ];
}

/** a year from the day of signing, unless the parties have agreed on other days. */
function durationText({ startsOn, endsOn, isDraft }: AgreementFacts): string {
  const from = startsOn
    ? `dal ${italianDate(startsOn)}${isDraft ? ', o dalla data di sottoscrizione se successiva,' : ''}`
    : 'dalla data di sottoscrizione';
  return endsOn
    ? `L'accordo decorre ${from} e ha termine il ${italianDate(endsOn)} compreso.`
    : `L'accordo decorre ${from} e ha la durata di un anno.`;
}

function signatures({ office, body }: AgreementFacts): DocumentBlock[] {
  const lines = ['Nome e qualità del firmatario:', '', 'Luogo e data:'];
  return [
    heading(11, 'Sottoscrizione'),
    { block: 'signature', side: `Per l'ufficio: ${office.name}`, lines },
    { block: 'signature', side: `Per l'ente: ${body.name}`, lines },
  ];
}

const heading = (number: number, text: string): DocumentBlock => ({ block: 'heading', text: `${number}. ${text}` });
