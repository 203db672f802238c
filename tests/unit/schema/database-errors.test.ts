import {
  isConnectionLoss,
  isLockTimeout,
  isStatementTimeout,
  isUniqueViolation,
} from '../../../schema/kernel/database-errors.js';

const withCode = (code: string) => Object.assign(new Error('…'), { code });
const fromPrisma = (cause: object) =>
  Object.assign(new Error('…'), {
    code: 'P2010',
    meta: { driverAdapterError: Object.assign(new Error('…'), { cause }) },
  });

describe('what a database error means', () => {
  it.each<[string, unknown]>([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['several refused connections', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })],
    ['a reset connection', withCode('ECONNRESET')],
    ['a name that cannot be resolved just now', withCode('EAI_AGAIN')],
    ['a shutdown', withCode('57P01')],
    ['a server that is starting', withCode('57P03')],
    ['a broken protocol', withCode('08P01')],
    ['no connection left', withCode('53300')],
    ['a session ended for idling in a transaction', withCode('25P03')],
    ['a connection closed under pg', new Error('Connection terminated unexpectedly')],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['a closed pool', new Error('Cannot use a pool after calling end on the pool')],
    ['Prisma’s own code', withCode('P1001')],
    ['Prisma’s driver', fromPrisma({ kind: 'ConnectionClosed' })],
    ['any of them as a cause', new Error('…', { cause: new Error('…', { cause: withCode('EPIPE') }) })],
  ])('%s is a loss of connection', (_name, error) => {
    expect(isConnectionLoss(error)).toBe(true);
    expect(isLockTimeout(error) || isStatementTimeout(error) || isUniqueViolation(error)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['a refused value', withCode('22P02')],
    ['a deadlock', withCode('40P01')],
    ['any error', new Error('no such thing')],
    ['a string', 'Connection terminated'],
    ['nothing', undefined],
  ])('%s is none', (_name, error) => {
    expect(isConnectionLoss(error)).toBe(false);
  });

  it('tells lock timeouts from statement timeouts, through Prisma too', () => {
    const lock = [withCode('55P03'), fromPrisma({ originalCode: '55P03', kind: 'postgres' })];
    const statement = [withCode('57014'), fromPrisma({ originalCode: '57014', kind: 'postgres' })];
    expect([...lock, ...statement].map(isLockTimeout)).toEqual([true, true, false, false]);
    expect([...lock, ...statement].map(isStatementTimeout)).toEqual([false, false, true, true]);
  });

  it('tells which key is there already', () => {
    const fromPg = Object.assign(withCode('23505'), { constraint: 'a_key' });
    const viaPrisma = fromPrisma({ originalCode: '23505', constraint: { index: 'a_key' } });
    for (const error of [fromPg, viaPrisma]) {
      expect([isUniqueViolation(error), isUniqueViolation(error, 'a_key'), isUniqueViolation(error, 'b_key')]).toEqual([
        true,
        true,
        false,
      ]);
    }
    expect(isUniqueViolation(withCode('23503'))).toBe(false);
  });
});
