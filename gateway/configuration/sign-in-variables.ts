import { text, url, wholeNumber } from './formats.js';
import { certificates, headerName, nameList, privateKeyPem } from './tls-formats.js';
import { optional, withDefault, type VariableTable } from './variable.js';

const YEAR_MINUTES = 525_600;

const issuer = (of: string) =>
  optional({
    type: 'text',
    about: `Issuer of ${of}, exactly as in the claim \`iss\`.`,
    format: text,
    neededFor: 'sign-in',
  });
const keySet = (of: string) =>
  optional({ type: 'URL', about: `Key set (JWKS) of ${of}.`, format: url('https', 'http'), neededFor: 'sign-in' });
/** Who is believed, and how the console and cards sign in (docs/identity.md). */
export const SIGN_IN_VARIABLES = {
  EID_ISSUER: issuer('citizens and contact persons (SPID, CIE)'),
  EID_JWKS_URL: keySet('that issuer'),
  SIC_ISSUER: issuer('office operators and operations staff'),
  SIC_JWKS_URL: keySet('that issuer'),
  DASHBOARDS_ISSUER: issuer('dashboards (client credentials)'),
  DASHBOARDS_JWKS_URL: keySet('that issuer'),
  TOKEN_AUDIENCE: withDefault('casellario-bridge', {
    type: 'text',
    about: 'Audience that every access token must name.',
    format: text,
  }),
  TOKEN_MAX_LIFETIME_MINUTES: withDefault('720', {
    type: 'minutes',
    about: 'An access token that was issued for longer is refused.',
    format: wholeNumber(1, YEAR_MINUTES),
  }),
  CONSOLE_OIDC_ISSUER: optional({
    type: 'URL',
    about: 'Where the console signs in (code flow with PKCE); unset: the development provider, or no sign-in.',
    format: url('https', 'http'),
  }),
  CONSOLE_OIDC_CLIENT_ID: optional({
    type: 'text',
    about: 'Name of the console at that issuer: a public client, redirect to /console/callback.',
    format: text,
  }),
  CONSOLE_OIDC_SCOPE: withDefault('openid', {
    type: 'text',
    about: 'Scopes that the console asks for, with spaces between them.',
    format: text,
  }),
  CONSOLE_OIDC_RESOURCE: optional({
    type: 'URI',
    about: 'Resource indicator (RFC 8707) that the console sends, where that issuer wants one for TOKEN_AUDIENCE.',
    format: url('https', 'http', 'urn'),
  }),

  TLS_CERT: optional({
    type: 'PEM, certificates',
    about: 'Certificate of the gateway and those above it; unset: plain HTTP, for loopback or behind a proxy.',
    format: certificates,
    secret: true,
  }),
  TLS_KEY: optional({
    type: 'PEM, private key',
    about: 'Private key of TLS_CERT.',
    format: privateKeyPem,
    secret: true,
  }),
  TLS_CLIENT_CA: optional({
    type: 'PEM, certificates',
    about: 'Authorities whose client certificates the gateway takes: those of the proxies that it trusts.',
    format: certificates,
    secret: true,
  }),
  CNS_CA: optional({
    type: 'PEM, certificates',
    about: 'Authorities that issue CNS; unset: nobody signs in with a card.',
    format: certificates,
    secret: true,
  }),
  CNS_PROXIES: optional({
    type: 'names, with commas',
    about: "Common names of the proxies' client certificates that may pass on the certificate of a card.",
    format: nameList,
  }),
  CNS_HEADER: withDefault('client-cert', {
    type: 'header',
    about: 'In which they pass it on: RFC 9440, or a PEM with percent escapes (nginx: $ssl_client_escaped_cert).',
    format: headerName,
  }),
} satisfies VariableTable;
