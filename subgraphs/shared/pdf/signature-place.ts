/** Where a signature will stand: reserved while the document is written, filled when its bytes are known. */
export interface SignaturePlace {
  /** Of the dictionary in the finished document. */
  readonly offset: number;
}

export interface SignatureFieldOptions {
  /** Bytes that the signature may take. */
  capacity: number;
  /** When it is made, as the signer says. */
  signedAt: Date;
  /** Who signs, as the certificate names him. */
  signer: string;
  /** What the field is called to whoever cannot see it. */
  description: string;
}

interface Reference extends PDFKit.PDFKitReference {
  offset: number;
}

/** The parts of pdfkit's form that it has no names for: a field that is signed. */
interface FormHolder {
  _root: { data: { AcroForm: { data: Record<string, unknown> & { Fields: unknown[] } } } };
}

/** Takes up as much room as any offset will. */
const SOME_OFFSET = 9_999_999_999;

/** The dictionary of a signature that is still to be made (ISO 32000-1, 12.8.1; ETSI EN 319 142-1, 6.3). */
export function reserveSignature(
  pdf: PDFKit.PDFDocument,
  { capacity, signedAt, signer }: SignatureFieldOptions,
): Reference {
  const reference = pdf.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, SOME_OFFSET, SOME_OFFSET, SOME_OFFSET],
    Contents: Buffer.alloc(capacity),
    M: signedAt,
    Name: pdfString(signer),
  }) as Reference;
  reference.end(undefined);
  return reference;
}

/** A field over this box of the present page, empty to the eye, that shows the signature to readers of PDF. */
export function addSignatureField(pdf: PDFKit.PDFDocument, { box, value, description, parent }: SignatureWidget): void {
  const [x, y, width, height] = box;
  const appearance = pdf.ref({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, width, height], Resources: {} });
  appearance.write('q Q');
  appearance.end(undefined);
  pdf.annotate(x, y, width, height, {
    ...{ Subtype: 'Widget', FT: 'Sig', T: pdfString('signature'), TU: pdfString(description), V: value },
    ...{ F: 4 + 128, AP: { N: appearance }, structParent: parent }, // printed, locked
  } as never);
  pdf.initForm();
  const { data } = (pdf as unknown as FormHolder)._root.data.AcroForm;
  data.Fields.push(pdf.page.annotations.at(-1));
  data.SigFlags = 3; // signatures exist; changes are appended only
  delete data.NeedAppearances; // a viewer that made them anew would change what is signed
}

export interface SignatureWidget {
  box: [x: number, y: number, width: number, height: number];
  value: PDFKit.PDFKitReference;
  description: string;
  parent: PDFKit.PDFStructureElement;
}

/** pdfkit writes a `string` as a name and a `String` as a string. */
const pdfString = (text: string): unknown => new String(text);
