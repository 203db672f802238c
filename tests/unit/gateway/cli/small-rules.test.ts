import { CliFailure, failureLines, serviceFailure } from '../../../../gateway/cli/cli-failure.js';
import { csvFields, dividerOf } from '../../../../gateway/cli/csv.rules.js';
import { isSentence, readHeader, readRow, type RegisterHeader } from '../../../../gateway/cli/former-bodies.rules.js';
import { languageOf } from '../../../../gateway/cli/language.js';
import { bar, progressLine } from '../../../../gateway/cli/progress-line.rules.js';
import { scopeOf, scopeWord } from '../../../../gateway/cli/scope.rules.js';

describe('a line of CSV', () => {
  it.each<[string, string, string[] | null]>([
    ['a,b,,c', ',', ['a', 'b', '', 'c']],
    ['"a;b"; c ;', ';', ['a;b', 'c', '']],
    ['"say ""no""",x', ',', ['say "no"', 'x']],
    ['', ',', ['']],
    ['"open,x', ',', null],
    ['"a"b,x', ',', null],
    ['a"b,x', ',', null],
  ])('%j divided by %j', (line, divider, fields) => expect(csvFields(line, divider)).toEqual(fields));

  it('takes the semicolon where the header has one', () => {
    expect(dividerOf('a;b,c')).toBe(';');
    expect(dividerOf('a,b')).toBe(',');
  });
});

describe('the register of former massivo bodies', () => {
  const names = ['ipa_code', 'name', 'type', 'tax_code', 'pec', 'office_code'];

  it('R-12 has its columns in any order, and months', () => {
    const header = readHeader([...names].reverse().concat('2025-12')) as RegisterHeader;
    expect(readRow(['PROC-H501', 'a@b', '1', 'pa', 'Roma', 'c_h501', '7'], 2, header)).toEqual({
      ...{ row: 2, ipaCode: 'c_h501', name: 'Roma', type: 'PA', taxCode: '1', pec: 'a@b', officeCode: 'PROC-H501' },
      volumes: [{ month: '2025-12', subjects: 7 }],
    });
  });

  it.each([
    ['a missing column', names.slice(1)],
    ['an odd column', [...names, '2025-13']],
    ['a column twice', [...names, 'name']],
  ])('R-12 is refused for %s', (_what, fields) => expect(isSentence(readHeader(fields))).toBe(true));
});

describe('what is told of a refusal', () => {
  it('R-16 has code, sentence, rule, remedy and correlation id, in either language', () => {
    const failure = serviceFailure({
      ...{ code: 'OWN_APPROVAL', rule: 'R-24', message: 'no', messageIt: 'non si può', correlationId: 'c-1' },
    });
    expect(failure.exitCode).toBe(1);
    expect(failureLines(failure, 'it')).toEqual([
      'OWN_APPROVAL: non si può',
      'regola: R-24',
      expect.stringMatching(/^che cosa fare: \S/),
      'identificativo di correlazione: c-1',
    ]);
    expect(serviceFailure({ code: 'TRANSITION_BUSY', message: 'busy', retryable: true }).exitCode).toBe(3);
    expect(failureLines(new CliFailure(2, ['bad', 'errato']), 'en')).toEqual(['bad']);
  });

  it.each([
    [undefined, { LANG: 'it_IT.UTF-8' }, 'it'],
    [undefined, { LANG: 'C', LC_ALL: 'it' }, 'it'],
    ['en', { LANG: 'it_IT' }, 'en'],
    [undefined, {}, 'en'],
  ])('is in the language of --lang %s and %j', (option, env, language) =>
    expect(languageOf(option, env)).toBe(language),
  );
});

describe('the scope that is typed', () => {
  it.each([
    [{}, 'ITALIA'],
    [{ office: 'PROC-H501' }, 'PROC-H501'],
    [{ body: 'c_h501' }, 'c_h501'],
  ])('R-21 of %j is %s', (options, word) => expect(scopeWord(scopeOf(options))).toBe(word));

  it('R-21 is one', () => expect(() => scopeOf({ office: 'a', body: 'b' })).toThrow(CliFailure));
});

describe('the progress', () => {
  const counts = { total: 1_000, open: 600, underReview: 0, issued: 380, rejected: 20, failed: 0, abandoned: 0 };
  const request = { id: 'x', channel: 'MASSIVO', progress: 0.4, counts, deprecation: null };

  it('has rate and time left', () => {
    expect(progressLine(request, { done: 100, seconds: 10, language: 'en' })).toBe(
      ' 40.0 % 400/1000 (380 issued, 10/s, 1 min left)',
    );
    expect(progressLine(request, { done: 0, seconds: 10, language: 'it' })).toBe(' 40.0 % 400/1000 (380 rilasciati)');
    expect(bar(0.4)).toBe(`[${'#'.repeat(12)}${'.'.repeat(18)}]`);
  });
});
