import type { JWTPayload } from 'jose';
import { actorOf } from '../../../gateway/identity/claims.rules.js';
import { createIdentify } from '../../../gateway/identity/identify.js';
import { personaClaims } from '../../../gateway/identity/personas.js';
import { personKey } from '../../../schema/kernel/actor.js';

const INDEX_KEY = new Uint8Array(32).fill(3);
const FISCAL_NUMBER = 'https://attributes.eid.gov.it/fiscal_number';
const EID: JWTPayload = {
  [FISCAL_NUMBER]: 'TINIT-RSSMRA80A01H501U',
  acr: 'https://www.spid.gov.it/SpidL2',
  amr: ['spid'],
};

describe('contact persons', () => {
  it('R-60 are known by a keyed hash of the tax code, never by the code', () => {
    const actor = actorOf('eid', EID, INDEX_KEY);

    expect(actor).toEqual({
      kind: 'contact',
      personKey: personKey(INDEX_KEY, 'RSSMRA80A01H501U'),
      method: 'SPID',
      level: 2,
    });
    expect(JSON.stringify(actor)).not.toContain('RSSMRA');
  });

  it.each([
    ['SPID, level 3', { acr: 'https://www.spid.gov.it/SpidL3' }, { method: 'SPID', level: 3 }],
    ['CIE', { amr: ['CIE'] }, { method: 'CIE', level: 2 }],
    ['a method that stands alone', { amr: 'cie' }, { method: 'CIE', level: 2 }],
    ['a tax code in lower case', { [FISCAL_NUMBER]: 'tinit-rssmra80a01h501u' }, { method: 'SPID', level: 2 }],
  ])('R-11 sign in with %s', (_what, claims, expected) => {
    expect(actorOf('eid', { ...EID, ...claims }, INDEX_KEY)).toMatchObject(expected);
  });

  it.each<[string, JWTPayload, string]>([
    ['level 1', { acr: 'https://www.spid.gov.it/SpidL1' }, 'level'],
    ['no level', { acr: undefined }, 'level'],
    ['a level of their own making', { acr: 'SpidL3' }, 'level'],
    ['a level that every object has', { acr: 'constructor' }, 'level'],
    ['a password', { amr: ['pwd'] }, 'claims'],
    ['a method that every object has', { amr: ['constructor'] }, 'claims'],
    ['no method', { amr: undefined }, 'claims'],
    ['two methods at once', { amr: ['spid', 'cie'] }, 'claims'],
    ['no tax code', { [FISCAL_NUMBER]: undefined }, 'claims'],
    ['a tax code of another country', { [FISCAL_NUMBER]: 'TINDE-RSSMRA80A01H501U' }, 'claims'],
    ['a wrong check character', { [FISCAL_NUMBER]: 'TINIT-RSSMRA80A01H501A' }, 'claims'],
    ['a tax code in a list', { [FISCAL_NUMBER]: ['TINIT-RSSMRA80A01H501U'] }, 'claims'],
  ])('R-11 do not sign in with %s', (_what, claims, reason) => {
    expect(() => actorOf('eid', { ...EID, ...claims }, INDEX_KEY)).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED', details: { reason } }),
    );
  });
});

describe('staff and dashboards', () => {
  it.each<[string, 'sic' | 'dashboards', JWTPayload, object]>([
    [
      'an operator',
      'sic',
      { sub: 's', roles: ['operator'], office: 'PROC-H501' },
      { kind: 'operator', subject: 's', officeCode: 'PROC-H501' },
    ],
    ['operations', 'sic', { sub: 'alice', roles: ['operations', 'printer'] }, { kind: 'operations', subject: 'alice' }],
    ['a dashboard', 'dashboards', { sub: 'd', scope: 'openid progress:read' }, { kind: 'dashboard', subject: 'd' }],
    [
      'a dashboard by its client id',
      'dashboards',
      { client_id: 'd', scope: 'progress:read' },
      { kind: 'dashboard', subject: 'd' },
    ],
  ])('R-61 %s', (_what, kind, claims, actor) => {
    expect(actorOf(kind, claims, INDEX_KEY)).toEqual(actor);
  });

  it.each<[string, 'sic' | 'dashboards', JWTPayload]>([
    ['an operator of no office', 'sic', { sub: 's', roles: ['operator'] }],
    ['an operator of an office that cannot be', 'sic', { sub: 's', roles: ['operator'], office: 'PROC' }],
    ['both roles in one token', 'sic', { sub: 's', roles: ['operator', 'operations'], office: 'PROC-H501' }],
    ['no role', 'sic', { sub: 's' }],
    ['nobody', 'sic', { roles: ['operations'] }],
    ['another scope', 'dashboards', { sub: 'd', scope: 'progress:readwrite' }],
    ['claims of staff from the issuer of dashboards', 'dashboards', { sub: 'd', roles: ['operations'] }],
  ])('R-61 refuses %s', (_what, kind, claims) => {
    expect(() => actorOf(kind, claims, INDEX_KEY)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });
});

describe('the Authorization header', () => {
  const identify = createIdentify(() => Promise.resolve({ kind: 'eid', claims: EID }), INDEX_KEY);

  it('may be missing: an anonymous caller', async () => {
    await expect(identify(undefined)).resolves.toEqual({ kind: 'anonymous' });
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic dTpw', 'Bearer a b', 'token'])('is never ignored: "%s"', async (header) => {
    await expect(identify(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is read in either case', async () => {
    await expect(identify('bearer abc.def.ghi')).resolves.toMatchObject({ kind: 'contact' });
  });
});

describe('personas', () => {
  it.each([
    ['contact:c_h501', 'RSSMRA80A01H501U'],
    ['contact:c_g482', 'VRDNNA75T60G482I'],
  ])('%s signs in with a good tax code', (persona, taxCode) => {
    const known = personaClaims(persona);

    expect(known?.claims[FISCAL_NUMBER]).toBe(`TINIT-${taxCode}`);
    expect(actorOf('eid', known?.claims ?? {}, INDEX_KEY)).toMatchObject({ kind: 'contact' });
  });

  it.each(['operator:PROC-H501', 'ops:alice', 'ops:bruno', 'dashboard', 'contact:c_f205', 'contact:c_a952'])(
    '%s is known',
    (persona) => {
      const known = personaClaims(persona);

      expect(known).not.toBeNull();
      if (known) expect(() => actorOf(known.kind, { sub: known.subject, ...known.claims }, INDEX_KEY)).not.toThrow();
    },
  );

  it.each([
    '',
    'contact',
    'contact:',
    'contact:c_zzzz',
    'operator:',
    'operator:H501',
    'ops:carol',
    'ops',
    'dashboard:x',
    'ops:alice:x',
  ])('"%s" is not', (persona) => {
    expect(personaClaims(persona)).toBeNull();
  });
});
