import type { Readable } from 'node:stream';
import type { OutcomeHeader } from '../records/massivo-record.type.js';
import { parseReceipt } from '../records/outcome-reader.js';
import { AnswerDefect } from './answer-defect.js';

/** Longer than any receipt: what is larger is read no further, and is then found corrupt. */
const MOST_BYTES = 64 * 1024;

/** Reads an acknowledgement or a refusal, and sees that it is the one of that request. Throws `AnswerDefect`. */
export async function readReceipt(
  kind: 'ACKNOWLEDGEMENT' | 'REFUSAL',
  content: Readable,
  fileRequestId: string,
): Promise<OutcomeHeader> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if ((bytes += chunk.length) > MOST_BYTES) break;
  }
  const verdict = parseReceipt(Buffer.concat(chunks));
  if (verdict.kind !== 'COMPLETE') throw new AnswerDefect(`${kind}_${verdict.kind}`);
  const { header } = verdict;
  const isRefusal = kind === 'REFUSAL';
  if (header.state !== (isRefusal ? 'RIFIUTATA' : 'RICEVUTA'))
    throw new AnswerDefect(`${kind}_MISMATCH`, { about: 'state' });
  // An office that could not read the file does not know the request id either; then the name says which it was.
  const isOurs = header.requestId === fileRequestId || (isRefusal && header.requestId === '');
  if (!isOurs) throw new AnswerDefect(`${kind}_MISMATCH`, { about: 'requestId' });
  return header;
}

/** TES-004: the SIC protocol of the first reception, which the message carries; null when it shows none. */
export function firstProtocolIn({ message, sicProtocol }: OutcomeHeader): string | null {
  const words = (message ?? '').split(/[\s,:()]+/).map((word) => word.replace(/\.+$/, ''));
  const numbered = words.filter((word) => /\d/.test(word) && /^[\w./-]{1,64}$/.test(word));
  return numbered.at(-1) ?? (sicProtocol || null);
}
