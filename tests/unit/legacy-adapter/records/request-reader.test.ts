import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { RequestFile } from '../../../../legacy-adapter/massivo/records/request-reader.js';
import { fileCodeOf, inChunks, readRequest } from '../../../testkit/byte-sources.js';
import {
  DEFAULT_HEADER,
  fileOfLines,
  generateRequestFile,
  headerLine,
  requestFileBytes,
  type GeneratedHeader,
} from '../../../testkit/massivo-generator.js';

const HEADER = headerLine(DEFAULT_HEADER);
const row = (number: string, surname = 'ROSSI'): string =>
  `S;${number};${surname};MARIO;01/01/1980;H501;Z000;RSSMRA80A01H501U;I;`;
const FIRST = row('000001');
const closingOf = (bytes: Buffer): string => bytes.toString('latin1').trimEnd().split('\r\n').at(-1) ?? '';
const withoutClosing = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.lastIndexOf('C;'));

async function refusalOf(bytes: Uint8Array): Promise<DomainError> {
  const error: unknown = await readRequest(bytes).catch((thrown: unknown) => thrown);
  if (error instanceof DomainError) return error;
  throw new Error('the file was not refused');
}

describe('a good file', () => {
  it('gives header, rows and closing record', async () => {
    const bytes = fileOfLines([HEADER, FIRST, row('000007', 'NICCOLÒ')]);
    const request = await readRequest(bytes);
    expect(request.header).toEqual({
      ipaCode: 'c_h501',
      bodyTaxCode: '02438750586',
      officeCode: 'PROC-H501',
      requestId: '2026-000001',
      kind: '28GEN',
      purposeCode: 'FIN-001',
      protocolNumber: '0012345',
      protocolDate: '2026-02-09',
      german: false,
      pec: 'protocollo@pec.example.it',
      contactTaxCode: 'RSSMRA80A01H501U',
      agreementReference: null,
    });
    const subject = {
      surname: 'ROSSI',
      name: 'MARIO',
      birthDate: '01/01/1980',
      birthPlace: 'H501',
      birthCountry: 'Z000',
      taxCode: 'RSSMRA80A01H501U',
      citizenship: 'I',
      fatherName: '',
    };
    expect(request.rows).toEqual([
      { position: 1, row: 1, subject, refusal: null },
      { position: 2, row: 7, subject: { ...subject, surname: 'NICCOLÒ' }, refusal: null },
    ]);
    expect(closingOf(bytes)).toBe(`C;2;${request.closing.sha256}`);
  });

  it('is read with LF, with a BOM, without the last line end and with empty lines after it', async () => {
    const plain = fileOfLines([HEADER, FIRST]);
    const { rows } = await readRequest(plain);
    const bom = fileOfLines([`\ufeff${HEADER}`, FIRST]);
    const lf = requestFileBytes({ seed: 1, rows: 3, lineEnd: '\n' });
    expect((await readRequest(bom)).rows).toEqual(rows);
    expect((await readRequest(plain.subarray(0, -2))).rows).toEqual(rows);
    expect((await readRequest(Buffer.concat([plain, Buffer.from('\r\n\n\r\n')]))).rows).toEqual(rows);
    expect((await readRequest(lf)).rows).toHaveLength(3);
  });

  it('has each line in UTF-8 or ISO-8859-1 on its own', async () => {
    const lines = [HEADER, row('000001', 'NICCOLÒ'), row('000002', 'MÜLLER')];
    const body = Buffer.concat([
      Buffer.from(`${lines[0]}\r\n${lines[1]}\r\n`, 'utf8'),
      Buffer.from(`${lines[2]}\r\n`, 'latin1'),
    ]);
    const { createHash } = await import('node:crypto');
    const closing = `C;2;${createHash('sha256').update(body).digest('hex')}\r\n`;
    const { rows } = await readRequest(Buffer.concat([body, Buffer.from(closing)]));
    expect(rows.map(({ subject }) => subject?.surname)).toEqual(['NICCOLÒ', 'MÜLLER']);
  });

  it('comes in batches of the asked size at most, whatever the chunks are', async () => {
    const bytes = requestFileBytes({ seed: 3, rows: 2_500 });
    for (const size of [500, 64 * 1024, bytes.length]) {
      const file = await RequestFile.open(inChunks(bytes, size), { batchRows: 100 });
      const sizes: number[] = [];
      for await (const batch of file.batches()) sizes.push(batch.length);
      expect(Math.max(...sizes)).toBe(100);
      expect(sizes.filter((length) => length < 100).length).toBeLessThanOrEqual(4); // at the end of a block of 64 KB
      expect(sizes.reduce((sum, length) => sum + length, 0)).toBe(2_500);
    }
  });

  it('gives its header before its rows have arrived', async () => {
    let isReleased = false;
    const file = await RequestFile.open(
      (async function* () {
        yield Buffer.from(`${HEADER}\r\n${FIRST}`);
        isReleased = true;
      })(),
    );
    expect(file.header.requestId).toBe('2026-000001');
    expect(isReleased).toBe(false);
    await file.close();
  });
});

describe('R-30 header', () => {
  const change = (fields: Partial<GeneratedHeader>): Buffer =>
    fileOfLines([headerLine({ ...DEFAULT_HEADER, ...fields }), FIRST]);

  it.each<[string, string, Partial<GeneratedHeader>]>([
    ['OBB-001', 'version', { version: '2.0' }],
    ['OBB-001', 'version', { version: '' }],
    ['OBB-001', 'ipaCode', { ipaCode: '' }],
    ['OBB-001', 'ipaCode', { ipaCode: 'c h501' }],
    ['OBB-001', 'bodyTaxCode', { bodyTaxCode: '' }],
    ['OBB-001', 'bodyTaxCode', { bodyTaxCode: '0243875058' }],
    ['OBB-001', 'officeCode', { officeCode: '' }],
    ['OBB-001', 'officeCode', { officeCode: 'ROMA' }],
    ['OBB-001', 'requestId', { requestId: ' ' }],
    ['OBB-001', 'kind', { kind: '' }],
    ['OBB-001', 'purpose', { purpose: '' }],
    ['OBB-001', 'german', { german: '' }],
    ['OBB-001', 'german', { german: 'X' }],
    ['OBB-001', 'pec', { pec: '' }],
    ['OBB-001', 'pec', { pec: 'nobody' }],
    ['OBB-001', 'contactTaxCode', { contactTaxCode: '' }],
    ['OBB-001', 'contactTaxCode', { contactTaxCode: 'RSSMRA80A01H501' }],
    ['TES-001', 'protocolNumber', { protocolNumber: '' }],
    ['TES-001', 'protocolDate', { protocolDate: '' }],
    ['TES-001', 'protocolDate', { protocolDate: '31/02/2026' }],
    ['TES-001', 'protocolDate', { protocolDate: '2026-02-09' }],
    ['TES-002', 'kind', { kind: '32SAN' }],
    ['TES-002', 'kind', { kind: '27CAP' }],
    ['TES-002', 'kind', { kind: '99XXX' }],
    ['TES-006', 'german', { german: 'S' }],
  ])('R-30 %s at %s for %o', async (code, field, fields) => {
    const error = await refusalOf(change(fields));
    expect([error.code, error.details['field']]).toEqual([code, field]);
  });

  it.each<Partial<GeneratedHeader>>([
    { agreementReference: 'AD-2026/7' },
    { ipaCode: 'C_H501' },
    { purpose: 'FIN-999' },
    { officeCode: 'PROC-XXXX' },
    { german: 'S', officeCode: 'PROC-A952' },
    { kind: '29ELE' },
  ])('R-30 is readable with %o', async (fields) => {
    expect(await fileCodeOf(change(fields))).toBe('OK');
  });

  it('R-30 the first of several faults is told: OBB-001, TES-001, TES-002, TES-006', async () => {
    const faults: Partial<GeneratedHeader> = { pec: '', protocolDate: '', kind: '27CAP', german: 'S' };
    expect(await fileCodeOf(change(faults))).toBe('OBB-001');
    expect(await fileCodeOf(change({ ...faults, pec: DEFAULT_HEADER.pec }))).toBe('TES-001');
    expect(await fileCodeOf(change({ kind: '27CAP', german: 'S' }))).toBe('TES-002');
  });

  it.each(['T', 'T;1.0', `${HEADER};`, HEADER.slice(0, -1), FIRST, 'hello', `X${HEADER}`, `T;${'\u0007'}`])(
    'OBB-001 for a first line "%s"',
    async (line) => {
      expect(await fileCodeOf(fileOfLines([line, FIRST]))).toBe('OBB-001');
    },
  );

  it('a fault in the header is told before what follows has arrived', async () => {
    let isReleased = false;
    const source = (async function* () {
      try {
        yield Buffer.from('T;2.0;c_h501\r\nS;0000');
        throw new Error('asked for more');
      } finally {
        isReleased = true;
      }
    })();
    expect(await fileCodeOf(source)).toBe('OBB-001');
    expect(isReleased).toBe(true);
  });
});

describe('R-31 malformed rows never sink the good ones', () => {
  it.each<[string, string, { row: number; field: string | null; hasSubject: boolean }]>([
    ['too few fields', 'S;000002;ROSSI;MARIO', { row: 2, field: null, hasSubject: false }],
    ['too many fields', `${row('000002')};`, { row: 2, field: null, hasSubject: false }],
    ['nothing but the record type', 'S;', { row: 2, field: null, hasSubject: false }],
    ['a control character', row('000002', 'RO\u0007SSI'), { row: 2, field: null, hasSubject: false }],
    ['a C1 control character', row('000002', 'RO\u0085SSI'), { row: 2, field: null, hasSubject: false }],
    ['a lone carriage return', row('000002', 'RO\rSSI'), { row: 2, field: null, hasSubject: false }],
    ['a row number of five digits', row('00002'), { row: 2, field: 'row', hasSubject: true }],
    ['a row number of seven digits', row('0000002'), { row: 2, field: 'row', hasSubject: true }],
    ['a row number with a letter', row('00000A'), { row: 2, field: 'row', hasSubject: true }],
    ['row number zero', row('000000'), { row: 2, field: 'row', hasSubject: true }],
    ['a row number seen before', row('000001'), { row: 2, field: 'row', hasSubject: true }],
    ['a line that is too long', row('000002', 'R'.repeat(9_000)), { row: 2, field: null, hasSubject: false }],
    ['a line far too long', row('000002', 'R'.repeat(300_000)), { row: 2, field: null, hasSubject: false }],
  ])('R-31 NOM-001 for %s', async (_, line, { row: number, field, hasSubject }) => {
    const { rows, closing } = await readRequest(fileOfLines([HEADER, FIRST, line, row('000003')]));
    expect(rows.map(({ position, row: own }) => [position, own])).toEqual([
      [1, 1],
      [2, number],
      [3, 3],
    ]);
    expect(rows.map(({ refusal }) => refusal)).toEqual([null, { code: 'NOM-001', field }, null]);
    expect(rows[1]?.subject !== null).toBe(hasSubject);
    expect(closing.rows).toBe(3);
  });

  it('R-31 NOM-001 for a row in ISO-8859-1 with control characters', async () => {
    const good = fileOfLines([HEADER, row('000001', 'NICCOL?')]);
    const bytes = Buffer.from(good);
    bytes[bytes.indexOf('?')] = 0x92;
    const error = await refusalOf(bytes).catch(() => null);
    // The changed byte breaks the hash, which is told only after the row has been read.
    expect(error?.code).toBe('FIR-001');
    const file = await RequestFile.open(inChunks(bytes));
    const { value } = await file.batches().next();
    expect(value?.map(({ refusal }) => refusal)).toEqual([{ code: 'NOM-001', field: null }]);
    await file.close();
  });

  it('R-31 a declared row number of a malformed line counts', async () => {
    const { rows } = await readRequest(fileOfLines([HEADER, 'S;000005;X', row('000005'), row('000006')]));
    expect(rows.map(({ row: own, refusal }) => [own, refusal?.field])).toEqual([
      [5, null],
      [2, 'row'],
      [6, undefined],
    ]);
  });

  it('R-31 the length of a line counts in bytes, not in letters', async () => {
    const line = row('000001', 'Ò'.repeat(150));
    const bytes = Buffer.byteLength(line);
    const file = fileOfLines([HEADER, line]);
    expect((await readRequest(file, { maxLineBytes: bytes })).rows[0]?.refusal).toBeNull();
    expect((await readRequest(file, { maxLineBytes: bytes - 1 })).rows[0]?.refusal).toEqual({
      code: 'NOM-001',
      field: null,
    });
  });
});

describe('the file as a whole', () => {
  const good = fileOfLines([HEADER, FIRST, row('000002')]);
  const binary = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 256));

  it.each<[string, string, Buffer]>([
    ['FIR-001', 'is empty', Buffer.alloc(0)],
    ['FIR-001', 'is a BOM alone', Buffer.from('\ufeff')],
    ['FIR-001', 'begins with an empty line', Buffer.concat([Buffer.from('\r\n'), good])],
    ['FIR-001', 'is binary', binary],
    ['FIR-001', 'is UTF-16', Buffer.from(good.toString('utf8'), 'utf16le')],
    ['FIR-001', 'is one long line', Buffer.alloc(200_000, 'A')],
    ['FIR-001', 'begins with a long header', fileOfLines([HEADER + 'A'.repeat(10_000), FIRST])],
    ['FIR-001', 'ends after the header', Buffer.from(`${HEADER}\r\n`)],
    ['FIR-001', 'ends within the header', Buffer.from(HEADER)],
    ['FIR-001', 'has no closing record', withoutClosing(good)],
    ['FIR-001', 'ends within a row', good.subarray(0, good.indexOf('S;000002') + 20)],
    ['FIR-001', 'ends within the closing count', good.subarray(0, good.lastIndexOf('C;') + 2)],
    ['FIR-001', 'ends within the closing hash', good.subarray(0, -10)],
    ['FIR-001', 'has another hash', fileOfLines([HEADER, FIRST], { sha256: '0'.repeat(64) })],
    ['FIR-001', 'has no hash', fileOfLines([HEADER, FIRST], { sha256: 'xyz' })],
    ['FIR-001', 'goes on after the closing record', Buffer.concat([good, Buffer.from('S;000003;X\r\n')])],
    ['FIR-001', 'goes on with a blank', Buffer.concat([good, Buffer.from(' ')])],
    ['FIR-001', 'stands there twice', Buffer.concat([good, good])],
    ['TES-003', 'counts too many', fileOfLines([HEADER, FIRST], { count: 2 })],
    ['TES-003', 'counts too few', fileOfLines([HEADER, FIRST, row('000002')], { count: 1 })],
    ['TES-003', 'has no rows', fileOfLines([HEADER])],
    ['TES-003', 'has a bad count', Buffer.concat([withoutClosing(good), Buffer.from(`C;two;${'0'.repeat(64)}\r\n`)])],
    [
      'TES-003',
      'has a wrong count and a wrong hash',
      fileOfLines([HEADER, FIRST], { count: 9, sha256: '0'.repeat(64) }),
    ],
    ['OBB-001', 'has a record of another type', fileOfLines([HEADER, FIRST, 'X;000002;Y'])],
    ['OBB-001', 'has a second header', fileOfLines([HEADER, FIRST, HEADER])],
    ['OBB-001', 'has an empty line in it', fileOfLines([HEADER, FIRST, '', row('000002')])],
    ['OBB-001', 'has a line of controls in it', fileOfLines([HEADER, FIRST, '\u0001\u0002'])],
    ['OBB-001', 'has a long line of another type', fileOfLines([HEADER, FIRST, 'A'.repeat(200_000)])],
    [
      'OBB-001',
      'has a closing record of four fields',
      Buffer.concat([withoutClosing(good), Buffer.from('C;2;a;b\r\n')]),
    ],
  ])('%s when it %s', async (code, _, bytes) => {
    for (const size of [3, 1_000, 64 * 1024]) expect(await fileCodeOf(inChunks(bytes, size))).toBe(code);
  });

  it('FIR-001 wherever the file is cut', async () => {
    const end = good.length - 2;
    for (let length = 0; length < end; length += 1) {
      expect([length, await fileCodeOf(good.subarray(0, length))]).toEqual([length, 'FIR-001']);
    }
  });

  it('R-60 no error repeats what stands in the file', async () => {
    for (const bytes of [fileOfLines([HEADER, FIRST, `X${FIRST}`]), good.subarray(0, -9), fileOfLines([FIRST])]) {
      const error = await refusalOf(bytes);
      expect(JSON.stringify([error.message, error.messageIt, error.details])).not.toMatch(/ROSSI|RSSMRA|H501/);
    }
  });

  it('says nothing of its end before it was read', async () => {
    const file = await RequestFile.open(inChunks(good));
    expect(() => file.closing).toThrow('not been read to its end');
    await file.close();
  });
});

describe('the source', () => {
  it('fails the reader with its own error', async () => {
    const source = (async function* () {
      yield Buffer.from(`${HEADER}\r\n`);
      throw new Error('connection lost');
    })();
    const file = await RequestFile.open(source);
    await expect(file.batches().next()).rejects.toThrow('connection lost');
  });

  it('is let go when the reader of the rows turns away', async () => {
    let isReleased = false;
    const source = (async function* () {
      try {
        yield* generateRequestFile({ seed: 4, rows: 20_000 });
      } finally {
        isReleased = true;
      }
    })();
    const file = await RequestFile.open(source);
    for await (const batch of file.batches()) if (batch.length > 0) break;
    expect(isReleased).toBe(true);
  });

  it('is hashed as a whole, for telling the same file from another', async () => {
    const bytes = requestFileBytes({ seed: 6, rows: 3_000 });
    const { createHash } = await import('node:crypto');
    const { closing } = await readRequest(inChunks(bytes, 5_000));
    expect(closing.fileSha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
