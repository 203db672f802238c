import { ERROR_CODES, isErrorCode } from './error-codes.js';

/**
 * What can be wrong with a batch of massivo, as `MassivoBatch.lastError` and its history name it: a code, then fields or
 * row numbers. Codes of the protocol (`TES-005`, `SIC-001`) are the office's own words and stand in `error-codes.ts`.
 */
export interface MassivoTrouble {
  code: string;
  /** Rule of domain.md, or the protocol page. */
  rule: string;
  message: string;
  messageIt: string;
}

type Sentences = readonly [rule: string, en: string, it: string];

const PROTOCOL = 'MASSIVA v1';

const TROUBLES: Readonly<Record<string, Sentences>> = {
  NO_ACKNOWLEDGEMENT: [
    'R-34',
    'The office has not acknowledged the file in time.',
    "L'ufficio non ha dato ricevuta del file nei tempi previsti.",
  ],
  NO_OUTCOME: [
    'R-34',
    'The office has not answered with an outcome in time.',
    "L'ufficio non ha restituito l'esito nei tempi previsti.",
  ],
  NOT_SENT: [
    'R-17',
    'The file could not be sent in time, though no daily quota of the office holds it back.',
    "Il file non è stato inviato nei tempi previsti, pur senza che lo trattenga una quota giornaliera dell'ufficio.",
  ],
  INCOMPLETE_ANSWER: [
    'R-34',
    'The answer is cut short, or lacks its ZIP, and the rest has not come in time.',
    "La risposta è incompleta, o priva dell'archivio ZIP, e il resto non è arrivato nei tempi previsti.",
  ],
  LISTING_TRUNCATED: [
    PROTOCOL,
    'A folder of the drop area holds more entries than one look goes through; answers are looked for by name.',
    "Una cartella dell'area di scambio contiene troppe voci: le risposte vengono cercate per nome.",
  ],
  LATE_OUTCOME: [
    'R-25',
    'An outcome came after the batch was abandoned or refused; it is kept apart and never issued.',
    "È arrivato un esito dopo l'abbandono o il rifiuto del lotto: è conservato a parte e mai rilasciato.",
  ],
  OTHER_OUTCOME: [
    'R-34',
    'A second outcome says something else than the one that was taken in; it is kept apart and changes nothing.',
    'È arrivato un secondo esito diverso da quello acquisito: è conservato a parte e non modifica nulla.',
  ],
  NAME_TAKEN: [
    PROTOCOL,
    'Another file lies under the name of this one in the drop area.',
    "Nell'area di scambio esiste già un altro file con questo nome.",
  ],
  UNWRITABLE: [
    PROTOCOL,
    'A field cannot be written into a record of the protocol.',
    'Un campo non è rappresentabile nel tracciato.',
  ],
  ROWS_MISSING: [
    'R-34',
    'Not all rows of the batch could be read for sending.',
    'Non è stato possibile leggere tutte le righe del lotto.',
  ],
  SENDING_FAILED: ['R-34', 'Sending failed; it is tried again.', 'Invio non riuscito: verrà ripetuto.'],
  COLLECTING_FAILED: [
    'R-34',
    'The answer could not be taken in; it is tried again.',
    'Acquisizione della risposta non riuscita: verrà ripetuta.',
  ],
  DROP_AREA_MISSING: [
    PROTOCOL,
    'A folder of the drop area is not there, or is no folder of its own.',
    "Manca una cartella dell'area di scambio, o non è una cartella propria.",
  ],
  DROP_AREA_READ_ONLY: [
    PROTOCOL,
    'The drop area cannot be written to.',
    "L'area di scambio non è accessibile in scrittura.",
  ],
  DROP_AREA_FULL: [PROTOCOL, 'The drop area is full.', "L'area di scambio è piena."],
  DROP_AREA_TIMED_OUT: [
    PROTOCOL,
    'The drop area did not answer in time.',
    "L'area di scambio non ha risposto in tempo.",
  ],
  DROP_AREA_UNREACHABLE: [PROTOCOL, 'The drop area cannot be reached.', "L'area di scambio non è raggiungibile."],
  DROP_AREA_HOST_KEY_MISMATCH: [
    PROTOCOL,
    'The server of the drop area does not show the host key that was pinned; nothing was sent to it.',
    "Il server dell'area di scambio non presenta la chiave attesa: non gli è stato inviato nulla.",
  ],
  DROP_AREA_KEY_REFUSED: [
    PROTOCOL,
    'The server of the drop area refuses our key.',
    "Il server dell'area di scambio rifiuta la nostra chiave.",
  ],
  ARCHIVE_MISSING: [PROTOCOL, 'The ZIP of the certificates is not there.', "Manca l'archivio ZIP dei certificati."],
  ARCHIVE_TOO_LARGE: [
    PROTOCOL,
    'The ZIP of the certificates is larger than allowed.',
    "L'archivio ZIP dei certificati supera la dimensione ammessa.",
  ],
  ARCHIVE_UNPACKS_TOO_LARGE: [
    PROTOCOL,
    'The ZIP of the certificates would unpack to more than is allowed.',
    "L'archivio ZIP dei certificati, una volta estratto, supera la dimensione ammessa.",
  ],
  PDF_MISSING: [
    PROTOCOL,
    'A PDF that the outcome names is not in the ZIP.',
    "Un PDF indicato nell'esito non è nell'archivio ZIP.",
  ],
  PDF_CORRUPT: [PROTOCOL, 'A file that the outcome names is no PDF.', "Un file indicato nell'esito non è un PDF."],
  PDF_NAMED_TWICE: [PROTOCOL, 'The outcome names a PDF twice.', "L'esito indica due volte lo stesso PDF."],
  PDF_HASH_MISMATCH: [
    PROTOCOL,
    'The hash of a PDF is not the one that the outcome tells.',
    "L'impronta di un PDF non corrisponde a quella dell'esito.",
  ],
};

const ANSWERS: Readonly<Record<string, readonly [en: string, it: string]>> = {
  ACKNOWLEDGEMENT: ['The acknowledgement', 'La ricevuta'],
  REFUSAL: ['The refusal', 'Il rifiuto'],
  OUTCOME: ['The outcome', "L'esito"],
  ARCHIVE: ['The ZIP of the certificates', "L'archivio ZIP dei certificati"],
};
const DEFECTS: Readonly<Record<string, readonly [en: string, it: string]>> = {
  INCOMPLETE: ['is cut short.', 'è incompleto.'],
  CORRUPT: ['cannot be read as the protocol says.', 'non è leggibile secondo il tracciato.'],
  MISMATCH: ['does not match what was sent.', 'non corrisponde a quanto inviato.'],
};
const UNKNOWN: Sentences = [
  PROTOCOL,
  'Something is wrong that has no sentence of its own.',
  'Problema privo di descrizione propria.',
];

/** The code of a trouble, without its fields and rows. */
export function troubleCode(trouble: string): string {
  return /^[A-Z]+(?:[_-][A-Z0-9]+)*/.exec(trouble)?.[0] ?? trouble;
}

/** Rule and sentences for what is wrong with a batch. */
export function massivoTrouble(trouble: string): MassivoTrouble {
  const code = troubleCode(trouble);
  const known = TROUBLES[code] ?? sentencesOfAnswer(code);
  if (known) return { code, rule: known[0], message: known[1], messageIt: known[2] };
  if (isErrorCode(code)) {
    const { rule, message, messageIt } = ERROR_CODES[code];
    return { code, rule, message, messageIt };
  }
  return { code, rule: UNKNOWN[0], message: UNKNOWN[1], messageIt: UNKNOWN[2] };
}

function sentencesOfAnswer(code: string): Sentences | undefined {
  const at = code.indexOf('_');
  const [answer, defect] = [ANSWERS[code.slice(0, at)], DEFECTS[code.slice(at + 1)]];
  return answer && defect && [PROTOCOL, `${answer[0]} ${defect[0]}`, `${answer[1]} ${defect[1]}`];
}
