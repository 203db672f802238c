import { CERTIFICATE_KINDS, certificateKindByCode, certificateKindByName } from '../../../schema/certificate-kind.js';

describe('kinds of certificate', () => {
  it.each([
    ['28GEN', 'CASELLARIO_GENERAL', '28', { massivo: true, direct: true, counter: false }],
    ['28PEN', 'CASELLARIO_CRIMINAL', '28', { massivo: true, direct: true, counter: false }],
    ['28CIV', 'CASELLARIO_CIVIL', '28', { massivo: true, direct: true, counter: false }],
    ['39SEL', 'SELECTIVE', '39', { massivo: true, direct: true, counter: false }],
    ['29ELE', 'ELECTORAL', '29', { massivo: true, direct: true, counter: false }],
    ['32SAN', 'ADMINISTRATIVE_SANCTIONS', '32', { massivo: false, direct: true, counter: false }],
    ['27CAP', 'PENDING_PROCEEDINGS', '27', { massivo: false, direct: false, counter: true }],
  ])('R-03 R-04 %s is %s, article %s', (code, name, article, channels) => {
    const kind = certificateKindByCode(code);
    expect(kind).toMatchObject({ code, name, article, channels });
    expect(kind?.legalReference).toContain(`art. ${article} `);
    expect(certificateKindByName(name)).toBe(kind);
  });

  it('there are no others', () => {
    expect(CERTIFICATE_KINDS).toHaveLength(7);
    expect(certificateKindByCode('28XXX')).toBeUndefined();
    expect(certificateKindByName('28GEN')).toBeUndefined();
  });
});
