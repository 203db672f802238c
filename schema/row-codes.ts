/**
 * Codes of single rows (massivo-protocol.md, "Row:"), with the sentences that come back with the row. A sentence
 * names the code and the field, never what stood in it.
 */
export type RowCode = 'NOM-001' | 'NOM-002' | 'NOM-003' | 'NOM-004' | 'NOM-005' | 'MIN-001';

/** Fields of a row, named as in `SubjectInput`; `row` is the row number of a massivo file. */
export type RowField = keyof typeof FIELD_LABELS;

/** Why a row is refused. `field` is `null` when the whole line could not be read. */
export interface RowRefusal {
  readonly code: RowCode;
  readonly field: RowField | null;
}

export interface RowSentences {
  message: string;
  messageIt: string;
}

type Bilingual = readonly [en: string, it: string];

const FIELD_LABELS = {
  row: ['row number', 'numero di riga'],
  surname: ['surname', 'cognome'],
  name: ['name', 'nome'],
  birthDate: ['birth date', 'data di nascita'],
  birthPlace: ['birth place', 'luogo di nascita'],
  birthCountry: ['country of birth', 'Stato di nascita'],
  taxCode: ['tax code', 'codice fiscale'],
  citizenship: ['citizenship', 'cittadinanza'],
  fatherName: ["father's name", 'paternità'],
  entityName: ['entity name', 'denominazione'],
  legalForm: ['legal form', 'forma giuridica'],
  registeredSeat: ['registered seat', 'sede legale'],
} as const satisfies Record<string, Bilingual>;

const WHOLE_LINE: Bilingual = ['the line cannot be read', 'riga non leggibile'];

/** Code → sentences without the field. */
export const ROW_CODES: Readonly<Record<RowCode, RowSentences>> = {
  'NOM-001': {
    message: 'A mandatory field is missing or malformed',
    messageIt: 'Un dato obbligatorio manca o è malformato',
  },
  'NOM-002': {
    message: 'The check character of the tax code is wrong',
    messageIt: 'Il carattere di controllo del codice fiscale è errato',
  },
  'NOM-003': {
    message: 'The tax code does not agree with the personal data',
    messageIt: 'Il codice fiscale non corrisponde ai dati anagrafici',
  },
  'NOM-004': {
    message: 'The place of birth is unknown, or was not in force at the birth date',
    messageIt: 'Il luogo di nascita è sconosciuto o non era in vigore alla data di nascita',
  },
  'NOM-005': {
    message: 'The same subject stands earlier in the request',
    messageIt: 'Lo stesso nominativo è già presente nella richiesta',
  },
  'MIN-001': {
    message: 'The subject is under 18 at the protocol date',
    messageIt: 'Il nominativo è minore di 18 anni alla data di protocollo',
  },
};

/** The sentences for a refused row, with the name of the field. */
export function rowSentences({ code, field }: RowRefusal): RowSentences {
  const { message, messageIt } = ROW_CODES[code];
  const [label, labelIt] = field === null ? WHOLE_LINE : FIELD_LABELS[field];
  return { message: `${message}: ${label}.`, messageIt: `${messageIt}: ${labelIt}.` };
}

export function isRowCode(text: string): text is RowCode {
  return Object.hasOwn(ROW_CODES, text);
}

export function isRowField(text: string): text is RowField {
  return Object.hasOwn(FIELD_LABELS, text);
}
