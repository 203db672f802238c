import { RecordSplitter } from '../../../../legacy-adapter/emulator/records/record-splitter.js';
import {
  readRequestRecord,
  type RequestRecord,
} from '../../../../legacy-adapter/emulator/records/request-records.rules.js';

const HASH = 'a'.repeat(64);
const HEADER = 'T;1.0;c_h501;02438750586;PROC-H501;R-1;28GEN;FIN-001;7;09/02/2026;N;a@b.it;RSSMRA80A01H501U;';

function read(bytes: Buffer | string, first = false): RequestRecord {
  const splitter = new RecordSplitter();
  const [line] = [...splitter.push(Buffer.from(bytes as string)), ...splitter.end().lines];
  if (!line) throw new Error('no line');
  return readRequestRecord(line, first);
}

describe('readRequestRecord', () => {
  it('reads a header field by field, blanks and line end taken off', () => {
    expect(read(`${HEADER}  ACC-9 \r\n`)).toEqual({
      type: 'header',
      header: {
        version: '1.0',
        ipaCode: 'c_h501',
        bodyTaxCode: '02438750586',
        officeCode: 'PROC-H501',
        requestId: 'R-1',
        kind: '28GEN',
        purpose: 'FIN-001',
        protocolNumber: '7',
        protocolDate: '09/02/2026',
        german: 'N',
        pec: 'a@b.it',
        contactTaxCode: 'RSSMRA80A01H501U',
        agreementReference: 'ACC-9',
      },
    });
  });

  it('reads a subject in UTF-8 and in ISO-8859-1 alike', () => {
    const line = 'S;000009;ÖTZTALER;NICCOLÒ;15/04/1968;;Z606;TZTNCL68D15Z606X;I;';
    const expected = {
      type: 'subject',
      subject: expect.objectContaining({ row: '000009', surname: 'ÖTZTALER', name: 'NICCOLÒ' }),
    };
    expect(read(Buffer.from(line, 'utf8'))).toEqual(expected);
    expect(read(Buffer.from(line, 'latin1'))).toEqual(expected);
  });

  it('takes a byte order mark on the first line only', () => {
    expect(read(`\ufeff${HEADER}`, true).type).toBe('header');
    expect(read(`\ufeff${HEADER}`, false).type).toBe('malformed');
  });

  it('reads a closing record with the hash of what came before it', () => {
    const hashBefore = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(read(`C;12;${HASH.toUpperCase()}\n`)).toEqual({ type: 'closing', subjects: 12, sha256: HASH, hashBefore });
  });

  it.each([
    ['a bad count counts nothing', `C;three;${HASH}`, { subjects: NaN, sha256: HASH }],
    ['blanks belong to a count', `C; 3;${HASH}`, { subjects: NaN }],
    ['blanks belong to a hash', `C;3; ${HASH}`, { subjects: 3, sha256: ` ${HASH}` }],
    ['a hash that is missing is no other', 'C;3;', { subjects: 3, sha256: '' }],
  ])('in a closing record %s', (_name, line, expected) => {
    expect(read(line)).toMatchObject({ type: 'closing', ...expected });
  });

  it('takes a byte order mark before ISO-8859-1 too', () => {
    const header = Buffer.from(HEADER.replace('FIN-001', 'FIN-001\u00d2'), 'latin1');
    expect(read(Buffer.concat([Buffer.from('\ufeff'), header]), true).type).toBe('header');
  });

  it.each([
    ['R-31 a subject with a field too few', 'S;000001;A;B;01/01/1980;H501;Z000;;X', 'malformed-subject'],
    ['R-31 a subject with a field too many', 'S;000001;A;B;01/01/1980;H501;Z000;;X;;', 'malformed-subject'],
    ['R-31 a subject with a control character', 'S;000001;A\u0007;B;01/01/1980;H501;Z000;;X;', 'malformed-subject'],
    ['R-31 a subject with a stray carriage return', 'S;000001;A;B\r;01/01/1980;H501;Z000;;X;', 'malformed-subject'],
    ['R-31 an oversized subject', `S;000001;${'A'.repeat(5000)};B`, 'malformed-subject'],
    ['a header with a field too few', 'T;1.0;c_h501', 'malformed'],
    ['an unknown record', 'Q;1', 'malformed'],
    ['an empty line', '\r\n', 'malformed'],
    ['a closing record with a field too few', 'C;3', 'malformed'],
    ['a subject without any field', 'S', 'malformed'],
    ['binary', Buffer.from([0, 1, 2, 255, 254, 10]), 'malformed'],
  ])('%s is %s', (_name, bytes, type) => {
    expect(read(bytes).type).toBe(type);
  });
});
