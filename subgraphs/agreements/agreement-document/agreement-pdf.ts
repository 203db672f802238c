import { TaggedDocument, type TextStyle } from '../../shared/pdf/tagged-document.js';
import {
  agreementBlocks,
  DOCUMENT_TITLE,
  type AgreementFacts,
  type DocumentBlock,
} from './agreement-document.rules.js';

const TITLE: TextStyle = { font: 'bold', size: 15, align: 'center' };
const HEADING: TextStyle = { font: 'bold', size: 11 };
const BODY: TextStyle = { font: 'regular', size: 10 };
/** Side of the room for a signature, in points: what a visible digital signature or a stamp takes. */
const SIGNATURE_SIZE = 110;
const BESIDE_SIGNATURE = 330;
/** A heading does not stand alone at the foot of a page. */
const HEADING_ROOM = 70;

/** The agreement as a PDF to sign, A4, in Italian. The same facts give the same bytes. */
export async function agreementPdf(facts: AgreementFacts): Promise<Buffer> {
  const title = `${DOCUMENT_TITLE} ${facts.id}`;
  const document = new TaggedDocument({ title, language: 'it-IT', createdAt: facts.createdAt });
  for (const block of agreementBlocks(facts)) write(document, block);
  return document.end();
}

function write(document: TaggedDocument, part: DocumentBlock): void {
  switch (part.block) {
    case 'title':
      document.text('H1', part.text, TITLE);
      document.gap(0.6);
      return;
    case 'heading':
      document.need(HEADING_ROOM);
      document.gap(0.8);
      document.text('H2', part.text, HEADING);
      document.gap(0.3);
      return;
    case 'paragraph':
      document.text('P', part.text, BODY);
      document.gap(0.3);
      return;
    case 'fields':
      document.fields(part.rows);
      return;
    case 'signature':
      writeSignature(document, part);
  }
}

function writeSignature(
  document: TaggedDocument,
  { side, lines }: Extract<DocumentBlock, { block: 'signature' }>,
): void {
  document.need(SIGNATURE_SIZE);
  const { y } = document;
  document.text('P', side, { ...HEADING, width: BESIDE_SIGNATURE });
  document.gap(0.6);
  for (const line of lines) {
    if (line === '') document.gap(1);
    else document.text('P', line, { ...BODY, width: BESIDE_SIGNATURE });
  }
  document.figure({ alt: `Spazio per la firma. ${side}`, size: SIGNATURE_SIZE, y }, (pdf) => {
    pdf.lineWidth(0.6).rect(0, 0, SIGNATURE_SIZE, SIGNATURE_SIZE).stroke('#555555');
  });
  document.gap(0.8);
}
