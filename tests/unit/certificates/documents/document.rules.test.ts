import { csvRecord } from '../../../../subgraphs/certificates/documents/csv.rules.js';
import { documentName } from '../../../../subgraphs/certificates/documents/document-name.rules.js';
import { LineSet } from '../../../../subgraphs/certificates/documents/line-set.js';
import { verificationText } from '../../../../subgraphs/certificates/documents/verification-text.rules.js';
import { printable } from '../../../../subgraphs/shared/pdf/document-fonts.js';

describe('CSV', () => {
  it.each([
    ['=HYPERLINK("http://x";"y")', `"'=HYPERLINK(""http://x"";""y"")"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['a;b', '"a;b"'],
    ['a"b', '"a""b"'],
    ['a\r\nb', '"a\r\nb"'],
    ['AD-H501-2026-00000001', 'AD-H501-2026-00000001'],
  ])('a cell %j is written %s', (cell, written) => {
    expect(csvRecord([cell])).toBe(`${written}\r\n`);
  });

  it('numbers stand as they are, nothing as nothing', () => {
    expect(csvRecord([1, null, 'x', -5])).toBe('1;;x;-5\r\n');
  });
});

describe('names of documents', () => {
  it.each([
    ['AD-H501-2026-00000001', 'AD-H501-2026-00000001.pdf'],
    ['H501-2026-0000012-000345', 'H501-2026-0000012-000345.pdf'],
    ['../../etc/passwd', '______etc_passwd_7.pdf'],
    ['12/2026', '12_2026_7.pdf'],
    ['.hidden', '_hidden_7.pdf'],
    ['C:\\x', 'C__x_7.pdf'],
    ['à"b', '__b_7.pdf'],
  ])('%s becomes %s', (number, name) => {
    expect(documentName({ number, line: 7 })).toBe(name);
  });
});

describe('characters of the fonts', () => {
  it.each([
    ["NICCOLÒ D'ÀÉÌÙ", "NICCOLÒ D'ÀÉÌÙ"],
    ['ÖTZTALER Straße', 'ÖTZTALER Straße'],
    ['Šimić ŐRY Łukasz Đorđe Ğül', 'Šimić ŐRY Łukasz Đorđe Ğül'],
    ['n. 1 — € “due”', 'n. 1 — € “due”'],
    ['e\u0301', 'é'],
    ['Жук Ελένη', 'Жук Ελένη'],
    ['漢', '\ufffd'],
    ['a\u0000\tb', 'a\ufffd\ufffdb'],
    ['𝄞', '\ufffd'],
  ])('%j is printed %j', (text, printed) => {
    expect(printable(text)).toBe(printed);
  });
});

describe('text of the QR code', () => {
  it.each([
    [null, '7ZK4-0QWM-9H3T-B2XP'],
    ['https://example.test/verifica', 'https://example.test/verifica?code=7ZK4-0QWM-9H3T-B2XP'],
    ['https://example.test/verifica?lang=it', 'https://example.test/verifica?lang=it&code=7ZK4-0QWM-9H3T-B2XP'],
  ])('R-35 with the address %s is %s', (address, text) => {
    expect(verificationText('7ZK4-0QWM-9H3T-B2XP', address)).toBe(text);
  });
});

describe('set of lines', () => {
  it('holds what was added, far apart too, and nothing else', () => {
    const set = new LineSet();
    for (const line of [1, 8, 9, 100_000]) set.add(line);
    expect([1, 8, 9, 100_000].every((line) => set.has(line))).toBe(true);
    expect([0, 2, 7, 10, 99_999, 100_001, 5_000_000].some((line) => set.has(line))).toBe(false);
  });
});
