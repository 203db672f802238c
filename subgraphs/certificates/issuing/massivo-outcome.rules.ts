import type { MassivoFlag, MassivoItemOutcome } from '../../../legacy-adapter/index.js';
import type { CertificateOutcome, OutcomeFlag } from './certificate.rules.js';

/** How an answer of massivo is read (massivo-protocol.md, "Files"). */

/** Massivo's flags and their names in the graph, in the protocol's order. */
export const MASSIVO_FLAGS: Readonly<Record<MassivoFlag, OutcomeFlag>> = {
  OM: 'HOMONYM',
  SI: 'SYNONYM',
  AL: 'ALIAS',
  RI: 'RECALL',
  RD: 'DIACRITIC_RECALL',
};

export function outcomeFlags({ flags }: Pick<MassivoItemOutcome, 'flags'>): OutcomeFlag[] {
  return flags.map((flag) => MASSIVO_FLAGS[flag]);
}

/** The way back, in the protocol's order. */
export function massivoFlagsOf(flags: readonly OutcomeFlag[]): MassivoFlag[] {
  return (Object.keys(MASSIVO_FLAGS) as MassivoFlag[]).filter((flag) => flags.includes(MASSIVO_FLAGS[flag]));
}

export function outcomeName({ outcome }: Pick<MassivoItemOutcome, 'outcome'>): CertificateOutcome {
  return outcome === 'POSITIVO' ? 'POSITIVE' : 'NIL';
}

/**
 * What an answer makes of its item: discarded is REJECTED, flagged goes to a person, number and date make a
 * certificate; without them there is nothing to issue and nothing to guess.
 */
export function takenInAs(answer: MassivoItemOutcome): 'REJECTED' | 'REVIEW' | 'ISSUED' | 'NOTHING' {
  if (answer.outcome === 'SCARTATO') return answer.errorCode ? 'REJECTED' : 'NOTHING';
  if (answer.flags.length > 0) return 'REVIEW';
  return answer.certificateNumber && answer.issuedOn ? 'ISSUED' : 'NOTHING';
}
