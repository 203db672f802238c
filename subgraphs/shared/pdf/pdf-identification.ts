/** What pdfkit writes into the metadata as it stands, without escaping it. */
export function metadataText(text: string): string {
  return text.replace(/[<>&]/g, '_');
}

/**
 * Says in the metadata that the document is meant to be PDF/UA-1 (ISO 14289-1, 5). pdfkit's own `subset: 'PDF/UA'` says
 * so too, and adds a list of each font's glyphs (`CIDSet`) in which the parts of accented letters are missing: a document
 * with such a list is not PDF/UA, one without it may be.
 */
export const PDF_UA_IDENTIFICATION = `
        <rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
            <pdfuaid:part>1</pdfuaid:part>
        </rdf:Description>`;
