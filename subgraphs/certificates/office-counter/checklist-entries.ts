import type { SourceKey } from './source.js';

/** Entries of checklists (R-42…R-44): what they say, and the line of the source behind them. */
export interface EntryText {
  readonly text: string;
  readonly textIt: string;
  readonly line: SourceKey;
}

export const DOCUMENTS = {
  FORM_3: {
    text: 'Form 3: application by the person concerned.',
    textIt: "Modello 3: domanda dell'interessato.",
    line: 'forms',
  },
  FORM_5: {
    text: 'Form 5: proxy signed by the person concerned.',
    textIt: "Modello 5: delega sottoscritta dall'interessato.",
    line: 'forms',
  },
  WRITTEN_APPLICATION: {
    text: 'Written application, signed by the person concerned; what it states is listed apart.',
    textIt: "Domanda scritta, firmata dall'interessato; il contenuto è elencato a parte.",
    line: 'abroadSigned',
  },
  IDENTITY_DOCUMENT: {
    text: 'Valid identity document of whoever hands the application in.',
    textIt: 'Documento di identità valido di chi presenta la domanda.',
    line: 'identity',
  },
  IDENTITY_DOCUMENT_COPY: {
    text: 'Copy of a valid identity document: of whoever applies; from abroad, of the person concerned.',
    textIt: "Copia di un documento di identità valido: di chi presenta la domanda; dall'estero, dell'interessato.",
    line: 'byPost',
  },
  PERMIT_OF_STAY_COPY: {
    text: 'Copy of the permit of stay, in the place of a passport.',
    textIt: 'Copia del permesso di soggiorno, in mancanza di passaporto.',
    line: 'permit',
  },
  DECREE_OF_APPOINTMENT: {
    text: "The conservator's decree of appointment.",
    textIt: 'Decreto di nomina del tutore.',
    line: 'conservatee',
  },
  COUNTERSIGNATURE: {
    text: "Countersignature of the prison director or of the prison's registry office.",
    textIt: "Controfirma del direttore del carcere o dell'ufficio matricola.",
    line: 'confined',
  },
  JUDGE_AUTHORISATION: {
    text: 'Authorisation of the judge of the proceedings.',
    textIt: 'Autorizzazione del giudice che procede.',
    line: 'onVictim',
  },
  EXEMPTION_EVIDENCE: {
    text: 'Evidence of the exemption: file number of the proceedings, declaration of the organisation.',
    textIt: "Prova dell'esenzione: numero del procedimento, dichiarazione dell'ente.",
    line: 'evidence',
  },
  PROOF_OF_PAYMENT: {
    text: 'Proof of payment of the whole amount, postage included.',
    textIt: "Prova del pagamento dell'intero importo, spese postali comprese.",
    line: 'abroadPayment',
  },
  ADDRESSED_ENVELOPE: {
    text: 'Envelope with the address to send the certificate to, without stamps.',
    textIt: "Busta già indirizzata per l'invio del certificato, senza francobolli.",
    line: 'abroadEnvelope',
  },
} as const satisfies Record<string, EntryText>;
export type DocumentCode = keyof typeof DOCUMENTS;

export const STATEMENTS = {
  PERSONAL_DETAILS: {
    text: 'Surname and names in block capitals, place (town and country) and date of birth of the person concerned.',
    textIt: "Cognome e nome in stampatello, luogo (comune e Stato) e data di nascita dell'interessato.",
    line: 'abroadApplication',
  },
  ADDRESS: {
    text: 'The address to send the certificate to.',
    textIt: 'Indirizzo a cui inviare il certificato.',
    line: 'abroadApplication',
  },
  KIND: {
    text: 'That it is a certificate of pending proceedings that is asked for.',
    textIt: 'Che si chiede il certificato dei carichi pendenti.',
    line: 'abroadSigned',
  },
  PURPOSE: {
    text: 'The purpose that exempts from payment.',
    textIt: "La finalità che dà diritto all'esenzione.",
    line: 'purpose',
  },
} as const satisfies Record<string, EntryText>;
export type StatementCode = keyof typeof STATEMENTS;

export const PAYMENTS = {
  DUTY_STAMPS: {
    text: 'Duty stamps affixed to the application form; never cash.',
    textIt: 'Marche da bollo apposte sulla domanda; mai in contanti.',
    line: 'dutyStamps',
  },
  AS_THE_OFFICE_SAYS: {
    text: 'By the method for the country, which the office says on request; do not send cash.',
    textIt: "Con il metodo previsto per lo Stato, da chiedere all'ufficio; non inviare contanti.",
    line: 'paidFromAbroad',
  },
} as const satisfies Record<string, EntryText>;
export type PaymentCode = keyof typeof PAYMENTS;

export const LEFT_OUT = {
  NON_MENZIONE: {
    text: 'Convictions that are not final and carry non-disclosure.',
    textIt: 'Condanne non definitive con il beneficio della non menzione.',
    line: 'leftOut',
  },
  JUSTICE_OF_THE_PEACE: {
    text: 'Measures of the justice of the peace.',
    textIt: 'Provvedimenti del giudice di pace.',
    line: 'leftOut',
  },
  FINE_ONLY: {
    text: 'Convictions that are not final for offences punished by a fine only.',
    textIt: 'Condanne non definitive per reati puniti con la sola pena pecuniaria.',
    line: 'leftOut',
  },
} as const satisfies Record<string, EntryText>;

export const NOTICES = {
  JUVENILE_COURT: {
    text: "Under 18: the application goes to the prosecutor's office at the juvenile court.",
    textIt: 'Minore di 18 anni: la domanda va presentata alla Procura presso il Tribunale per i minorenni.',
    line: 'minor',
  },
  NOT_FOR_ADMINISTRATIONS: {
    text: 'Issued to the person, it cannot be produced to a public administration or public-service operator.',
    textIt:
      "Rilasciato all'interessato, non può essere prodotto alla pubblica amministrazione o ai gestori di pubblici servizi.",
    line: 'notice',
  },
} as const satisfies Record<string, EntryText>;
export type NoticeCode = keyof typeof NOTICES;

/** Tables of texts, in the order of their entries. */
export function entriesOf<Code extends string>(
  table: Readonly<Record<Code, EntryText>>,
  codes: readonly Code[],
): { code: Code; text: string; textIt: string }[] {
  return codes.map((code) => ({ code, text: table[code].text, textIt: table[code].textIt }));
}
