import { createHmac } from 'node:crypto';
import type { SubjectFields } from '../subject/subject-record.js';
import { OUTCOME_FLAGS, type OutcomeFlag } from './certificate.rules.js';
import type { CasellarioRegister, RegisterAnswer } from './register.port.js';

/** Shares of the subjects, in ten-thousandths; who has an entry is taken for somebody else more often. */
const POSITIVE_SHARE = 200;
const FLAGGED_SHARE = { POSITIVE: 2_500, NIL: 60 };
/** One flagged in five bears two flags. */
const TWICE_FLAGGED = 5;

/**
 * A register that holds nothing: what it says of a subject is drawn from the seed and the subject, the same whoever
 * asks, whenever and for whatever kind. About 2 % are POSITIVE, and a quarter of those carry a flag, HOMONYM and
 * ALIAS among them; of the others six in a thousand do, which makes 1 % in all.
 */
export function createSyntheticRegister(seed: string): CasellarioRegister {
  return {
    kind: 'SYNTHETIC',
    async lookUp(queries, signal) {
      signal.throwIfAborted();
      return queries.map(({ subject }) => draw(seed, subject));
    },
  };
}

function draw(seed: string, subject: SubjectFields): RegisterAnswer {
  const drawn = createHmac('sha256', seed).update(identityOf(subject)).digest();
  const outcome = drawn.readUInt32BE(0) % 10_000 < POSITIVE_SHARE ? 'POSITIVE' : 'NIL';
  const share = drawn.readUInt32BE(4) % 10_000;
  if (share >= FLAGGED_SHARE[outcome]) return { outcome, flags: [] };
  const first = drawn.readUInt32BE(8) % OUTCOME_FLAGS.length;
  const indexes = share % TWICE_FLAGGED === 0 ? [first, (first + 1) % OUTCOME_FLAGS.length] : [first];
  const flags: OutcomeFlag[] = OUTCOME_FLAGS.filter((_, index) => indexes.includes(index));
  return { outcome, flags };
}

/** The tax code, or without one the personal data: the same person is the same person in every request. */
function identityOf(subject: SubjectFields): string {
  const { taxCode, surname, name, birthDate, birthPlace, birthCountry, entityName } = subject;
  const values = taxCode.trim() ? [taxCode] : [surname, name, birthDate, birthPlace, birthCountry, entityName];
  return values.map((value) => value.trim().toUpperCase()).join('|');
}
