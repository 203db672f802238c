import { encode } from 'uqr';

/** Modules of white that readers need around a code (ISO/IEC 18004). */
const QUIET_ZONE = 4;
/** Any of the eight can be read; trying all of them for the evenest picture takes 2 ms. */
const MASK = 2;

/** Draws a QR code with its upper left corner at the origin, as filled rectangles, a row's neighbours in one. */
export function drawQrCode(pdf: PDFKit.PDFDocument, { text, size }: { text: string; size: number }): void {
  const { data } = encode(text, { ecc: 'M', border: QUIET_ZONE, maskPattern: MASK });
  const module = size / data.length;
  data.forEach((row, y) => {
    let from = -1;
    for (let x = 0; x <= row.length; x += 1) {
      if (row[x] && from < 0) from = x;
      if (!row[x] && from >= 0) {
        pdf.rect(from * module, y * module, (x - from) * module, module);
        from = -1;
      }
    }
  });
  pdf.fill('#000000');
}
