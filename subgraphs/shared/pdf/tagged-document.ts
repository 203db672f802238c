import PDFDocument from 'pdfkit';
import { documentFonts, printable } from './document-fonts.js';
import { metadataText, PDF_UA_IDENTIFICATION } from './pdf-identification.js';
import {
  addSignatureField,
  reserveSignature,
  type SignatureFieldOptions,
  type SignaturePlace,
} from './signature-place.js';

export interface TaggedDocumentOptions {
  title: string;
  language: 'it-IT' | 'de-IT';
  createdAt: Date;
}

export interface TextStyle {
  font: 'regular' | 'bold';
  /** In points. */
  size: number;
  colour?: string;
  align?: 'left' | 'center';
  /** In points; unset: as wide as the page allows. */
  width?: number;
}

export const PAGE_MARGIN = 62;
export const INK = '#111111';
export const GREY = '#555555';
const LABEL_WIDTH = 150;
const LABEL: TextStyle = { font: 'regular', size: 9, colour: GREY };
const VALUE: TextStyle = { font: 'bold', size: 10 };
/** Room for two lines of a row: below that a new page begins. */
const ROW_HEIGHT = 30;

/**
 * An A4 document that is read aloud in the order in which it is written (PDF/UA, ISO 14289-1): every text has its tag,
 * what is mere decoration is marked as such, fonts are embedded. With the same calls it has the same bytes.
 */
export class TaggedDocument {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #root: PDFKit.PDFStructureElement;
  #style: TextStyle = { font: 'regular', size: 10 };

  constructor({ title, language, createdAt }: TaggedDocumentOptions) {
    const info = {
      Title: metadataText(title),
      Author: 'casellario-bridge',
      CreationDate: createdAt,
      ModDate: createdAt,
    };
    this.#pdf = new PDFDocument({
      ...{ size: 'A4', margin: PAGE_MARGIN, font: '', pdfVersion: '1.7', lang: language },
      ...{ tagged: true, displayTitle: true, info },
    });
    const { regular, bold } = documentFonts();
    this.#pdf.registerFont('regular', regular as never).registerFont('bold', bold as never);
    this.#pdf.appendXML(PDF_UA_IDENTIFICATION);
    this.#root = this.#pdf.struct('Document');
    this.#pdf.addStructure(this.#root);
  }

  /** Between the margins, in points. */
  get width(): number {
    return this.#pdf.page.width - 2 * PAGE_MARGIN;
  }

  /** Distance of the next line from the top of the page. */
  get y(): number {
    return this.#pdf.y;
  }

  text(tag: 'H1' | 'H2' | 'P', text: string, style: TextStyle): void {
    this.#root.add(this.#tagged(tag, () => this.#write(text, style)));
  }

  /** Labels and what they stand for: a table whose first column heads its rows. */
  fields(rows: readonly (readonly [label: string, value: string])[]): void {
    if (rows.length === 0) return;
    const table = this.#pdf.struct('Table');
    this.#root.add(table);
    for (const row of rows) table.add(this.#field(row));
    table.end();
  }

  rule(): void {
    this.#decoration('Layout', () => {
      const y = this.#pdf.y + 8;
      const right = this.#pdf.page.width - PAGE_MARGIN;
      this.#pdf.moveTo(PAGE_MARGIN, y).lineTo(right, y).lineWidth(0.6).stroke(GREY);
      this.#pdf.y = y + 12;
    });
  }

  gap(lines: number): void {
    this.#pdf.moveDown(lines);
  }

  /** Begins a new page unless so many points are left on this one. */
  need(height: number): void {
    if (this.#pdf.y + height > this.#pdf.page.height - PAGE_MARGIN) this.#pdf.addPage();
  }

  /** Words across the middle of every page, behind everything; whoever listens must be told elsewhere. */
  watermark(text: string, colour: string): void {
    const draw = (): void => this.#decoration('Background', () => this.#drawWatermark(printable(text), colour));
    draw();
    this.#pdf.on('pageAdded', () => {
      const { x, y } = this.#pdf;
      draw();
      this.#apply(this.#style);
      Object.assign(this.#pdf, { x, y });
    });
  }

  /** A picture at the right margin, from a height on. Texts written since stay where they are. */
  figure({ alt, size, y }: { alt: string; size: number; y: number }, draw: (pdf: PDFKit.PDFDocument) => void): void {
    const x = this.#pdf.page.width - PAGE_MARGIN - size;
    const options = { alt, bbox: [x, y, x + size, y + size], placement: 'Block' };
    const below = Math.max(this.#pdf.y, y + size);
    const picture = (): void => {
      this.#pdf.save().translate(x, y);
      draw(this.#pdf);
      this.#pdf.restore();
    };
    this.#root.add(this.#pdf.struct('Figure', options as object, [picture]));
    this.#pdf.y = below;
  }

  /** A line that says who signs, and over it the field of the signature. */
  signature(text: string, style: TextStyle, field: SignatureFieldOptions): SignaturePlace {
    this.need(ROW_HEIGHT);
    const top = this.#pdf.y;
    this.text('P', text, style);
    const value = reserveSignature(this.#pdf, field);
    const form = this.#pdf.struct('Form');
    this.#root.add(form);
    const height = Math.max(this.#pdf.y - top, style.size);
    const box: [number, number, number, number] = [
      PAGE_MARGIN,
      this.#pdf.y - height,
      style.width ?? this.width,
      height,
    ];
    addSignatureField(this.#pdf, { box, value, description: field.description, parent: form });
    form.end();
    return value;
  }

  /** The finished document. */
  end(): Buffer {
    this.#root.end();
    this.#pdf.end();
    // pdfkit has written all of it by now, in 800 pieces: waiting for each would take longer than writing them.
    return this.#pdf.read() as Buffer;
  }

  #field([label, value]: readonly [string, string]): PDFKit.PDFStructureElement {
    this.need(ROW_HEIGHT);
    const { y, page } = this.#pdf;
    let bottom = y;
    const head = (): void => {
      this.#write(label, { ...LABEL, width: LABEL_WIDTH });
      bottom = this.#pdf.y;
    };
    const cell = (): void => {
      Object.assign(this.#pdf, { x: PAGE_MARGIN + LABEL_WIDTH, y });
      this.#write(value, { ...VALUE, width: this.width - LABEL_WIDTH });
      this.#pdf.x = PAGE_MARGIN;
      if (this.#pdf.page === page) this.#pdf.y = Math.max(bottom, this.#pdf.y);
      this.gap(0.2);
    };
    const heading = this.#pdf.struct('TH', { scope: 'Row' } as object, [head]);
    return this.#pdf.struct('TR', {}, [heading, this.#tagged('TD', cell)]);
  }

  #tagged(tag: string, write: () => void): PDFKit.PDFStructureElement {
    return this.#pdf.struct(tag, {}, [write]);
  }

  #write(text: string, style: TextStyle): void {
    this.#apply(style);
    const { align = 'left', width = this.width } = style;
    this.#pdf.text(printable(text), { align, width });
  }

  #apply(style: TextStyle): void {
    this.#style = style;
    this.#pdf
      .font(style.font)
      .fontSize(style.size)
      .fillColor(style.colour ?? INK);
  }

  #decoration(type: 'Layout' | 'Background', draw: () => void): void {
    this.#pdf.markContent('Artifact', { type: type as 'Layout' });
    draw();
    this.#pdf.endMarkedContent();
  }

  #drawWatermark(text: string, colour: string): void {
    const { width, height } = this.#pdf.page;
    const diagonal = Math.hypot(width, height);
    this.#pdf.save().rotate(-52, { origin: [width / 2, height / 2] });
    this.#pdf.font('bold').fontSize(36).fillColor(colour);
    const place = { width: diagonal, align: 'center', lineBreak: false } as const;
    this.#pdf.text(text, (width - diagonal) / 2, height / 2 - 18, place);
    this.#pdf.restore();
    Object.assign(this.#pdf, { x: PAGE_MARGIN, y: PAGE_MARGIN });
  }
}
