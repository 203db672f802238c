/** A body of the demonstration and how it asks in the run. */
export interface Party {
  ipaCode: string;
  officeCode: string;
  /** Covered by its agreement, so on the direct channel; null: it has none. */
  directPurpose: string | null;
  /** Not covered, so on massivo while that is OPEN; null: it never used massivo. */
  massivoPurpose: string | null;
}

const withoutAgreement = (belfiore: string): Party => ({
  ipaCode: `c_${belfiore.toLowerCase()}`,
  officeCode: `PROC-${belfiore}`,
  directPurpose: null,
  massivoPurpose: 'FIN-001',
});

/** Their agreements cover the usual purposes, citizenship (FIN-005) not. */
const withAgreement = (belfiore: string): Party => ({
  ...withoutAgreement(belfiore),
  directPurpose: 'FIN-001',
  massivoPurpose: 'FIN-005',
});

/** Ten offices, a body at each: five without an agreement, four on both channels, one on the direct channel alone. */
export const PARTIES: readonly Party[] = [
  ...['G482', 'F839', 'G273', 'H224', 'D122'].map(withoutAgreement),
  ...['L219', 'B157', 'A944', 'D612'].map(withAgreement),
  { ipaCode: 'c_h501', officeCode: 'PROC-H501', directPurpose: 'FIN-001', massivoPurpose: null },
];

export const OFFICES: readonly string[] = PARTIES.map(({ officeCode }) => officeCode);
