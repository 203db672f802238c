import type { ClientMetadata, Configuration, Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { JWK } from 'jose';
import { SIGNING_ALGORITHM } from '../../development/keys.js';
import { PROGRESS_SCOPE } from '../claims.rules.js';
import { developmentIssuer } from '../development-issuers.js';
import { personaClaims } from '../personas.js';
import type { ProviderModule } from './load-provider.js';
import type { MemoryStore } from './memory-store.js';
import { pageLanguage } from './page-language.rules.js';
import { failurePage, signedOutPage, signOutPage, type PageLanguage } from './pages.js';
import { profileOf } from './persona-choices.js';

export interface ProviderParts {
  /** How the browser reaches us: scheme, name and port. */
  origin: string;
  signingKey: JWK;
  /** What access tokens are for. */
  audience: string;
  cookieKeys: readonly string[];
  store: MemoryStore;
  errors: ProviderModule['errors'];
}

/** Where everything of the provider is mounted. */
export const PROVIDER_PATH = '/oidc';
export const CONSOLE_CLIENT_ID = 'console';
/** The resource for which access tokens are given, on the provider's own origin (RFC 8707). */
export const RESOURCE_PATH = '/graphql';

const ACCESS_TOKEN_S = 600;
const CODE_S = 60;
const INTERACTION_S = 900;
/** A working day: session, grant and refresh token end together. */
const SESSION_S = 8 * 3_600;

/** The provider as the console knows it: code flow with PKCE, no consent to be asked for the product's own client. */
export function providerConfiguration(parts: ProviderParts): Configuration {
  const { origin, signingKey, cookieKeys, store } = parts;
  return {
    adapter: (kind: string) => store.adapter(kind),
    jwks: { keys: [{ ...signingKey }] },
    clients: [consoleClient(origin)],
    clientBasedCORS: (_ctx, asking) => asking === origin,
    // Cookies know no ports: instances side by side on one host would sign each other out.
    cookies: { keys: [...cookieKeys], names: cookieNames(origin), long: { signed: true }, short: { signed: true } },
    scopes: ['openid'],
    claims: { openid: ['sub', 'name', 'roles', 'office', 'ipa_code'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: [SIGNING_ALGORITHM] },
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    ttl: {
      AccessToken: ACCESS_TOKEN_S,
      AuthorizationCode: CODE_S,
      IdToken: ACCESS_TOKEN_S,
      Interaction: INTERACTION_S,
      RefreshToken: (ctx) => ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? SESSION_S,
      Session: SESSION_S,
      Grant: SESSION_S,
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    findAccount: (_ctx, persona) => {
      const known = personaClaims(persona);
      if (known === null) return undefined;
      return { accountId: persona, claims: () => ({ sub: persona, ...profileOf(persona, known) }) };
    },
    loadExistingGrant: (ctx) => grantForOwnClient(ctx, origin),
    interactions: { url: (_ctx, { uid }) => `${PROVIDER_PATH}/interaction/${uid}` },
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = 'html';
      ctx.body = failurePage(
        languageOf(ctx),
        [error, description].filter((fact) => fact !== undefined),
      );
    },
    features: featuresOf(parts),
    formats: { customizers: { jwt: (_ctx, token, { payload }) => speakAsIssuer(payload, accountOf(token)) } },
  };
}

function consoleClient(origin: string): ClientMetadata {
  return {
    client_id: CONSOLE_CLIENT_ID,
    client_name: 'Console',
    application_type: 'web',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [`${origin}/console/callback`],
    post_logout_redirect_uris: [`${origin}/console/`],
  };
}

function cookieNames(origin: string): Record<'session' | 'interaction' | 'resume', string> {
  const name = (of: string): string => `oidc_${new URL(origin).port || 'default'}_${of}`;
  return { session: name('session'), interaction: name('interaction'), resume: name('resume') };
}

function featuresOf({ origin, audience, errors }: ProviderParts): Configuration['features'] {
  const resource = `${origin}${RESOURCE_PATH}`;
  return {
    devInteractions: { enabled: false },
    // Every access token is for the graph, so that none of them opens a userinfo endpoint.
    userinfo: { enabled: false },
    claimsParameter: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = signOutPage(languageOf(ctx), form);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = signedOutPage(languageOf(ctx));
      },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, indicator) => {
        if (indicator !== resource) throw new errors.InvalidTarget();
        return {
          scope: PROGRESS_SCOPE,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: ACCESS_TOKEN_S,
          jwt: { sign: { alg: SIGNING_ALGORITHM } },
        };
      },
    },
  };
}

/** The product's own client is not asked about: whoever signs in there means it. */
async function grantForOwnClient(ctx: KoaContextWithOIDC, origin: string): Promise<Grant | undefined> {
  const { client, session, provider, result } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const existing = known === undefined ? undefined : await provider.Grant.find(known);
  if (existing?.accountId === session.accountId) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(`${origin}${RESOURCE_PATH}`, PROGRESS_SCOPE);
  await grant.save();
  return grant;
}

/** Gives an access token the claims by which the graph's issuers say who is calling (api.md, "Who is who"). */
function speakAsIssuer(payload: Record<string, unknown>, persona: string): void {
  const known = personaClaims(persona);
  if (known === null) throw new Error('An access token was asked for a persona that does not exist.');
  delete payload.scope;
  Object.assign(payload, { iss: developmentIssuer(known.kind), sub: known.subject, ...known.claims });
}

const accountOf = (token: object): string => ('accountId' in token ? String(token.accountId) : '');

function languageOf(ctx: KoaContextWithOIDC): PageLanguage {
  const { ui_locales: uiLocales } = ctx.query;
  return pageLanguage({
    chosen: undefined,
    uiLocales: typeof uiLocales === 'string' ? uiLocales : undefined,
    acceptLanguage: ctx.get('accept-language'),
  });
}
