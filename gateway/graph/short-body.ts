import type { IncomingMessage } from 'node:http';
import { DomainError } from '../../schema/kernel/domain-error.js';

/** Longer ones are checked piece by piece while they come (`guarded-body.ts`). */
const MOST_BYTES = 65_536;

/** The length of a body in bytes that can be read at once, or `null`: unknown, too long, or none. */
export function shortBodyLength({ headers }: IncomingMessage): number | null {
  if (headers['transfer-encoding'] !== undefined) return null;
  const length = Number(headers['content-length'] ?? '0');
  return length > 0 && length <= MOST_BYTES ? length : null;
}

/**
 * A body as JSON; Node.js lets no more bytes through than were announced. It rejects when the body breaks off, takes too
 * long, or is no JSON.
 *
 * @throws DomainError REQUEST_INCOMPLETE, BAD_REQUEST
 */
export function readShortBody(
  request: IncomingMessage,
  { length, deadlineMs }: { length: number; deadlineMs: number },
): Promise<unknown> {
  const reading = new Promise<unknown>((resolve, reject) => {
    let pieces: Buffer[] = [];
    let bytes = 0;
    const incomplete = (): void => {
      if (bytes < length) reject(new DomainError('REQUEST_INCOMPLETE'));
    };
    const timer = setTimeout(incomplete, deadlineMs);
    const done = (): void => {
      clearTimeout(timer);
      const whole = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
      pieces = [];
      try {
        resolve(readJson((whole as Buffer).toString('utf8')));
      } catch {
        reject(new DomainError('BAD_REQUEST'));
      }
    };
    request.on('data', (piece: Buffer) => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= length) done();
    });
    request.on('error', incomplete);
    request.once('close', () => {
      clearTimeout(timer);
      incomplete();
    });
  });
  // The caller may be refused before anybody looks at the body.
  reading.catch(() => undefined);
  return reading;
}

/** As Fastify's parser does it: an object may not bring a prototype of its own. */
function readJson(text: string): unknown {
  if (!text.includes('__proto__') && !text.includes('constructor')) return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) => {
    if (key === '__proto__') throw new SyntaxError('a prototype');
    const isMade = key === 'constructor' && typeof value === 'object' && value !== null && 'prototype' in value;
    if (isMade) throw new SyntaxError('a prototype');
    return value;
  });
}
