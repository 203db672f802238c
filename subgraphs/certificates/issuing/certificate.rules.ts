import type { CertificateKindEntry } from '../../../schema/certificate-kind.js';
import { BOLZANO_OFFICE } from '../../../schema/identifiers.js';
import { addMonths, type IsoDay } from '../../../schema/kernel/clock.js';

/** What a certificate says, decided without looking anything up. */

export type CertificateOutcome = 'NIL' | 'POSITIVE';
export type CertificateLanguage = 'it' | 'de';

/** What the register cannot settle by itself; names of `OutcomeFlag` in the graph. */
export const OUTCOME_FLAGS = ['HOMONYM', 'SYNONYM', 'ALIAS', 'RECALL', 'DIACRITIC_RECALL'] as const;
export type OutcomeFlag = (typeof OUTCOME_FLAGS)[number];

/** "valid six months from issue", after the ministry's page. */
export const VALIDITY_MONTHS = 6;

/** Last day on which the certificate holds; six months after 31 August is the last day of February. */
export function expiryOf(issuedOn: IsoDay): IsoDay {
  return addMonths(issuedOn, VALIDITY_MONTHS);
}

/** German only where it was asked for and at Bolzano/Bozen. */
export function languageOf(request: { german: boolean; officeCode: string }): CertificateLanguage {
  return request.german && request.officeCode === BOLZANO_OFFICE ? 'de' : 'it';
}

/** A flagged outcome is doubtful: a person settles it before anything is issued. */
export function needsReview(flags: readonly OutcomeFlag[]): boolean {
  return flags.length > 0;
}

/**
 * Number of a certificate that is issued here and not by massivo: `AD` (accordo diretto), seat of the office, year of
 * issue, ordinal: `AD-H501-2026-00000042`. The ordinal comes from one sequence for all offices and years, so that no
 * number occurs twice; massivo's own numbers never start with `AD-`.
 */
export function certificateNumber(officeCode: string, issuedOn: IsoDay, ordinal: bigint): string {
  return `AD-${officeCode.replace(/^PROC-/, '')}-${issuedOn.slice(0, 4)}-${String(ordinal).padStart(8, '0')}`;
}

/** The law that the certificate is issued under, in its language. */
export function legalReferenceOf(kind: CertificateKindEntry, language: CertificateLanguage): string {
  return language === 'de' ? `Art. ${kind.article} D.P.R. vom 14. November 2002, Nr. 313` : kind.legalReference;
}

/**
 * The notice of art. 40 D.P.R. 445/2000. The certificate goes to the administration itself, so the notice says
 * what would hold if it were handed to the person.
 */
export const ART_40_NOTICE: Readonly<Record<CertificateLanguage, string>> = {
  it:
    "Rilasciato all'amministrazione o al gestore di pubblico servizio richiedente. Ai sensi dell'art. 40 D.P.R. 28 " +
    "dicembre 2000, n. 445, se rilasciato all'interessato il presente certificato non può essere prodotto agli organi " +
    'della pubblica amministrazione o ai privati gestori di pubblici servizi.',
  de:
    'Ausgestellt für die ersuchende Verwaltung oder den Betreiber öffentlicher Dienste. Im Sinne von Art. 40 D.P.R. ' +
    'vom 28. Dezember 2000, Nr. 445, darf diese Bescheinigung, wenn sie der betroffenen Person ausgehändigt wird, den ' +
    'Organen der öffentlichen Verwaltung oder den privaten Betreibern öffentlicher Dienste nicht vorgelegt werden.',
};
