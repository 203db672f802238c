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

/** What a real certificate says besides; here it gives a certificate the size of a real one. */
const SMALL_PRINT = [
  'Ministero della Giustizia - Sistema Informativo del Casellario',
  "Il presente certificato imita, per sola prova, quello che l'ufficio locale rilascia a una pubblica amministrazione",
  'o a un gestore di pubblico servizio ai sensi degli articoli 28 e 39 del D.P.R. 14 novembre 2002, n. 313.',
  'Nessuna delle persone, delle iscrizioni e dei numeri che vi figurano esiste: tutto è prodotto da un programma.',
  "Ai sensi dell'articolo 40 del D.P.R. 28 dicembre 2000, n. 445, un certificato rilasciato all'interessato non può",
  'essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi.',
  'Un certificato vero ha validità di sei mesi dalla data di rilascio e porta la firma del responsabile del servizio',
  "certificativo dell'ufficio locale del casellario presso la Procura della Repubblica; questo non ne porta alcuna.",
  'Il trattamento dei dati giudiziari è disciplinato dal decreto legislativo 18 maggio 2018, n. 51.',
];

const FIXED_OBJECTS = [
  '<< /Type /Catalog /Pages 2 0 R /Lang (it-IT) >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  `<< /Title ${pdfString(SYNTHETIC_NOTICE)} /Producer (Emulatore di massivo) >>`,
];
const STREAM_OBJECT = 6;
/** Stands for a character of the number, which is all that the certificates of one file differ in. */
const HOLE = '\u0001';

/** A certificate but for its number, which has as many characters as the one that it was made with. */
export type CertificateForm = (certificateNumber: string) => Buffer;

/**
 * Makes one-page PDFs 1.4, complete and valid, of two and a half kilobytes, that differ in their numbers.
 *
 * Written by hand because it must not be what the bridge is measured by: a layout library makes some hundreds of
 * these a second, this some hundreds of thousands.
 */
export function certificateForm(facts: CertificateFacts): CertificateForm {
  const { length } = facts.certificateNumber;
  const text = pdfText({ ...facts, certificateNumber: HOLE.repeat(length) });
  const [bytes, numberAt] = [Buffer.from(text, 'latin1'), text.indexOf(HOLE)];
  return (certificateNumber) => {
    if (certificateNumber.length !== length) throw new RangeError('a number of another length');
    const pdf = Buffer.from(bytes);
    pdf.write(certificateNumber, numberAt, 'latin1');
    return pdf;
  };
}

/** One such PDF. */
export function certificatePdf(facts: CertificateFacts): Buffer {
  return certificateForm(facts)(facts.certificateNumber);
}

function pdfText(facts: CertificateFacts): string {
  const content = pageContent(facts);
  const stream = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
  let text = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  let offsets = '';
  [...FIXED_OBJECTS, stream].forEach((object, index) => {
    offsets += offsetEntry(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  const size = STREAM_OBJECT + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return text + table + trailer;
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
  const shown = (texts: readonly string[]): string => texts.map((line) => `T* ${pdfString(line)} Tj`).join('\n');
  const heading = `/F1 16 Tf 60 770 Td ${pdfString(SYNTHETIC_NOTICE)} Tj`;
  return `BT ${heading}\n/F1 11 Tf 22 TL\n${shown(lines)}\n/F1 8 Tf 14 TL\n${shown(SMALL_PRINT)}\nET`;
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
