import PDFDocument from 'pdfkit';
import { certificateKindByName, type CertificateKindName } from '../../../schema/certificate-kind.js';
import { startOfDay } from '../../../schema/kernel/clock.js';
import { ART_40_NOTICE, legalReferenceOf, type CertificateOutcome } from '../issuing/certificate.rules.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type { CertificateFacts } from './certificate-facts.read-model.js';
import { CERTIFICATE_WORDING, printedDay, subjectLines, type CertificateWording } from './certificate-wording.rules.js';
import { lendStandardFonts, type StandardFont } from './standard-fonts.js';
import { toWinAnsi } from './win-ansi.rules.js';

/** A certificate opened for printing. */
export interface PrintableCertificate extends Omit<CertificateFacts, 'content' | 'subject'> {
  subject: SubjectFields;
  outcome: CertificateOutcome;
  /** Where anybody can check the code, without the code in it. */
  verificationAddress: string | null;
}

const MARGIN = 62;
const INK = '#111111';
const GREY = '#555555';
const WATERMARK = '#e4e4e4';
const LABEL_WIDTH = 150;
/** Of an A4 page, in points. */
const DIAGONAL = 1_030;

/**
 * The PDF of a certificate, one page. The same certificate gives the same bytes: the only date in it is the day
 * of issue, and pdfkit derives the file's id from it and the title.
 */
export async function certificatePdf(certificate: PrintableCertificate): Promise<Buffer> {
  const { number, language, issuedOn } = certificate;
  const date = startOfDay(issuedOn);
  const document = new PDFDocument({
    ...{ size: 'A4', margin: MARGIN, font: '', pdfVersion: '1.7', lang: language === 'de' ? 'de-IT' : 'it-IT' },
    info: { Title: `${number}`, Author: 'casellario-bridge', CreationDate: date, ModDate: date },
  });
  lendStandardFonts(document);
  const bytes = collect(document);
  const page = new CertificatePage(document, certificate);
  page.watermark();
  page.head();
  page.subject();
  page.outcome();
  page.request();
  page.verification();
  document.end();
  return bytes;
}

/** The parts of the page, from top to bottom. */
class CertificatePage {
  readonly #document: PDFKit.PDFDocument;
  readonly #certificate: PrintableCertificate;
  readonly #words: CertificateWording;

  constructor(document: PDFKit.PDFDocument, certificate: PrintableCertificate) {
    this.#document = document;
    this.#certificate = certificate;
    this.#words = CERTIFICATE_WORDING[certificate.language];
  }

  watermark(): void {
    const { width, height } = this.#document.page;
    this.#document.save().rotate(-52, { origin: [width / 2, height / 2] });
    const text = toWinAnsi(this.#words.watermark);
    const place = { width: DIAGONAL, align: 'center', lineBreak: false } as const;
    this.#style('Helvetica-Bold', 36, WATERMARK).text(text, (width - DIAGONAL) / 2, height / 2 - 18, place);
    this.#document.restore();
    this.#document.x = MARGIN;
    this.#document.y = MARGIN;
  }

  head(): void {
    const { kind, number, officeName, language, issuedOn } = this.#certificate;
    const { ministry, system, titles } = this.#words;
    this.#centred('Helvetica-Bold', 13, ministry);
    this.#centred('Helvetica', 10, system);
    this.#centred('Helvetica', 10, officeName);
    this.#rule();
    this.#centred('Helvetica-Bold', 15, titles[kind]);
    this.#centred('Helvetica', 9, `(${legalReference(kind, language)})`);
    this.#gap(0.6);
    const issued = `${this.#words.issuedOn} ${printedDay(issuedOn, language)}`;
    this.#centred('Helvetica-Bold', 10, `${this.#words.number} ${number} — ${issued}`);
    this.#gap(1);
  }

  subject(): void {
    this.#heading(this.#words.subject);
    for (const [label, value] of subjectLines(this.#certificate.subject, this.#certificate.language))
      this.#field(label, value);
    this.#gap(1);
  }

  outcome(): void {
    const { headline, explanation } = this.#words.outcomes[this.#certificate.outcome];
    this.#paragraph('Helvetica', 11, this.#words.register(this.#certificate.kind));
    this.#gap(0.6);
    this.#centred('Helvetica-Bold', 20, headline);
    this.#centred('Helvetica', 10, explanation);
    this.#gap(1);
  }

  request(): void {
    const { bodyName, purposeCode, purposeLaw, protocolNumber, protocolDate, expiresOn, language } = this.#certificate;
    const { requestedBy, purpose, protocol, validity } = this.#words;
    this.#field(requestedBy, bodyName);
    this.#field(purpose, purposeLaw === purposeCode ? purposeCode : `${purposeCode} — ${purposeLaw}`);
    this.#field(protocol, `${protocolNumber} — ${printedDay(protocolDate, language)}`);
    this.#gap(1);
    this.#paragraph('Helvetica-Bold', 10, validity(printedDay(expiresOn, language)));
    this.#gap(0.5);
    this.#paragraph('Helvetica', 9, ART_40_NOTICE[language]);
  }

  verification(): void {
    const { verificationCode, verificationAddress, signature } = this.#certificate;
    const { verificationCode: label, verification, signature: signatureLabel } = this.#words;
    this.#rule();
    this.#paragraph('Helvetica', 9, label);
    this.#style('Courier-Bold', 15, INK).text(verificationCode);
    this.#paragraph('Helvetica', 9, verification(verificationAddress));
    this.#gap(0.5);
    this.#paragraph('Helvetica', 6.5, `${signatureLabel}: ${signature.toString('base64')}`, GREY);
  }

  #heading(text: string): void {
    this.#paragraph('Helvetica-Bold', 11, text);
    this.#gap(0.3);
  }

  #field(label: string, value: string): void {
    const { y } = this.#document;
    this.#style('Helvetica', 9, GREY).text(toWinAnsi(label), MARGIN, y, { width: LABEL_WIDTH });
    const width = this.#document.page.width - 2 * MARGIN - LABEL_WIDTH;
    this.#style('Helvetica-Bold', 10, INK).text(toWinAnsi(value), MARGIN + LABEL_WIDTH, y, { width });
    this.#document.x = MARGIN;
    this.#gap(0.2);
  }

  #centred(font: StandardFont, size: number, text: string): void {
    this.#style(font, size, INK).text(toWinAnsi(text), { align: 'center' });
  }

  #paragraph(font: StandardFont, size: number, text: string, colour = INK): void {
    this.#style(font, size, colour).text(toWinAnsi(text));
  }

  #style(font: StandardFont, size: number, colour: string): PDFKit.PDFDocument {
    return this.#document.font(font).fontSize(size).fillColor(colour);
  }

  #rule(): void {
    const y = this.#document.y + 8;
    this.#document
      .moveTo(MARGIN, y)
      .lineTo(this.#document.page.width - MARGIN, y)
      .lineWidth(0.6)
      .stroke(GREY);
    this.#document.y = y + 12;
  }

  #gap(lines: number): void {
    this.#document.moveDown(lines);
  }
}

function legalReference(kind: CertificateKindName, language: PrintableCertificate['language']): string {
  const entry = certificateKindByName(kind);
  if (!entry) throw new Error(`there is no certificate kind ${kind}`);
  return legalReferenceOf(entry, language);
}

async function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of document) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
