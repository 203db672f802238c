import {
  certificatePdf,
  type CertificateFacts,
} from '../../../../legacy-adapter/emulator/register/certificate-pdf.rules.js';

const FACTS: CertificateFacts = {
  certificateNumber: 'H501-2026-0000012-000345',
  officeCode: 'PROC-H501',
  sicProtocol: 'SIC-2026-0000012',
  kind: '28GEN',
  outcome: 'NULLO',
  issueDate: '2026-02-09',
  german: false,
};

describe('certificatePdf', () => {
  it('is a valid PDF: every offset of its cross-reference table points at its object', () => {
    const text = certificatePdf(FACTS).toString('latin1');
    expect(text).toMatch(/^%PDF-1\.4\n/);
    expect(text).toMatch(/%%EOF\n$/);
    const start = Number(/startxref\n(\d+)\n/.exec(text)?.[1]);
    const [, size, entries] = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer\n/.exec(text.slice(start)) ?? [];
    const offsets = (entries ?? '').match(/.{20}/gs) ?? [];
    expect(offsets).toHaveLength(Number(size));
    offsets.slice(1).forEach((entry, index) => {
      expect(text.slice(Number(entry.slice(0, 10)))).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
    });
  });

  it('tells the true length of its content', () => {
    const text = certificatePdf(FACTS).toString('latin1');
    const [, length, content] = /<< \/Length (\d+) >>\nstream\n(.*)\nendstream/s.exec(text) ?? [];
    expect(content).toHaveLength(Number(length));
  });

  it('shows that it is synthetic, and kind, number, outcome and date', () => {
    const shown = certificatePdf(FACTS).toString('latin1');
    expect(shown).toContain('(CERTIFICATO SINTETICO \\227 NESSUN VALORE LEGALE) Tj');
    expect(shown).toContain('28GEN');
    expect(shown).toContain('H501-2026-0000012-000345');
    expect(shown).toContain('Esito NULLO');
    expect(shown).toContain('09/02/2026');
  });

  it('R-44 speaks German too where it was asked for', () => {
    expect(certificatePdf({ ...FACTS, german: true, outcome: 'POSITIVO' }).toString('latin1')).toContain(
      'Ergebnis POSITIVO',
    );
  });

  it('has the size of a real one', () => {
    const { length } = certificatePdf(FACTS);
    expect(length).toBeGreaterThan(2_000);
    expect(length).toBeLessThan(6_000);
  });

  it('differs by its number alone from the others of its file, however long the number is', () => {
    const other = certificatePdf({ ...FACTS, certificateNumber: 'H501-2026-0000012-000346' });
    expect(other.toString('latin1').replace('000346', '000345')).toBe(certificatePdf(FACTS).toString('latin1'));
    const short = certificatePdf({ ...FACTS, certificateNumber: 'X-1' }).toString('latin1');
    expect(short.slice(Number(/startxref\n(\d+)\n/.exec(short)?.[1]))).toMatch(/^xref\n/);
  });

  it('is the same bytes for the same facts', () => {
    expect(certificatePdf(FACTS).equals(certificatePdf(FACTS))).toBe(true);
  });
});
