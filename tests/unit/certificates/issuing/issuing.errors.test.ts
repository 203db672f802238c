import { DomainError } from '../../../../schema/kernel/domain-error.js';
import {
  failureCode,
  IssuingFailure,
  retryDelayMs,
} from '../../../../subgraphs/certificates/issuing/issuing.errors.js';

describe('turns that fail', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [4, 8_000],
    [7, 60_000],
    [1_000, 60_000],
  ])('after %d attempts wait %d ms', (attempts, delay) => {
    expect(retryDelayMs(attempts)).toBe(delay);
  });

  it.each<[unknown, string]>([
    [new IssuingFailure('ITEM_UNREADABLE'), 'ITEM_UNREADABLE'],
    [new DomainError('SIC-001', { message: 'about RSSMRA80A01H501U' }), 'SIC-001'],
    [Object.assign(new Error('about RSSMRA80A01H501U'), { code: '23505' }), '23505'],
    [Object.assign(new Error('x'), { code: 'about RSSMRA80A01H501U' }), 'Error'],
    [new TypeError('about RSSMRA80A01H501U'), 'TypeError'],
    ['about RSSMRA80A01H501U', 'Error'],
  ])('R-60 of an error only a code is kept (%#)', (error, code) => {
    expect(failureCode(error)).toBe(code);
  });
});
