import { FISCAL_NUMBER_CLAIM } from '../../../gateway/identity/claims.rules.js';
import { developmentIssuer } from '../../../gateway/identity/development-provider.js';
import { refused, type AttackCase } from '../attack-case.js';
import type { TokenForge } from '../token-forge.js';

type Forging = [name: string, make: (forge: TokenForge) => string | Promise<string>];

const now = (): number => Math.floor(Date.now() / 1_000);
const NULL_SIGNATURE = Buffer.alloc(64).toString('base64url');

/** Tokens that are right but for one thing. */
const FORGERIES: readonly Forging[] = [
  ['expired an hour ago', (forge) => forge.signed({ claims: { exp: now() - 3_600 } })],
  ['expired beyond the tolerance', (forge) => forge.signed({ claims: { exp: now() - 40 } })],
  ['that never expires', (forge) => forge.signed({ claims: { exp: undefined } })],
  ['whose expiry is a text', (forge) => forge.signed({ claims: { exp: '4102444800' } })],
  ['not yet valid', (forge) => forge.signed({ claims: { nbf: now() + 3_600 } })],
  ['alg: none', (forge) => forge.unsigned('none')],
  ['alg: None', (forge) => forge.unsigned('None')],
  ['alg: NONE with a signature', (forge) => forge.unsigned('NONE', NULL_SIGNATURE)],
  ['with a signature of zeros', (forge) => forge.unsigned('ES256', NULL_SIGNATURE)],
  ['with an empty signature', (forge) => forge.unsigned('ES256')],
  ['HS256 with the public key as PEM', (forge) => forge.keyConfusion('pem')],
  ['HS256 with the public key as DER', (forge) => forge.keyConfusion('der')],
  ['HS256 with the public key as JWK', (forge) => forge.keyConfusion('jwk')],
  ['HS256 with a coordinate of the public key', (forge) => forge.keyConfusion('x')],
  ['HS256 with an empty secret', (forge) => forge.hmac('')],
  ['HS256 with the word secret', (forge) => forge.hmac('secret')],
  ["signed by a stranger under the provider's key id", (forge) => forge.signedByStranger()],
  ['signed by a stranger under an unknown key id', (forge) => forge.signedByStranger({ kid: 'unknown' })],
  ['whose key id is a path', (forge) => forge.signedByStranger({ kid: '../../../../dev/null' })],
  ['whose key id is SQL', (forge) => forge.signedByStranger({ kid: "x' UNION SELECT 'key" })],
  ['that brings its own key', (forge) => forge.bringingItsKey()],
  ['with an unknown critical header', (forge) => forge.unsigned('ES256', NULL_SIGNATURE).replace(/^[^.]+/, critical())],
  ['with another payload under a good signature', (forge) => forge.tampered()],
  ['for another audience', (forge) => forge.signed({ claims: { aud: 'another' } })],
  ['without an audience', (forge) => forge.signed({ claims: { aud: undefined } })],
  ['whose audience only begins like ours', (forge) => forge.signed({ claims: { aud: 'casellario-bridge.evil.test' } })],
  ['of an unknown issuer', (forge) => forge.signed({ issuer: 'https://evil.test' })],
  ['without an issuer', (forge) => forge.signed({ claims: { iss: undefined } })],
  ['whose issuer is a list', (forge) => forge.signed({ claims: { iss: [developmentIssuer('eid')] } })],
  ['of level 1', (forge) => forge.signed({ claims: { acr: 'https://www.spid.gov.it/SpidL1' } })],
  ['without a level', (forge) => forge.signed({ claims: { acr: undefined } })],
  ['whose level is a list', (forge) => forge.signed({ claims: { acr: ['https://www.spid.gov.it/SpidL3'] } })],
  ['of an unknown level', (forge) => forge.signed({ claims: { acr: 'https://www.spid.gov.it/SpidL9' } })],
  ['without a method of sign-in', (forge) => forge.signed({ claims: { amr: undefined } })],
  ['of an unknown method', (forge) => forge.signed({ claims: { amr: ['pwd'] } })],
  ['of two methods', (forge) => forge.signed({ claims: { amr: ['spid', 'cie'] } })],
  ['without a tax code', (forge) => forge.signed({ claims: { [FISCAL_NUMBER_CLAIM]: undefined } })],
  [
    'with a tax code of another country',
    (forge) => forge.signed({ claims: { [FISCAL_NUMBER_CLAIM]: 'TINDE-RSSMRA80A01H501U' } }),
  ],
  [
    'with a tax code whose last letter is wrong',
    (forge) => forge.signed({ claims: { [FISCAL_NUMBER_CLAIM]: 'TINIT-RSSMRA80A01H501A' } }),
  ],
  ["of the staff's issuer with a citizen's claims", (forge) => forge.signed({ issuer: developmentIssuer('sic') })],
  [
    'with both roles',
    (forge) => forge.signed({ issuer: developmentIssuer('sic'), claims: { roles: ['operator', 'operations'] } }),
  ],
  [
    'of an operator without an office',
    (forge) => forge.signed({ issuer: developmentIssuer('sic'), claims: { roles: ['operator'] } }),
  ],
  [
    'of an operator whose office is a pattern',
    (forge) => forge.signed({ issuer: developmentIssuer('sic'), claims: { roles: ['operator'], office: 'PROC-%' } }),
  ],
  [
    'of a dashboard with another scope',
    (forge) => forge.signed({ issuer: developmentIssuer('dashboards'), claims: { scope: 'progress:readwrite' } }),
  ],
  ['that is no token', () => 'nonsense'],
  ['of three dots', () => '...'],
  ['of 12 KB', (forge) => forge.unsigned('ES256', 'A'.repeat(12_000))],
];

function critical(): string {
  return Buffer.from(JSON.stringify({ alg: 'ES256', crit: ['exp', 'b64'], b64: false })).toString('base64url');
}

const UNAUTHENTICATED = refused('UNAUTHENTICATED');
const QUERY = '{ transition { state } }';

export const tokenCases: readonly AttackCase[] = [
  ...FORGERIES.map(([name, make]): AttackCase => ({
    family: 'tokens',
    name: `a token ${name}`,
    judge: UNAUTHENTICATED,
    fire: async (world) =>
      world.graph({ query: QUERY, headers: { authorization: `Bearer ${await make(world.forge)}` } }),
  })),
  ...(['Basic YWxpY2U6c2VjcmV0', 'Bearer', 'Bearer ', 'Digest x', 'Bearer a b'] as const).map(
    (authorization): AttackCase => ({
      family: 'tokens',
      name: `the header "${authorization}"`,
      judge: UNAUTHENTICATED,
      fire: (world) => world.graph({ query: QUERY, headers: { authorization } }),
    }),
  ),
  {
    family: 'tokens',
    name: 'a good token in the URL',
    judge: UNAUTHENTICATED,
    fire: async (world) =>
      world.http(`/requests/${world.victim.requestId}/outcome.txt?access_token=${await world.forge.signed()}`),
  },
  {
    family: 'tokens',
    name: 'a good token in a cookie',
    judge: UNAUTHENTICATED,
    fire: async (world) =>
      world.http(`/requests/${world.victim.requestId}/outcome.txt`, {
        headers: { cookie: `access_token=${await world.forge.signed()}; authorization=Bearer%20x` },
      }),
  },
  ...(['/massivo-files?clientRequestId=x', '/metrics'] as const).map((path): AttackCase => ({
    family: 'tokens',
    name: `a forged token at ${path}`,
    judge: UNAUTHENTICATED,
    fire: async (world) =>
      world.http(path, {
        method: path === '/metrics' ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${world.forge.unsigned('none')}`, 'content-type': 'text/plain' },
        ...(path !== '/metrics' && { body: 'x' }),
      }),
  })),
];
