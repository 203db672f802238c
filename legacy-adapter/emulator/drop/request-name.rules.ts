/** The parts of a request file's name: `MASSIVA_<IPA code>_<office code>_<yyyymmdd>_<six digits>.txt`. */
export interface RequestName {
  readonly ipaCode: string;
  readonly officeCode: string;
}

const REQUEST_NAME = /^MASSIVA_([A-Za-z0-9_-]{1,40})_(PROC-[A-Z]\d{3})_\d{8}_\d{6}\.txt$/;
const OFFICE_FOLDER = /^PROC-[A-Z]\d{3}$/;
const TAX_CODE_LIKE = /[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]/gi;
const MAX_SHOWN = 80;

/** The parts of a request file's name, or `undefined` when it is not one. */
export function readRequestName(file: string): RequestName | undefined {
  const [, ipaCode, officeCode] = REQUEST_NAME.exec(file) ?? [];
  return ipaCode !== undefined && officeCode !== undefined ? { ipaCode, officeCode } : undefined;
}

export const isOfficeFolder = (name: string): boolean => OFFICE_FOLDER.test(name);

/** The four answers to a request file, and where each goes. */
export type AnswerName = 'ack' | 'err' | 'zip' | 'outcome';

export interface AnswerPlace {
  readonly folder: 'ack' | 'err' | 'out';
  readonly file: string;
  /** The name under which it is written before it is renamed. */
  readonly partFile: string;
}

/** Where an answer to a request file goes (massivo-protocol.md, "Transport"). */
export function answerPlace(requestFile: string, answer: AnswerName): AnswerPlace {
  const stem = requestFile.slice(0, -'.txt'.length);
  const rest = stem.slice('MASSIVA_'.length);
  switch (answer) {
    case 'ack':
      return { folder: 'ack', file: `${stem}.ack`, partFile: `${stem}.part` };
    case 'err':
      return { folder: 'err', file: `${stem}.err`, partFile: `${stem}.part` };
    case 'outcome':
      return { folder: 'out', file: `ESITI_${rest}.txt`, partFile: `ESITI_${rest}.part` };
    case 'zip':
      return { folder: 'out', file: `CERTIFICATI_${rest}.zip`, partFile: `CERTIFICATI_${rest}.part` };
  }
}

/** A foreign file's name as it may be logged: escaped, cut short, nothing in it that looks like a tax code. */
export function shownName(name: string): string {
  return JSON.stringify(name.replace(TAX_CODE_LIKE, '***').slice(0, MAX_SHOWN));
}
