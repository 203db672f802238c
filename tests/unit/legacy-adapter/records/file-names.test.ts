import {
  certificatesFileName,
  outcomeFileName,
  parseFileName,
  receiptFileName,
  requestFileName,
  type MassivoFileName,
} from '../../../../legacy-adapter/massivo/records/file-names.js';

const name: MassivoFileName = { ipaCode: 'c_h501', officeCode: 'PROC-H501', day: '2026-02-09', sequence: 1 };

describe('names of massivo files', () => {
  it('are built as the protocol says', () => {
    expect(requestFileName(name)).toBe('MASSIVA_c_h501_PROC-H501_20260209_000001.txt');
    expect(outcomeFileName(name)).toBe('ESITI_c_h501_PROC-H501_20260209_000001.txt');
    expect(certificatesFileName(name)).toBe('CERTIFICATI_c_h501_PROC-H501_20260209_000001.zip');
    expect(receiptFileName(requestFileName(name), 'ack')).toBe('MASSIVA_c_h501_PROC-H501_20260209_000001.ack');
    expect(receiptFileName(requestFileName(name), 'err')).toBe('MASSIVA_c_h501_PROC-H501_20260209_000001.err');
  });

  it.each<MassivoFileName>([
    name,
    { ...name, ipaCode: 'asl_roma_1' },
    { ...name, ipaCode: 'uni-bo' },
    { ...name, ipaCode: 'a_20260101_000001', sequence: 999_999 },
    { ...name, day: '2024-02-29', sequence: 0 },
  ])('say what they were built from: %o', (each) => {
    expect(parseFileName(requestFileName(each))).toEqual({ kind: 'REQUEST', ...each });
    expect(parseFileName(outcomeFileName(each))).toEqual({ kind: 'OUTCOME', ...each });
    expect(parseFileName(certificatesFileName(each))).toEqual({ kind: 'CERTIFICATES', ...each });
  });

  it.each([
    'MASSIVA_c_h501_PROC-H501_20260231_000001.txt',
    'MASSIVA_c_h501_PROC-H501_20260209_00001.txt',
    'MASSIVA_c_h501_PROC-H501_20260209_000001.part',
    'MASSIVA_c_h501_PROC-H501_20260209_000001.zip',
    'CERTIFICATI_c_h501_PROC-H501_20260209_000001.txt',
    'ALTRO_c_h501_PROC-H501_20260209_000001.txt',
    'MASSIVA_PROC-H501_20260209_000001.txt',
    'MASSIVA_../c_PROC-H501_20260209_000001.txt',
    'MASSIVA_c_h501_PROC-H501_20260209_000001.txt\n',
    ' MASSIVA_c_h501_PROC-H501_20260209_000001.txt',
    '',
  ])('"%s" is none', (text) => {
    expect(parseFileName(text)).toBeNull();
  });

  it.each<Partial<MassivoFileName>>([
    { ipaCode: 'C_H501' },
    { ipaCode: 'a/b' },
    { officeCode: 'ROMA' },
    { day: '2026-02-31' },
    { sequence: 1_000_000 },
    { sequence: -1 },
    { sequence: 1.5 },
  ])('cannot be built from %o', (change) => {
    expect(() => requestFileName({ ...name, ...change })).toThrow(RangeError);
  });

  it('of a receipt come from a request only', () => {
    expect(() => receiptFileName('x.zip', 'ack')).toThrow(RangeError);
  });
});
