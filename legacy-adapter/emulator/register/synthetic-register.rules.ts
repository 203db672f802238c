import { hash } from 'node:crypto';

/** Homonym, synonym, alias, recall, diacritic recall: what the register cannot settle by itself. */
export const REGISTER_FLAGS = ['OM', 'SI', 'AL', 'RI', 'RD'] as const;
export type RegisterFlag = (typeof REGISTER_FLAGS)[number];

export interface RegisterAnswer {
  readonly outcome: 'POSITIVO' | 'NULLO';
  readonly flags: readonly RegisterFlag[];
}

/** Shares of the subjects, in ten-thousandths. */
const POSITIVE_SHARE = 200;
const FLAGGED_SHARE = 100;
const TWICE_FLAGGED_SHARE = 25;

/**
 * What the synthetic register holds on a subject: invented, but always the same for the same seed and subject,
 * whoever asks and whenever. About 2 % are POSITIVO, about 1 % carry a flag.
 */
export function askSyntheticRegister(seed: number, subjectKey: string): RegisterAnswer {
  const drawn = hash('sha256', `registro-sintetico/${seed}\n${subjectKey}`);
  const outcome = numberIn(drawn, 0) % 10_000 < POSITIVE_SHARE ? 'POSITIVO' : 'NULLO';
  const flagDraw = numberIn(drawn, 1) % 10_000;
  if (flagDraw >= FLAGGED_SHARE) return { outcome, flags: [] };
  const count = flagDraw < TWICE_FLAGGED_SHARE ? 2 : 1;
  const from = numberIn(drawn, 2) % (REGISTER_FLAGS.length - count + 1);
  return { outcome, flags: REGISTER_FLAGS.slice(from, from + count) };
}

/**
 * The number of a certificate: seat, year and number of the SIC protocol, row (`H501-2026-0000012-000345`).
 *
 * A SIC protocol is given once and a row occurs once in it, so no number is ever given twice.
 */
export function certificateNumberOf(officeCode: string, sicProtocol: string, row: number): string {
  return `${officeCode.replace('PROC-', '')}-${sicProtocol.replace('SIC-', '')}-${String(row).padStart(6, '0')}`;
}

/** The hash's 32-bit words as numbers. */
function numberIn(hex: string, word: number): number {
  return Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16);
}
