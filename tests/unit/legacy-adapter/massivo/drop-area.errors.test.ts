import {
  asDropAreaError,
  DropAreaError,
  systemCodeOf,
} from '../../../../legacy-adapter/massivo/transport/drop-area.errors.js';

const systemError = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'open' });

describe('what a failure of the drop area means', () => {
  it.each([
    ['ENOENT', 'MISSING'],
    ['ENOTDIR', 'MISSING'],
    ['ELOOP', 'MISSING'],
    ['EACCES', 'READ_ONLY'],
    ['EPERM', 'READ_ONLY'],
    ['EROFS', 'READ_ONLY'],
    ['ENOSPC', 'FULL'],
    ['EDQUOT', 'FULL'],
    ['ETIMEDOUT', 'TIMED_OUT'],
    ['EIO', 'UNREACHABLE'],
    ['ESTALE', 'UNREACHABLE'],
  ])('%s: %s', (code, trouble) => {
    expect(asDropAreaError(systemError(code))).toMatchObject({ trouble, message: `drop area: ${trouble} (${code})` });
  });

  it('a deadline is one too, and what is none stays what it is', () => {
    expect(asDropAreaError(AbortSignal.timeout(0).reason ?? new DOMException('', 'TimeoutError'))).toMatchObject({
      trouble: 'TIMED_OUT',
    });
    const known = new DropAreaError('FULL');
    expect(asDropAreaError(known)).toBe(known);
    const other = new Error('of the database');
    expect(asDropAreaError(other)).toBe(other);
    expect(systemCodeOf(Object.assign(new Error(), { code: '23505' }))).toBeUndefined();
  });
});
