import { CopyEncoder, type CopyColumn, type CopyType, type CopyValue } from '../../../schema/kernel/copy-encoding.js';

const HEADER = '5047434f50590aff0d0a00' + '00000000' + '00000000';

function encoded(columns: CopyColumn[], rows: CopyValue[][], capacity = 1024): string {
  const encoder = new CopyEncoder(columns, capacity);
  for (const row of rows) encoder.append(row);
  encoder.appendEnd();
  return encoder.take().toString('hex');
}

describe('binary COPY encoding', () => {
  it.each<[CopyType, CopyValue, string]>([
    ['int2', -2, '00000002fffe'],
    ['int4', 2_147_483_647, '000000047fffffff'],
    ['int4', -2_147_483_648, '0000000480000000'],
    ['int8', 4_294_967_296, '000000080000000100000000'],
    ['int8', -1, '00000008ffffffffffffffff'],
    ['int8', -9_007_199_254_740_991, '00000008ffe0000000000001'],
    ['int8', -1n, '00000008ffffffffffffffff'],
    ['text', '', '00000000'],
    ['text', 'Rossi', '00000005526f737369'],
    ['text', 'Nicolò', '000000074e69636f6cc3b2'],
    ['text', '🙂', '00000004f09f9982'],
    ['uuid', '00112233-4455-6677-8899-AaBbCcDdEeFf', '0000001000112233445566778899aabbccddeeff'],
    ['bytea', Uint8Array.of(0, 255), '0000000200ff'],
    ['timestamptz', new Date('2000-01-01T00:00:00.001Z'), '0000000800000000000003e8'],
    ['timestamptz', new Date('1999-12-31T23:59:59.999Z'), '00000008fffffffffffffc18'],
    ['bool', true, '0000000101'],
    ['bool', false, '0000000100'],
    ['date', '2000-01-02', '0000000400000001'],
    ['date', '1999-12-31', '00000004ffffffff'],
    ['date', null, 'ffffffff'],
  ])('writes %s %p as PostgreSQL does', (type, value, bytes) => {
    expect(encoded([{ name: 'column', type }], [[value]])).toBe(`${HEADER}0001${bytes}ffff`);
  });

  it('writes each UUID as it stands, whether or not it is the one before', () => {
    const [one, other] = ['00112233-4455-6677-8899-aabbccddeeff', 'ffeeddcc-bbaa-9988-7766-554433221100'];
    const bytes = (uuid: string): string => `000100000010${uuid.replaceAll('-', '')}`;
    const written = encoded([{ name: 'id', type: 'uuid' }], [[one], [one], [other], [one]]);
    expect(written).toBe(`${HEADER}${[one, one, other, one].map(bytes).join('')}ffff`);
  });

  it('does not take a refused UUID for the next one', () => {
    const encoder = new CopyEncoder([{ name: 'id', type: 'uuid' }], 1024);
    const wrong = '00112233-4455-6677-8899-aabbccddeefg';
    encoder.append(['00112233-4455-6677-8899-aabbccddeeff']);
    expect(() => encoder.append([wrong])).toThrow(TypeError);
    expect(() => encoder.append([wrong])).toThrow(TypeError);
  });

  it('writes one header, each row’s number of columns, and the end', () => {
    const columns: CopyColumn[] = [
      { name: 'a', type: 'bool' },
      { name: 'b', type: 'text' },
    ];
    const row = '0002' + '0000000101' + '0000000178';
    expect(
      encoded(columns, [
        [true, 'x'],
        [true, 'x'],
      ]),
    ).toBe(`${HEADER}${row}${row}ffff`);
    expect(encoded(columns, [])).toBe(`${HEADER}ffff`);
  });

  it('uses its buffer again, and grows it only for a row that does not fit', () => {
    const encoder = new CopyEncoder([{ name: 'sealed', type: 'bytea' }], 64);
    const first = encoder.take();
    encoder.append([Buffer.alloc(10, 1)]);
    const second = encoder.take();
    expect(second.buffer).toBe(first.buffer);
    encoder.append([Buffer.alloc(1000, 2)]);
    const third = encoder.take();
    expect(third.length).toBe(2 + 4 + 1000);
    expect(third.buffer).not.toBe(first.buffer);
    encoder.append([Buffer.alloc(10, 3)]);
    expect(encoder.take().buffer).toBe(third.buffer);
    expect(encoder.length).toBe(0);
  });

  it('knows text of every length around the short way, ASCII or not', () => {
    for (const length of [0, 1, 38, 39, 40, 41, 100]) {
      for (const text of ['a'.repeat(length), 'a'.repeat(length) + 'è', 'è' + 'a'.repeat(length)]) {
        const bytes = Buffer.from(text);
        const size = bytes.length.toString(16).padStart(8, '0');
        const expected = `${HEADER}0001${size}${bytes.toString('hex')}ffff`;
        expect(encoded([{ name: 'text', type: 'text' }], [[text]], 32)).toBe(expected);
      }
    }
  });
});
