import { certificateKindByName, type CertificateKindName } from '../../../schema/certificate-kind.js';
import { startOfDay } from '../../../schema/kernel/clock.js';
import type { SignatureFieldOptions, SignaturePlace } from '../../shared/pdf/signature-place.js';
import { drawQrCode } from '../../shared/pdf/qr-code.js';
import { GREY, TaggedDocument, type TextStyle } from '../../shared/pdf/tagged-document.js';
import { ART_40_NOTICE, legalReferenceOf, type CertificateOutcome } from '../issuing/certificate.rules.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type { CertificateFacts } from './certificate-facts.read-model.js';
import { CERTIFICATE_WORDING, printedDay, subjectLines, type CertificateWording } from './certificate-wording.rules.js';
import { verificationText } from './verification-text.rules.js';

/** A certificate opened for printing. */
export interface PrintableCertificate extends Omit<CertificateFacts, 'content' | 'subject'> {
  subject: SubjectFields;
  outcome: CertificateOutcome;
  /** It came from a register that holds nothing, and says so. */
  synthetic: boolean;
  /** Where anybody can check the code, without the code in it. */
  verificationAddress: string | null;
}

/** Whose signature the document leaves room for. */
export type SignatureRoom = Pick<SignatureFieldOptions, 'capacity' | 'signedAt' | 'signer'>;

export interface UnsignedCertificate {
  pdf: Buffer;
  /** Where the signature belongs. */
  place: SignaturePlace;
}

const WATERMARK = '#e4e4e4';
/** Of the QR code with its quiet zone: 28 mm, so that a module is no smaller than telephones read. */
const QR_SIZE = 80;
const NEXT_TO_QR = { width: 380 };
/** What the last part takes, with two lines of an address. */
const VERIFICATION_HEIGHT = 150;

const TITLE: TextStyle = { font: 'bold', size: 15, align: 'center' };
const HEADING: TextStyle = { font: 'bold', size: 11 };
const BODY: TextStyle = { font: 'regular', size: 11 };
const SMALL: TextStyle = { font: 'regular', size: 9 };
const TINY: TextStyle = { font: 'regular', size: 6.5, colour: GREY };

/**
 * The PDF of a certificate, to be signed: one page, unless a name is longer than any page. The same certificate
 * gives the same bytes but for the signature's dictionary: the only other date in it is the day of issue, and pdfkit
 * derives the file's id from it and the title.
 */
export function certificatePdf(certificate: PrintableCertificate, room: SignatureRoom): UnsignedCertificate {
  const { kind, number, language, issuedOn, synthetic } = certificate;
  const words = CERTIFICATE_WORDING[language];
  const document = new TaggedDocument({
    title: `${words.titles[kind]} ${number}`,
    language: language === 'de' ? 'de-IT' : 'it-IT',
    createdAt: startOfDay(issuedOn),
  });
  if (synthetic) document.watermark(words.watermark, WATERMARK);
  const page = new CertificatePage(document, { certificate, words });
  page.head();
  page.subject();
  page.outcome();
  page.request();
  const place = page.verification(room);
  return { pdf: document.end(), place };
}

/** The parts of the page, from top to bottom. */
class CertificatePage {
  readonly #document: TaggedDocument;
  readonly #certificate: PrintableCertificate;
  readonly #words: CertificateWording;

  constructor(
    document: TaggedDocument,
    { certificate, words }: { certificate: PrintableCertificate; words: CertificateWording },
  ) {
    this.#document = document;
    this.#certificate = certificate;
    this.#words = words;
  }

  head(): void {
    const { kind, number, officeName, language, issuedOn, synthetic } = this.#certificate;
    const { ministry, system, titles, watermark, issuedOn: issuedLabel } = this.#words;
    this.#centred('bold', 13, ministry);
    this.#centred('regular', 10, system);
    this.#centred('regular', 10, officeName);
    this.#document.rule();
    this.#document.text('H1', titles[kind], TITLE);
    this.#centred('regular', 9, `(${legalReference(kind, language)})`);
    if (synthetic) this.#centred('bold', 9, watermark);
    this.#document.gap(0.6);
    this.#centred('bold', 10, `${this.#words.number} ${number} — ${issuedLabel} ${printedDay(issuedOn, language)}`);
    this.#document.gap(1);
  }

  subject(): void {
    this.#document.text('H2', this.#words.subject, HEADING);
    this.#document.gap(0.3);
    this.#document.fields(subjectLines(this.#certificate.subject, this.#certificate.language));
    this.#document.gap(1);
  }

  outcome(): void {
    const { kind, outcome } = this.#certificate;
    const { headline, explanation } = this.#words.outcomes[outcome];
    this.#document.text('P', this.#words.contents[kind], SMALL);
    this.#document.gap(0.5);
    this.#document.text('P', this.#words.register(kind), BODY);
    this.#document.gap(0.6);
    this.#document.text('H2', headline, { font: 'bold', size: 20, align: 'center' });
    this.#centred('regular', 10, explanation);
    this.#document.gap(1);
  }

  request(): void {
    const { bodyName, purposeCode, purposeLaw, protocolNumber, protocolDate, expiresOn, language } = this.#certificate;
    const { requestedBy, purpose, protocol, validity } = this.#words;
    this.#document.fields([
      [requestedBy, bodyName],
      [purpose, purposeLaw === purposeCode ? purposeCode : `${purposeCode} — ${purposeLaw}`],
      [protocol, `${protocolNumber} — ${printedDay(protocolDate, language)}`],
    ]);
    this.#document.gap(0.6);
    this.#document.text('P', validity(printedDay(expiresOn, language)), { font: 'bold', size: 10 });
    this.#document.gap(0.5);
    this.#document.text('P', ART_40_NOTICE[language], SMALL);
  }

  verification(room: SignatureRoom): SignaturePlace {
    const { verificationCode, verificationAddress, signature } = this.#certificate;
    const { verificationCode: label, verification, qrCode, signature: signatureLabel, signedBy } = this.#words;
    this.#document.need(VERIFICATION_HEIGHT);
    this.#document.rule();
    const { y } = this.#document;
    this.#document.text('P', label, { ...SMALL, ...NEXT_TO_QR });
    this.#document.text('P', verificationCode, { font: 'bold', size: 15, ...NEXT_TO_QR });
    this.#document.text('P', verification(verificationAddress), { ...SMALL, ...NEXT_TO_QR });
    const text = verificationText(verificationCode, verificationAddress);
    this.#document.figure({ alt: `${qrCode}: ${text}`, size: QR_SIZE, y }, (pdf) =>
      drawQrCode(pdf, { text, size: QR_SIZE }),
    );
    this.#document.gap(0.5);
    const line = signedBy(room.signer);
    const place = this.#document.signature(line, SMALL, { ...room, description: line });
    this.#document.text('P', `${signatureLabel}: ${signature.toString('base64')}`, TINY);
    return place;
  }

  #centred(font: TextStyle['font'], size: number, text: string): void {
    this.#document.text('P', text, { font, size, align: 'center' });
  }
}

function legalReference(kind: CertificateKindName, language: PrintableCertificate['language']): string {
  const entry = certificateKindByName(kind);
  if (!entry) throw new Error(`there is no certificate kind ${kind}`);
  return legalReferenceOf(entry, language);
}
