import { Kind, type GraphQLScalarType } from 'graphql';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { INPUT_PROBLEM_CODES } from '../../../../subgraphs/shared/input-problem.rules.js';
import {
  BodyTaxCodeScalar,
  DayScalar,
  EuroCentsScalar,
  InstantScalar,
  IpaCodeScalar,
  PersonTaxCodeScalar,
} from '../../../../subgraphs/shared/scalars.js';
import { checkCharacterOf, replaceDigits } from '../../../testkit/tax-code-maker.js';

/** The code of the refusal; both sentences are there and neither repeats the value. */
function refusalOf(run: () => unknown, value: unknown): unknown {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'BAD_USER_INPUT') throw error;
    for (const sentence of [error.message, error.messageIt]) {
      expect(sentence).not.toBe('');
      // Each sentence ends with an example of how to write it.
      const [said] = sentence.split('2026-02-09');
      if (typeof value === 'string' && value.length > 3) expect(said).not.toContain(value);
    }
    expect(INPUT_PROBLEM_CODES).toContain(error.details.problem);
    return error.details.problem;
  }
  return 'not refused';
}

/** The 15 characters with their check character. */
function recoded(code: string): string {
  return code + checkCharacterOf(code);
}

type Refused = [value: unknown, problem: string];

function refuses(scalar: GraphQLScalarType, cases: Refused[]): void {
  it.each(cases)('R-60 refuses %p as %s without repeating it', (value, problem) => {
    expect(refusalOf(() => scalar.parseValue(value), value)).toBe(problem);
    if (typeof value !== 'string') return;
    const literal = { kind: Kind.STRING as const, value };
    expect(refusalOf(() => scalar.parseLiteral(literal), value)).toBe(problem);
  });
}

describe('Date', () => {
  it.each(['2026-02-09', '2028-02-29', '1900-01-01', '1800-01-01', '2999-12-31'])('takes %s as it is', (day) => {
    expect(DayScalar.parseValue(day)).toBe(day);
    expect(DayScalar.parseLiteral({ kind: Kind.STRING, value: day })).toBe(day);
    expect(DayScalar.serialize(day)).toBe(day);
  });

  refuses(DayScalar, [
    ['09/02/2026', 'WRONG_FORMAT'],
    ['2026-2-3', 'WRONG_FORMAT'],
    ['2026-02-9', 'WRONG_FORMAT'],
    ['26-02-09', 'WRONG_FORMAT'],
    ['2026-02-09 ', 'WRONG_FORMAT'],
    [' 2026-02-09', 'WRONG_FORMAT'],
    ['2026-02-09\n', 'WRONG_FORMAT'],
    ['2026-02-09T00:00:00Z', 'WRONG_FORMAT'],
    ['+02026-02-09', 'WRONG_FORMAT'],
    ['２０２６-02-09', 'WRONG_FORMAT'],
    ['', 'WRONG_FORMAT'],
    ['2026-02-30', 'NOT_IN_CALENDAR'],
    ['2026-02-00', 'NOT_IN_CALENDAR'],
    ['2026-13-01', 'NOT_IN_CALENDAR'],
    ['2026-00-01', 'NOT_IN_CALENDAR'],
    ['2027-02-29', 'NOT_IN_CALENDAR'],
    ['1900-02-29', 'NOT_IN_CALENDAR'],
    ['0000-01-01', 'OUT_OF_RANGE'],
    ['1799-12-31', 'OUT_OF_RANGE'],
    ['3000-01-01', 'OUT_OF_RANGE'],
    [20260209, 'NOT_A_TEXT'],
    [null, 'NOT_A_TEXT'],
    [true, 'NOT_A_TEXT'],
    [['2026-02-09'], 'NOT_A_TEXT'],
    [{}, 'NOT_A_TEXT'],
  ]);

  it('refuses a literal of another kind', () => {
    expect(refusalOf(() => DayScalar.parseLiteral({ kind: Kind.INT, value: '2026' }), 2026)).toBe('NOT_A_TEXT');
    expect(refusalOf(() => DayScalar.parseLiteral({ kind: Kind.ENUM, value: 'TODAY' }), null)).toBe('NOT_A_TEXT');
  });

  it.each([[new Date()], ['2026-02-30'], [undefined]])('hands out nothing that is no day: %p', (value) => {
    expect(() => DayScalar.serialize(value)).toThrow(TypeError);
  });
});

describe('DateTime', () => {
  it.each([
    ['2026-02-09T10:00:00+01:00', '2026-02-09T09:00:00.000Z'],
    ['2026-02-09T10:00:00Z', '2026-02-09T10:00:00.000Z'],
    ['2026-02-09t10:00:00.5z', '2026-02-09T10:00:00.500Z'],
    ['2026-02-09T00:30:00+02:00', '2026-02-08T22:30:00.000Z'],
    ['2026-02-09T10:00:00.123456789-11:30', '2026-02-09T21:30:00.123Z'],
  ])('takes %s and hands out %s', (text, utc) => {
    const instant = InstantScalar.parseValue(text);
    expect(instant.toISOString()).toBe(utc);
    expect(InstantScalar.serialize(instant)).toBe(utc);
  });

  refuses(InstantScalar, [
    ['2026-02-09T10:00:00', 'WRONG_FORMAT'],
    ['2026-02-09', 'WRONG_FORMAT'],
    ['2026-02-09T10:00Z', 'WRONG_FORMAT'],
    ['2026-02-09 10:00:00Z', 'WRONG_FORMAT'],
    ['2026-02-09T10:00:00Z ', 'WRONG_FORMAT'],
    ['2026-02-09T10:00:00+0100', 'WRONG_FORMAT'],
    ['2026-02-30T10:00:00Z', 'NOT_IN_CALENDAR'],
    ['2026-02-09T24:00:00Z', 'NOT_IN_CALENDAR'],
    ['2026-02-09T25:00:00Z', 'NOT_IN_CALENDAR'],
    ['2026-02-09T10:60:00Z', 'NOT_IN_CALENDAR'],
    ['2026-02-09T10:00:60Z', 'NOT_IN_CALENDAR'],
    ['2026-02-09T10:00:00+24:00', 'NOT_IN_CALENDAR'],
    ['0000-01-01T00:00:00Z', 'OUT_OF_RANGE'],
    [1_770_000_000, 'NOT_A_TEXT'],
    [null, 'NOT_A_TEXT'],
  ]);

  it('hands out nothing that is no instant', () => {
    expect(() => InstantScalar.serialize(new Date(Number.NaN))).toThrow(TypeError);
  });
});

describe('TaxCode', () => {
  const code = recoded('RSSMRA80A01H501');
  it.each([
    ['as it is', code, code],
    ['in lower case', code.toLowerCase(), code],
    ['with omocodia', replaceDigits(code, 127), replaceDigits(code, 127)],
    ['born on 29 February', recoded('RSSMRA80B29H501'), recoded('RSSMRA80B29H501')],
    ['of a woman born on the 31st', recoded('RSSMRA80A71H501'), recoded('RSSMRA80A71H501')],
  ])('takes one %s and hands it on in upper case', (_how, given, read) => {
    expect(PersonTaxCodeScalar.parseValue(given)).toBe(read);
    expect(PersonTaxCodeScalar.serialize(read)).toBe(read);
  });

  refuses(PersonTaxCodeScalar, [
    ['', 'WRONG_LENGTH'],
    ['RSSMRA80A01H501', 'WRONG_LENGTH'],
    ['RSSMRA80A01H501U ', 'WRONG_LENGTH'],
    [' RSSMRA80A01H501U', 'WRONG_LENGTH'],
    ['024387505861', 'WRONG_LENGTH'],
    ['R5SMRA80A01H501U', 'WRONG_CHARACTER'],
    ['RSSMRA80X01H501U', 'WRONG_CHARACTER'],
    ['RSSMRA8AA01H501U', 'WRONG_CHARACTER'],
    ['RSSMRA80A01H5-1U', 'WRONG_CHARACTER'],
    ['RSSMRA80A01H5\u0000 U', 'WRONG_CHARACTER'],
    ['RSSMRÀ80A01H501U', 'WRONG_CHARACTER'],
    ['RSSMRA80A01H501X', 'WRONG_CHECK_CHARACTER'],
    [recoded('RSSMRA80B30H501'), 'NOT_IN_CALENDAR'],
    [recoded('RSSMRA80A00H501'), 'NOT_IN_CALENDAR'],
    [recoded('RSSMRA80A72H501'), 'NOT_IN_CALENDAR'],
    [recoded('RSSMRA80A01H000'), 'UNKNOWN_CODE'],
    [1234567890123456, 'NOT_A_TEXT'],
    [null, 'NOT_A_TEXT'],
  ]);

  it.each(['02438750586', '02438750587'])('R-07 leaves the code of a company, %s, to the rules', (company) => {
    expect(PersonTaxCodeScalar.parseValue(company)).toBe(company);
    expect(() => PersonTaxCodeScalar.serialize(company)).toThrow(TypeError);
  });

  it('says at which position the wrong character stands, and what belongs there', () => {
    const sentences = (value: string): unknown[] => {
      try {
        return [PersonTaxCodeScalar.parseValue(value)];
      } catch (error) {
        return [(error as DomainError).message, (error as DomainError).messageIt];
      }
    };
    expect(sentences('RSSMRA80X01H501U')).toEqual([
      'At position 9 of the tax code there must be the letter of a month.',
      'In posizione 9 del codice fiscale deve esserci la lettera di un mese.',
    ]);
    expect(sentences('RSSMRA80A01')[0]).toBe('A tax code of 16 characters is needed here; this one has 11.');
  });

  it('hands out nothing that is no tax code', () => {
    expect(() => PersonTaxCodeScalar.serialize('RSSMRA80A01H501X')).toThrow(TypeError);
  });
});

describe('BodyTaxCode', () => {
  it('takes 11 digits whose last one checks the others', () => {
    expect(BodyTaxCodeScalar.parseValue('02438750586')).toBe('02438750586');
  });

  refuses(BodyTaxCodeScalar, [
    ['02438750587', 'WRONG_CHECK_DIGIT'],
    ['0243875058', 'WRONG_LENGTH'],
    ['02438750586 ', 'WRONG_LENGTH'],
    ['IT02438750586', 'WRONG_LENGTH'],
    ['0243875O586', 'WRONG_CHARACTER'],
    ['0243875058６', 'WRONG_CHARACTER'],
    [2438750586, 'NOT_A_TEXT'],
  ]);
});

describe('IpaCode', () => {
  it.each([
    ['c_h501', 'c_h501'],
    ['C_H501', 'c_h501'],
    ['asl-rm1', 'asl-rm1'],
  ])('takes %s and hands on %s', (given, read) => expect(IpaCodeScalar.parseValue(given)).toBe(read));

  it('hands out none in upper case', () => {
    expect(IpaCodeScalar.serialize('c_h501')).toBe('c_h501');
    expect(() => IpaCodeScalar.serialize('C_H501')).toThrow(TypeError);
  });

  refuses(IpaCodeScalar, [
    ['', 'WRONG_FORMAT'],
    ['c', 'WRONG_FORMAT'],
    ['c h501', 'WRONG_FORMAT'],
    ["c_h501'--", 'WRONG_FORMAT'],
    ['c_h501\u0000', 'WRONG_FORMAT'],
    ['c_' + 'h'.repeat(40), 'TOO_LONG'],
    [501, 'NOT_A_TEXT'],
  ]);
});

describe('EuroCents', () => {
  it.each([0, 1, 392, 2_147_483_647])('hands out %d', (cents) => {
    expect(EuroCentsScalar.serialize(cents)).toBe(cents);
  });

  it.each([[-1], [2_147_483_648], [3.92], ['392'], [Number.NaN], [undefined]])(
    'hands out nothing that is no amount: %p',
    (value) => expect(() => EuroCentsScalar.serialize(value)).toThrow(TypeError),
  );
});
