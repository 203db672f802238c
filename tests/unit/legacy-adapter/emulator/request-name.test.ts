import {
  answerPlace,
  isOfficeFolder,
  readRequestName,
  shownName,
} from '../../../../legacy-adapter/emulator/drop/request-name.rules.js';

const NAME = 'MASSIVA_c_h501_PROC-H501_20260209_000001.txt';

describe('readRequestName', () => {
  it('reads an IPA code with underscores', () => {
    expect(readRequestName(NAME)).toEqual({ ipaCode: 'c_h501', officeCode: 'PROC-H501' });
  });

  it.each([
    'MASSIVA_c_h501_PROC-H501_20260209_000001.part',
    'MASSIVA_c_h501_PROC-H501_20260209_000001.txt.txt',
    'MASSIVA_c_h501_PROC-H501_20260209_1.txt',
    'MASSIVA_c_h501_PROC-H501_2026-02-09_000001.txt',
    'MASSIVA_c_h501_HQ_20260209_000001.txt',
    'MASSIVA_../../etc_PROC-H501_20260209_000001.txt',
    'MASSIVA_c h501_PROC-H501_20260209_000001.txt',
    'MASSIVA_c_h501\n_PROC-H501_20260209_000001.txt',
    'ESITI_c_h501_PROC-H501_20260209_000001.txt',
    'note.txt',
    '',
  ])('leaves %j alone', (name) => {
    expect(readRequestName(name)).toBeUndefined();
  });
});

describe('answerPlace', () => {
  it.each([
    ['ack', 'ack', 'MASSIVA_c_h501_PROC-H501_20260209_000001.ack', 'MASSIVA_c_h501_PROC-H501_20260209_000001.part'],
    ['err', 'err', 'MASSIVA_c_h501_PROC-H501_20260209_000001.err', 'MASSIVA_c_h501_PROC-H501_20260209_000001.part'],
    ['outcome', 'out', 'ESITI_c_h501_PROC-H501_20260209_000001.txt', 'ESITI_c_h501_PROC-H501_20260209_000001.part'],
    [
      'zip',
      'out',
      'CERTIFICATI_c_h501_PROC-H501_20260209_000001.zip',
      'CERTIFICATI_c_h501_PROC-H501_20260209_000001.part',
    ],
  ] as const)('puts %s into %s/', (answer, folder, file, partFile) => {
    expect(answerPlace(NAME, answer)).toEqual({ folder, file, partFile });
  });
});

describe('isOfficeFolder', () => {
  it.each([
    ['PROC-H501', true],
    ['PROC-H5010', false],
    ['proc-h501', false],
    ['..', false],
  ])('%s: %s', (name, expected) => expect(isOfficeFolder(name)).toBe(expected));
});

describe('shownName', () => {
  it('R-60 shows no tax code, with omocodia or without', () => {
    expect(shownName('esito RSSMRA80A01H501U e dllmra68s16g3tsh.pdf')).toBe('"esito *** e ***.pdf"');
  });

  it('escapes control characters and cuts what is endless', () => {
    expect(shownName('a\nb\u001b[2J')).toBe('"a\\nb\\u001b[2J"');
    expect(shownName('x'.repeat(500))).toHaveLength(82);
  });
});
