/**
 * The codes with which the office refuses a file, in the order in which it looks, each with what it says
 * (massivo-protocol.md, "Codes"). No message holds a `;` or personal data.
 */
export const FILE_CODES = {
  'AUT-001': 'Mittente non riconosciuto da questo ufficio',
  'FIR-001': 'Impronta del file errata o record di chiusura assente',
  'OBB-001': 'Campo obbligatorio di testata assente o record non conforme',
  'TES-001': 'Numero o data di protocollo assenti o errati',
  'TES-002': 'Tipo di certificato non ammesso dalla procedura massiva',
  'TES-003': 'Numero di nominativi diverso da quello dichiarato',
  'TES-004': 'Richiesta gia ricevuta con protocollo',
  'TES-005': 'Numero di nominativi oltre il massimo ammesso dall ufficio',
  'TES-006': 'Lingua tedesca ammessa solo per l ufficio di Bolzano',
  'AUT-002': 'Finalita non autorizzata per il mittente',
  'DIS-001': 'Procedura massiva dismessa',
  'SIC-001': 'Elaborazione non riuscita nel sistema SIC',
} as const;

export type FileCode = keyof typeof FILE_CODES;

/** The codes with which SIC refuses one row, in the order in which it looks: a row has the first that applies. */
export const ROW_CODES = ['NOM-001', 'NOM-004', 'NOM-002', 'NOM-003', 'MIN-001', 'NOM-005'] as const;

export type RowCode = (typeof ROW_CODES)[number];

export const isFileCode = (text: string): text is FileCode => Object.hasOwn(FILE_CODES, text);
