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
    ['7ZK4-0QWM-9H3T-B2XV', '7ZK4-0QWM-9H3T-B2XV'],
    ['7zk40qwm9h3tb2xv', '7ZK4-0QWM-9H3T-B2XV'],
    [' 7ZK4 0QWM 9H3T B2XV ', '7ZK4-0QWM-9H3T-B2XV'],
    ['7ZK4–0QWM—9H3T‑B2XV', '7ZK4-0QWM-9H3T-B2XV'],
    ['OoIi-LlQW-M9H3-TB2X', '0011-11QW-M9H3-TB2X'],
  ])('R-35 reads %s as %s', (typed, code) => {
    expect(parseVerificationCode(typed)).toBe(code);
  });

  it.each([
    '',
    '7ZK4-0QWM-9H3T-B2X',
    '7ZK4-0QWM-9H3T-B2XVV',
    'UUUU-UUUU-UUUU-UUUU',
    "' OR 1=1 --      ",
    'É'.repeat(16),
    '-'.repeat(10_000),
  ])('R-35 is none: %j', (typed) => {
    expect(parseVerificationCode(typed)).toBeNull();
  });

  it('R-35 every new code is read back', () => {
    for (const code of newVerificationCodes(50)) expect(parseVerificationCode(code.toLowerCase())).toBe(code);
  });
});

describe('verification', () => {
  const certificate = { expiresOn: '2026-08-09', revoked: false };
  it.each([
    ['VALID', certificate, '2026-02-09'],
    ['VALID', certificate, '2026-08-09'],
    ['EXPIRED', certificate, '2026-08-10'],
    ['REVOKED', { ...certificate, revoked: true }, '2026-02-09'],
    ['REVOKED', { ...certificate, revoked: true }, '2027-02-09'],
    ['UNKNOWN', undefined, '2026-02-09'],
  ] as const)('R-35 says %s (%#)', (status, found, today) => {
    expect(verificationStatus(found, today)).toBe(status);
  });
});
