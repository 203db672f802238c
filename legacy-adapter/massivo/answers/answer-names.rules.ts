import {
  certificatesFileName,
  outcomeFileName,
  parseFileName,
  receiptFileName,
  requestFileName,
} from '../records/file-names.js';
import type { AnswerFolder } from '../transport/drop-area.port.js';

/** The answers to one request file. */
export type AnswerKind = 'ack' | 'err' | 'outcome' | 'certificates';

export interface AnswerPlace {
  folder: AnswerFolder;
  name: string;
}

/** Where the office puts its answers to a request file. */
export function answerPlaces(requestName: string): Record<AnswerKind, AnswerPlace> {
  const parsed = parseFileName(requestName);
  if (parsed?.kind !== 'REQUEST') throw new RangeError('not the name of a request file');
  return {
    ack: { folder: 'ack', name: receiptFileName(requestName, 'ack') },
    err: { folder: 'err', name: receiptFileName(requestName, 'err') },
    outcome: { folder: 'out', name: outcomeFileName(parsed) },
    certificates: { folder: 'out', name: certificatesFileName(parsed) },
  };
}

/** Which request file a file answers, and how; null when its name is no answer's in that folder. */
export function answeredBy({ folder, name }: AnswerPlace): { requestName: string; kind: AnswerKind } | null {
  if (folder !== 'out') {
    const requestName = name.endsWith(`.${folder}`) ? `${name.slice(0, -folder.length)}txt` : '';
    return parseFileName(requestName)?.kind === 'REQUEST' ? { requestName, kind: folder } : null;
  }
  const parsed = parseFileName(name);
  if (!parsed || parsed.kind === 'REQUEST') return null;
  return { requestName: requestFileName(parsed), kind: parsed.kind === 'OUTCOME' ? 'outcome' : 'certificates' };
}
