import { outcomeHeader, outcomeRow } from '../../../../subgraphs/certificates/documents/outcome-file.rules.js';
import type { FileRequestFacts, RequestEnds } from '../../../../subgraphs/certificates/documents/file-request.type.js';
import type { CertificateContent } from '../../../../subgraphs/certificates/issuing/certificate-content.js';

const request: FileRequestFacts = {
  id: '0195d1e0-0000-7000-8000-000000000001',
  ipaCode: 'c_h501',
  purposeCode: 'FIN-001',
  fileRequestId: '2026-000001',
  submittedAt: new Date('2026-02-09T09:00:00Z'),
  total: 10,
  accepted: 8,
  lastLine: 10,
  sicProtocol: 'SIC-2026-0000012',
};
const ends = (counts: Partial<RequestEnds>): RequestEnds => ({
  ...{ issued: 0, rejected: 0, failed: 0, abandoned: 0, givenUp: 0 },
  lastAt: new Date('2026-08-01T10:00:00Z'),
  ...counts,
});

describe('R record of an outcome file', () => {
  const ON_1_AUGUST = '2026-08-01T12:00:00+02:00';
  it.each<[string, Partial<RequestEnds>, Partial<ReturnType<typeof outcomeHeader>>]>([
    ['rows are open', { issued: 7, rejected: 2 }, { state: 'RICEVUTA' }],
    ['all were issued', { issued: 10 }, { state: 'COMPLETATA', processedAt: ON_1_AUGUST }],
    ['some were rejected', { issued: 8, rejected: 2 }, { state: 'COMPLETATA_CON_SCARTI', processedAt: ON_1_AUGUST }],
    [
      'some failed',
      { issued: 7, rejected: 2, failed: 1 },
      { state: 'COMPLETATA_CON_SCARTI', processedAt: ON_1_AUGUST },
    ],
    [
      'every accepted row failed',
      { rejected: 2, failed: 8 },
      { state: 'FALLITA', processedAt: ON_1_AUGUST, errorCode: 'SIC-001' },
    ],
    [
      'every accepted row was abandoned',
      { rejected: 2, abandoned: 8 },
      { state: 'FALLITA', processedAt: ON_1_AUGUST, errorCode: 'DIS-001' },
    ],
    [
      'every accepted row was given up by an operator',
      { rejected: 2, abandoned: 8, givenUp: 8 },
      { state: 'FALLITA', processedAt: ON_1_AUGUST, errorCode: 'SIC-001' },
    ],
    [
      'every accepted row was abandoned, some of them before the closing',
      { rejected: 2, abandoned: 8, givenUp: 3 },
      { state: 'FALLITA', processedAt: ON_1_AUGUST, errorCode: 'DIS-001' },
    ],
    ['all were rejected by the office', { rejected: 10 }, { state: 'COMPLETATA_CON_SCARTI', processedAt: ON_1_AUGUST }],
  ])('says that %s', (_, counts, fields) => {
    expect(outcomeHeader(request, ends(counts))).toEqual({
      ...{ requestId: '2026-000001', sicProtocol: 'SIC-2026-0000012', receivedAt: '2026-02-09T10:00:00+01:00' },
      ...{ processedAt: null, errorCode: null, message: null },
      ...fields,
    });
  });

  it('bears our own number where neither the body nor the office gave one', () => {
    const header = outcomeHeader({ ...request, fileRequestId: null, sicProtocol: null }, ends({}));
    expect(header).toMatchObject({ requestId: request.id, sicProtocol: request.id });
  });

  it('is complete when nothing was accepted', () => {
    const header = outcomeHeader({ ...request, accepted: 0 }, ends({ rejected: 10 }));
    expect(header).toMatchObject({ state: 'COMPLETATA_CON_SCARTI', errorCode: null });
  });
});

describe('E record of an outcome file', () => {
  const content: CertificateContent = { outcome: 'POSITIVE', flags: ['RECALL', 'HOMONYM'], salt: '' };
  const certificate = {
    number: 'AD-H501-2026-00000001',
    issuedOn: '2026-02-10',
    content: { keyId: 1, sealed: Buffer.alloc(0) },
    sha256: Buffer.alloc(32, 0xab),
    pdfErasedOn: null,
    revoked: false,
  };
  const issued = { line: 3, row: 7, status: 'ISSUED' as const, code: null, certificate };
  const discarded = { line: 3, row: 7, code: 'NOM-003', certificate: null };

  it('tells a certificate, its PDF and its flags in the order of the protocol', () => {
    expect(outcomeRow(issued, 'rssmra80a01h501u', content)).toEqual({
      ...{ row: 7, taxCode: 'RSSMRA80A01H501U', outcome: 'POSITIVO', certificateNumber: 'AD-H501-2026-00000001' },
      ...{ issuedOn: '2026-02-10', pdfName: 'AD-H501-2026-00000001.pdf', pdfSha256: 'ab'.repeat(32) },
      ...{ flags: ['OM', 'RI'], errorCode: null },
    });
  });

  it.each([
    ['until it has been made', { sha256: null }],
    ['R-62 once it is erased', { pdfErasedOn: '2026-08-09' }],
    ['R-35 once the certificate is revoked', { revoked: true }],
  ])('leaves name and hash of the PDF empty: %s', (_, change) => {
    const row = outcomeRow({ ...issued, certificate: { ...certificate, ...change } }, '', content);
    expect(row).toMatchObject({ taxCode: null, pdfName: null, pdfSha256: null });
  });

  it.each([
    ['REJECTED', 'NOM-003', 'NOM-003'],
    ['REJECTED', 'odd code', 'SIC-001'],
    ['FAILED', null, 'SIC-001'],
    ['ABANDONED', 'MASSIVO_DISMISSED', 'DIS-001'],
    ['ABANDONED', 'DIS-001', 'DIS-001'],
  ] as const)('R-34 tells %s with code %s as SCARTATO %s', (status, code, errorCode) => {
    const row = outcomeRow({ ...discarded, status, code }, 'RSSMRA80A01H501U', null);
    expect(row).toMatchObject({ outcome: 'SCARTATO', errorCode, certificateNumber: null, flags: [] });
  });

  it.each(['RSSMRA80A01H501', 'a;b', 'RSS MRA80A01H501U', 'ÀSSMRA80A01H501U'])(
    'leaves out what cannot be a tax code: %s',
    (taxCode) => {
      expect(outcomeRow({ ...discarded, status: 'REJECTED' }, taxCode, null)?.taxCode).toBeNull();
    },
  );

  it('says nothing of a row without an end', () => {
    expect(outcomeRow({ ...discarded, status: null }, '', null)).toBeNull();
  });
});
