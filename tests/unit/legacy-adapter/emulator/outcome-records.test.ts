import {
  closingRecord,
  headerRecord,
  rowRecord,
  SYNTHETIC_MESSAGE,
} from '../../../../legacy-adapter/emulator/records/outcome-records.rules.js';

const AT = '2026-02-09T10:00:00+01:00';

describe('the records of an answer', () => {
  it('writes a receipt', () => {
    const header = { requestId: 'R-1', sicProtocol: 'SIC-2026-0000001', receivedAt: AT, state: 'RICEVUTA' } as const;
    expect(headerRecord(header)).toBe(`R;1.0;R-1;SIC-2026-0000001;${AT};;RICEVUTA;;${SYNTHETIC_MESSAGE}\r\n`);
  });

  it('writes a refusal with its reason, and says that it is synthetic', () => {
    const header = { requestId: '', sicProtocol: 'SIC-2026-0000001', receivedAt: AT, state: 'RIFIUTATA' } as const;
    expect(headerRecord({ ...header, errorCode: 'FIR-001', message: 'Impronta errata' })).toBe(
      `R;1.0;;SIC-2026-0000001;${AT};;RIFIUTATA;FIR-001;Impronta errata - ${SYNTHETIC_MESSAGE}\r\n`,
    );
  });

  it('writes a row with its certificate and flags', () => {
    const certificate = { number: 'H501-1', issueDate: '2026-02-09', pdfName: 'H501-1.pdf', sha256: 'ab' };
    expect(rowRecord({ row: 7, taxCode: 'X', outcome: 'NULLO', certificate, flags: ['OM', 'RD'] })).toBe(
      'E;000007;X;NULLO;H501-1;2026-02-09;H501-1.pdf;ab;OM,RD;\r\n',
    );
  });

  it('R-31 writes a discarded row with its code', () => {
    expect(rowRecord({ row: 12, taxCode: '', outcome: 'SCARTATO', errorCode: 'NOM-001' })).toBe(
      'E;000012;;SCARTATO;;;;;;NOM-001\r\n',
    );
  });

  it('writes the closing record', () => {
    expect(closingRecord({ positive: 1, nil: 2, discarded: 3 }, 'ff')).toBe('F;1;2;3;ff\r\n');
  });
});
