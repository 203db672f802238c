import { Kind } from 'graphql';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { DayScalar, InstantScalar } from '../../../../subgraphs/shared/scalars.js';

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'BAD_USER_INPUT') return error.message;
  }
  throw new Error('it was not refused');
}

describe('Date', () => {
  it.each(['2026-02-09', '2028-02-29', '1900-01-01'])('takes %s as it is', (day) => {
    expect(DayScalar.parseValue(day)).toBe(day);
    expect(DayScalar.parseLiteral({ kind: Kind.STRING, value: day })).toBe(day);
    expect(DayScalar.serialize(day)).toBe(day);
  });

  it.each([
    ['09/02/2026', 'A day is not written so'],
    ['2026-2-9', 'A day is not written so'],
    ['2026-02-09T00:00:00Z', 'A day is not written so'],
    ['2026-02-30', 'This day is not in the calendar'],
    ['2027-02-29', 'This day is not in the calendar'],
    [20260209, 'A day must be a text'],
    [null, 'A day must be a text'],
  ])('R-60 refuses %p and says why without repeating it', (value, reason) => {
    const message = refusalOf(() => DayScalar.parseValue(value));
    expect(message).toBe(`${reason}: write yyyy-mm-dd, for example 2026-02-09.`);
  });

  it('refuses a literal of another kind', () => {
    expect(refusalOf(() => DayScalar.parseLiteral({ kind: Kind.INT, value: '2026' }))).toMatch(/^A day must be a text/);
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
  ])('takes %s and hands out %s', (text, utc) => {
    const instant = InstantScalar.parseValue(text);
    expect(instant.toISOString()).toBe(utc);
    expect(InstantScalar.serialize(instant)).toBe(utc);
  });

  it.each([
    ['2026-02-09T10:00:00', 'An instant is not written so'],
    ['2026-02-09', 'An instant is not written so'],
    ['2026-02-30T10:00:00Z', 'This instant is not in the calendar'],
    ['2026-02-09T25:00:00Z', 'This instant is not in the calendar'],
    [1_770_000_000, 'An instant must be a text'],
  ])('refuses %p and says why', (value, reason) => {
    expect(refusalOf(() => InstantScalar.parseValue(value))).toMatch(new RegExp(`^${reason}: write RFC 3339`));
  });

  it('hands out nothing that is no instant', () => {
    expect(() => InstantScalar.serialize(new Date(Number.NaN))).toThrow(TypeError);
  });
});
