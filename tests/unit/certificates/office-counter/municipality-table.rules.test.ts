import { readMunicipalityTable } from '../../../../subgraphs/certificates/office-counter/municipality-table.rules.js';

const SEATS = new Map([
  ['PROC-H501', 'H501'],
  ['PROC-L719', 'L719'],
]);
const read = (...lines: string[]) => readMunicipalityTable(['municipality,office', ...lines].join('\n'), SEATS);

describe('R-40 the importable table', () => {
  it('R-40 is read line by line: order, case, blanks, empty lines, CRLF and a byte order mark do not matter', () => {
    const text = '\uFEFFmunicipality,office\r\nD773,PROC-L719\r\n\r\n h501 , proc-h501 \r\n';
    expect(readMunicipalityTable(text, SEATS)).toEqual({
      rows: [
        { municipality: 'D773', officeCode: 'PROC-L719' },
        { municipality: 'H501', officeCode: 'PROC-H501' },
      ],
      problems: [],
    });
  });

  it('R-40 knows municipalities that have ceased, for those born there', () => {
    expect(read('A012,PROC-H501').problems).toEqual([]);
  });

  it.each<[string, string[], number, RegExp]>([
    ['an unknown municipality', ['X999,PROC-H501'], 2, /no municipality has the code X999/],
    ['a foreign state', ['Z110,PROC-H501'], 2, /foreign state/],
    ['an unknown office', ['D773,PROC-Z999'], 2, /no ordinary office/],
    ['an office that cannot be one', ['D773,VELLETRI'], 2, /two codes/],
    ['a municipality twice', ['D773,PROC-L719', 'D773,PROC-L719'], 3, /twice/],
    ['a seat under another office', ['H501,PROC-L719'], 2, /seat of PROC-H501/],
    ['a third column', ['D773,PROC-L719,x'], 2, /two codes/],
    ['a semicolon', ['D773;PROC-L719'], 2, /two codes/],
    ['nothing but the heading', [], 1, /no municipality/],
  ])('R-40 refuses %s, with its line', (_, lines, line, message) => {
    expect(read(...lines).problems).toEqual([{ line, message: expect.stringMatching(message) }]);
  });

  it('R-40 names every bad line, not only the first', () => {
    expect(read('X999,PROC-H501', 'D773,PROC-L719', 'Z110,PROC-H501').problems.map(({ line }) => line)).toEqual([2, 4]);
  });

  it('R-40 refuses another heading, and more lines than there can be', () => {
    expect(readMunicipalityTable('comune,ufficio\nD773,PROC-L719', SEATS).problems).toHaveLength(1);
    expect(readMunicipalityTable(`municipality,office${'\n'.repeat(25_001)}`, SEATS).problems[0]?.message).toMatch(
      /more than/,
    );
  });
});
