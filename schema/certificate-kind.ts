/**
 * The kinds of certificate: the code of massivo files and offices, the name in the graph, the article of the Testo
 * Unico (D.P.R. 14 November 2002, n. 313) that is printed on the certificate, and the channels that issue it
 * (domain.md, "Certificate kinds"; ).
 */
export interface CertificateKindEntry {
  readonly code: CertificateKindCode;
  /** `CertificateKind` in the graph. */
  readonly name: CertificateKindName;
  readonly article: string;
  readonly legalReference: string;
  readonly channels: { readonly massivo: boolean; readonly direct: boolean; readonly counter: boolean };
}

export type CertificateKindCode = '28GEN' | '28PEN' | '28CIV' | '39SEL' | '29ELE' | '32SAN' | '27CAP';
export type CertificateKindName =
  | 'CASELLARIO_GENERAL'
  | 'CASELLARIO_CRIMINAL'
  | 'CASELLARIO_CIVIL'
  | 'SELECTIVE'
  | 'ELECTORAL'
  | 'ADMINISTRATIVE_SANCTIONS'
  | 'PENDING_PROCEEDINGS';

const MASSIVO_AND_DIRECT = { massivo: true, direct: true, counter: false } as const;
const DIRECT_ONLY = { massivo: false, direct: true, counter: false } as const;
const COUNTER_ONLY = { massivo: false, direct: false, counter: true } as const;

const kind = (
  code: CertificateKindCode,
  name: CertificateKindName,
  article: string,
  channels: CertificateKindEntry['channels'],
): CertificateKindEntry => ({
  code,
  name,
  article,
  legalReference: `art. ${article} D.P.R. 14 novembre 2002, n. 313`,
  channels,
});

/** The table, in the order of domain.md. */
export const CERTIFICATE_KINDS: readonly CertificateKindEntry[] = [
  kind('28GEN', 'CASELLARIO_GENERAL', '28', MASSIVO_AND_DIRECT),
  kind('28PEN', 'CASELLARIO_CRIMINAL', '28', MASSIVO_AND_DIRECT),
  kind('28CIV', 'CASELLARIO_CIVIL', '28', MASSIVO_AND_DIRECT),
  kind('39SEL', 'SELECTIVE', '39', MASSIVO_AND_DIRECT),
  kind('29ELE', 'ELECTORAL', '29', MASSIVO_AND_DIRECT),
  kind('32SAN', 'ADMINISTRATIVE_SANCTIONS', '32', DIRECT_ONLY),
  kind('27CAP', 'PENDING_PROCEEDINGS', '27', COUNTER_ONLY),
];

const byCode = new Map(CERTIFICATE_KINDS.map((entry) => [entry.code as string, entry]));
const byName = new Map(CERTIFICATE_KINDS.map((entry) => [entry.name as string, entry]));

/** The kind with this code (`28GEN`); `undefined` when there is none. */
export function certificateKindByCode(code: string): CertificateKindEntry | undefined {
  return byCode.get(code);
}

/** The kind with this name in the graph (`CASELLARIO_GENERAL`); `undefined` when there is none. */
export function certificateKindByName(name: string): CertificateKindEntry | undefined {
  return byName.get(name);
}
