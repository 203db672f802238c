import { readFile, writeFile } from 'node:fs/promises';
import { usageFailure } from './cli-failure.js';
import { OPERATIONS, type DataSubject, type SubjectErasure, type SubjectExport } from './operations.js';
import { personIn } from './person-file.rules.js';
import type { Session } from './session.js';

export interface SubjectOptions {
  personFile: string;
  reference: string;
  reason: string;
}

/**
 * What is held about a person, into a new file that only its owner can read. Who it is stands in a file, because
 * everybody on a machine can read its command lines.
 */
export async function exportSubject(
  session: Session,
  { out, ...options }: SubjectOptions & { out: string },
): Promise<void> {
  const client = await session.client();
  const input = await inputOf(options);
  const pieces: SubjectExport[] = [];
  for (let after: string | null = null; ;) {
    const { exportSubjectData }: { exportSubjectData: SubjectExport } = await client.run(OPERATIONS.exportSubject, {
      input: { ...input, after },
    });
    pieces.push(exportSubjectData);
    after = exportSubjectData.endCursor;
    if (after === null) break;
    session.note(session.say('looking further …', 'ricerca in corso …'));
  }
  const documents = pieces.map(({ json }) => JSON.parse(json) as { items: unknown[] });
  const whole = { ...documents[0], items: documents.flatMap(({ items }) => items) };
  await written(out, `${JSON.stringify(whole, null, 2)}\n`);
  const [items, unreadable] = [sum(pieces, 'items'), sum(pieces, 'unreadable')];
  session.show({ file: out, ids: pieces.map(({ id }) => id), items, unreadable }, () => [
    session.say(`${out}: ${items} items`, `${out}: ${items} nominativi`),
    ...unreadableLines(session, unreadable),
  ]);
}

/** Erases what may go, after having been asked for it; says what stays, and why. */
export async function eraseSubject(session: Session, options: SubjectOptions): Promise<void> {
  const client = await session.client();
  const input = await inputOf(options);
  const question = session.say(
    `What is held about the person of ${options.reference} is erased for good, as far as the law allows.`,
    `I dati dell'interessato dell'istanza ${options.reference} vengono cancellati definitivamente, nei limiti di legge.`,
  );
  await session.confirm(question, 'ERASE');
  const pieces: SubjectErasure[] = [];
  for (let after: string | null = null; ;) {
    const { eraseSubjectData }: { eraseSubjectData: SubjectErasure } = await client.run(OPERATIONS.eraseSubject, {
      input: { ...input, after },
    });
    pieces.push(eraseSubjectData);
    after = eraseSubjectData.endCursor;
    if (after === null) break;
    session.note(session.say('looking further …', 'ricerca in corso …'));
  }
  const retained = pieces.flatMap((piece) => piece.retained);
  const [erased, unreadable] = [sum(pieces, 'erased'), sum(pieces, 'unreadable')];
  session.show({ ids: pieces.map(({ id }) => id), erased, retained, unreadable }, () => [
    session.say(
      `${erased} items erased, ${retained.length} kept`,
      `${erased} cancellati, ${retained.length} conservati`,
    ),
    ...retained.map(
      ({ itemId, ground, message, messageIt }) => `${itemId} ${ground}: ${session.say(message, messageIt)}`,
    ),
    ...unreadableLines(session, unreadable),
  ]);
}

async function inputOf({ personFile, reference, reason }: SubjectOptions): Promise<DataSubject> {
  const text = await readFile(personFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageFailure(
      `${personFile} cannot be read: ${error.code ?? ''}.`,
      `${personFile} non è leggibile: ${error.code ?? ''}.`,
    );
  });
  const person = personIn(text);
  if (person) return { ...person, reference, reason };
  throw usageFailure(
    `${personFile} holds neither a tax code nor {"surname", "name", "birthDate"}.`,
    `${personFile} non contiene né un codice fiscale né {"surname", "name", "birthDate"}.`,
  );
}

async function written(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw usageFailure(
      `${file} cannot be written: ${error.code ?? ''}.`,
      `${file} non è scrivibile: ${error.code ?? ''}.`,
    );
  });
}

function unreadableLines(session: Session, unreadable: number): string[] {
  if (unreadable === 0) return [];
  return [
    session.say(
      `${unreadable} sealed values could not be opened: the person may be in them`,
      `${unreadable} valori cifrati non leggibili: l'interessato potrebbe esservi compreso`,
    ),
  ];
}

const sum = <Key extends string>(pieces: readonly Record<Key, number>[], key: Key): number =>
  pieces.reduce((total, piece) => total + piece[key], 0);
