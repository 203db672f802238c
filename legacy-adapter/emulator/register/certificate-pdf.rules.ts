/** What is printed on a synthetic certificate. It names no subject: nothing personal is needed to try the way. */
export interface CertificateFacts {
  readonly certificateNumber: string;
  readonly officeCode: string;
  readonly sicProtocol: string;
  /** Code of the kind, e.g. `28GEN`. */
  readonly kind: string;
  readonly outcome: 'POSITIVO' | 'NULLO';
  /** yyyy-mm-dd. */
  readonly issueDate: string;
  readonly german: boolean;
}

export const SYNTHETIC_NOTICE = 'CERTIFICATO SINTETICO — NESSUN VALORE LEGALE';

const KIND_TITLES: Readonly<Record<string, string>> = {
  '28GEN': 'Certificato generale del casellario giudiziale (art. 28 T.U. 313/2002)',
  '28PEN': 'Certificato penale del casellario giudiziale (art. 28 T.U. 313/2002)',
  '28CIV': 'Certificato civile del casellario giudiziale (art. 28 T.U. 313/2002)',
  '39SEL': 'Certificato selettivo del casellario giudiziale (art. 39 T.U. 313/2002)',
  '29ELE': 'Certificato elettorale del casellario giudiziale (art. 29 T.U. 313/2002)',
};

const OUTCOME_TEXTS = {
  NULLO: { it: 'Esito NULLO: nessuna iscrizione', de: 'Ergebnis NULLO: keine Eintragung' },
  POSITIVO: {
    it: 'Esito POSITIVO: risultano iscrizioni (inventate)',
    de: 'Ergebnis POSITIVO: Eintragungen (erfunden)',
  },
} as const;

/** Everything before the content stream is the same in each certificate: written once, with its offsets. */
const FIXED_OBJECTS = [
  '<< /Type /Catalog /Pages 2 0 R /Lang (it-IT) >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  `<< /Title ${pdfString(SYNTHETIC_NOTICE)} /Producer (Emulatore di massivo) >>`,
];
const STREAM_OBJECT = 6;
const { head: FIXED_HEAD, offsets: FIXED_OFFSETS } = fixedHead();

/**
 * A one-page PDF 1.4, complete and valid, in about a kilobyte.
 *
 * Written by hand because it must not be what the bridge is measured by: a layout library makes some hundreds of
 * these a second, this some tens of thousands.
 */
export function certificatePdf(facts: CertificateFacts): Buffer {
  const content = pageContent(facts);
  const stream = `${STREAM_OBJECT} 0 obj\n<< /Length ${content.length} >>\nstream\n${content}\nendstream\nendobj\n`;
  const body = `${FIXED_HEAD}${stream}`;
  const offsets = `${FIXED_OFFSETS}${offsetEntry(FIXED_HEAD.length)}`;
  const size = STREAM_OBJECT + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(`${body}${table}${trailer}`, 'latin1');
}

function pageContent(facts: CertificateFacts): string {
  const outcome = OUTCOME_TEXTS[facts.outcome];
  const lines = [
    KIND_TITLES[facts.kind] ?? 'Certificato del casellario giudiziale',
    `Tipo ${facts.kind} - Numero ${facts.certificateNumber}`,
    facts.german ? `${outcome.it} / ${outcome.de}` : outcome.it,
    `Data di rilascio ${facts.issueDate.split('-').reverse().join('/')}`,
    `Ufficio ${facts.officeCode} - Protocollo ${facts.sicProtocol}`,
    'Prodotto da un emulatore a fini di sviluppo e di prova',
  ];
  const shown = lines.map((line) => `T* ${pdfString(line)} Tj`).join('\n');
  return `BT /F1 16 Tf 60 770 Td ${pdfString(SYNTHETIC_NOTICE)} Tj\n/F1 11 Tf 22 TL\n${shown}\nET`;
}

function fixedHead(): { head: string; offsets: string } {
  let head = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  let offsets = '';
  FIXED_OBJECTS.forEach((object, index) => {
    offsets += offsetEntry(head.length);
    head += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  return { head, offsets };
}

/** An entry of the cross-reference table is 20 bytes to the letter. */
function offsetEntry(offset: number): string {
  return `${String(offset).padStart(10, '0')} 00000 n \n`;
}

/** A literal string in WinAnsi: one byte a character, so that text lengths are byte lengths. */
function pdfString(text: string): string {
  const escaped = text.replace(/[\\()]/g, (character) => `\\${character}`).replaceAll('—', '\\227');
  return `(${escaped})`;
}
