import {
  newVerificationCodes,
  parseVerificationCode,
} from '../../../../subgraphs/certificates/verification/verification-code.rules.js';
import { verificationStatus } from '../../../../subgraphs/certificates/verification/verification.rules.js';

describe('verification code', () => {
  it('R-35 is 16 characters of Crockford base 32 in four groups, all different', () => {
    const codes = newVerificationCodes(2_000);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  });

  it.each([
    ['7ZK4-0QWM-9H3T-B2XP', '7ZK4-0QWM-9H3T-B2XP'],
    ['7zk40qwm9h3tb2xp', '7ZK4-0QWM-9H3T-B2XP'],
    [' 7ZK4 0QWM 9H3T B2XP ', '7ZK4-0QWM-9H3T-B2XP'],
    ['7ZK4–0QWM—9H3T‑B2XP', '7ZK4-0QWM-9H3T-B2XP'],
    ['OoIi-LlQW-M9H3-TB28', '0011-11QW-M9H3-TB28'],
  ])('R-35 reads %s as %s', (typed, code) => {
    expect(parseVerificationCode(typed)).toBe(code);
  });

  it.each([
    '',
    '7ZK4-0QWM-9H3T-B2X',
    '7ZK4-0QWM-9H3T-B2XVV',
    'UUUU-UUUU-UUUU-UUUU',
    '7ZK4-0QWM-9H3T-B2XK',
    "' OR 1=1 --      ",
    'É'.repeat(16),
    '-'.repeat(10_000),
  ])('R-35 is none: %j', (typed) => {
    expect(parseVerificationCode(typed)).toBeNull();
  });

  it('R-35 one character mistyped is found out, whichever and wherever', () => {
    const [code = ''] = newVerificationCodes(1);
    const characters = [...code.replaceAll('-', '')];
    for (const place of characters.keys()) {
      for (const other of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
        if (other === characters[place]) continue;
        expect(parseVerificationCode(characters.with(place, other).join(''))).toBeNull();
      }
    }
  });

  it('R-35 two characters exchanged are found out, however far apart', () => {
    for (const code of newVerificationCodes(20)) {
      const characters = [...code.replaceAll('-', '')];
      for (const [place, one] of characters.entries()) {
        for (let other = 0; other < place; other += 1) {
          const exchanged = characters.with(place, characters[other] ?? '').with(other, one);
          const isSame = characters[other] === one;
          expect(parseVerificationCode(exchanged.join(''))).toBe(isSame ? code : null);
        }
      }
    }
  });

  it('R-35 every new code is read back', () => {
    for (const code of newVerificationCodes(50)) expect(parseVerificationCode(code.toLowerCase())).toBe(code);
  });
});

describe('verification', () => {
  const certificate = { expiresOn: '2026-08-09', revokedOn: null };
  it.each([
    ['VALID', certificate, '2026-02-09'],
    ['VALID', certificate, '2026-08-09'],
    ['EXPIRED', certificate, '2026-08-10'],
    ['REVOKED', { ...certificate, revokedOn: '2026-02-09' }, '2026-02-09'],
    ['REVOKED', { ...certificate, revokedOn: '2026-02-09' }, '2027-02-09'],
    ['UNKNOWN', undefined, '2026-02-09'],
  ] as const)('R-35 says %s (%#)', (status, found, today) => {
    expect(verificationStatus(found, today)).toBe(status);
  });
});
