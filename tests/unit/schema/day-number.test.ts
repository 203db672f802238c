import { dayNumber, isoDayOf, parseDay } from '../../../schema/kernel/day-number.rules.js';

describe('days as numbers', () => {
  it.each([
    ['2026-02-09', 20260209],
    ['09/02/2026', 20260209],
    ['29/02/2024', 20240229],
    ['2000-02-29', 20000229],
    ['0987-01-01', 9870101],
  ])('reads %s', (text, day) => {
    expect(parseDay(text)).toBe(day);
  });

  it.each([
    '31/02/1980',
    '29/02/1900',
    '29/02/2025',
    '31/04/2001',
    '00/01/2001',
    '01/00/2001',
    '01/13/2001',
    '01/01/0000',
    '1/2/1980',
    '01-02-1980',
    '1980/02/01',
    '1980-02-1',
    '1980-02-01 ',
    'aa/bb/cccc',
    '0x/01/1980',
    '',
  ])('R-31 knows no day "%s"', (text) => {
    expect(parseDay(text)).toBeUndefined();
  });

  it('writes back what it read', () => {
    expect(isoDayOf(20260209)).toBe('2026-02-09');
    expect(isoDayOf(9870101)).toBe('0987-01-01');
  });

  it('agrees with the calendar on every day of two centuries', () => {
    let days = 0;
    for (let time = Date.UTC(1880, 0, 1); time < Date.UTC(2080, 0, 1); time += 86_400_000) {
      const iso = new Date(time).toISOString().slice(0, 10);
      const day = parseDay(iso);
      if (day === undefined || isoDayOf(day) !== iso) throw new Error(`disagrees on ${iso}`);
      days += 1;
    }
    let made = 0;
    for (let year = 1880; year < 2080; year += 1) {
      for (let month = 0; month <= 13; month += 1) {
        for (let day = 0; day <= 32; day += 1) if (dayNumber(year, month, day) !== undefined) made += 1;
      }
    }
    expect(made).toBe(days);
  });
});
