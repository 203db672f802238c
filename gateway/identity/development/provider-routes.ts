import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { personaClaims } from '../personas.js';
import { pageLanguage } from './page-language.rules.js';
import { PAGE_POLICY, signInPage, type SignInPage } from './pages.js';
import { PROVIDER_PATH } from './provider-configuration.js';
import type { MountedProvider, Providers } from './providers.js';
import { requestOrigin } from './request-origin.rules.js';

export interface ProviderRoutesParts {
  providers: Providers;
  /** The address that the instance was told to listen on. */
  host: string;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** From the headers to the end of the answer; whoever sends a form more slowly is no browser. */
const ANSWER_MS = 10_000;
const MAXIMUM_FORM_BYTES = 4_096;
const MAXIMUM_PERSONA = 64;

/** `/oidc`: the page where a persona is chosen, and all else that OpenID Connect asks for. */
export function providerRoutes({ providers, host }: ProviderRoutesParts): FastifyPluginCallback {
  const reached = (request: FastifyRequest): Promise<MountedProvider> => providers.at(originOf(request, host));
  return (app, _options, done) => {
    app.addHook('onRequest', ({ raw }, reply, next) => {
      const timer = setTimeout(() => raw.destroy(), ANSWER_MS).unref();
      reply.raw.once('close', () => clearTimeout(timer));
      reply
        .header('content-security-policy', PAGE_POLICY)
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-store');
      next();
    });
    void app.register((pages, _none, ready) => {
      pages.removeAllContentTypeParsers();
      pages.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string', bodyLimit: MAXIMUM_FORM_BYTES },
        (_request, body, next) => next(null, new URLSearchParams(String(body))),
      );
      pages.get(`${PROVIDER_PATH}/interaction/:uid`, async (request, reply) =>
        showPage(request, reply, { mounted: await reached(request) }),
      );
      pages.post(`${PROVIDER_PATH}/interaction/:uid`, async (request, reply) =>
        takeChoice(request, reply, await reached(request)),
      );
      ready();
    });
    void app.register((rest, _none, ready) => {
      // The provider reads the bodies itself, and bounds them.
      rest.removeAllContentTypeParsers();
      rest.addContentTypeParser('*', (_request, _body, next) => next(null));
      rest.route({
        method: ['GET', 'POST', 'OPTIONS'],
        url: `${PROVIDER_PATH}/*`,
        handler: async (request, reply) => passOn(request, reply, await reached(request)),
      });
      ready();
    });
    done();
  };
}

/** @throws DomainError BAD_REQUEST for a host that could be anybody's. */
export function originOf(request: FastifyRequest, configuredHost: string): string {
  const origin = requestOrigin({ protocol: request.protocol, host: request.host, configuredHost });
  if (origin === null) throw new DomainError('BAD_REQUEST');
  return origin;
}

interface Shown {
  mounted: MountedProvider;
  /** What was sent and is nobody. */
  refused?: string;
}

async function showPage(request: FastifyRequest, reply: FastifyReply, shown: Shown): Promise<FastifyReply> {
  const { params } = await interactionOf(request, reply, shown.mounted);
  const { lang } = request.query as { lang?: unknown };
  const { refused } = shown;
  const content: SignInPage = {
    language: pageLanguage({
      chosen: text(lang),
      uiLocales: text(params.ui_locales),
      acceptLanguage: request.headers['accept-language'],
    }),
    persona: (refused ?? text(params.login_hint) ?? '').slice(0, MAXIMUM_PERSONA),
    unknown: refused !== undefined,
  };
  return reply
    .code(refused === undefined ? 200 : 400)
    .type('text/html; charset=utf-8')
    .send(signInPage(content));
}

async function takeChoice(
  request: FastifyRequest,
  reply: FastifyReply,
  mounted: MountedProvider,
): Promise<FastifyReply> {
  const interaction = await interactionOf(request, reply, mounted);
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  const persona = form.get('other')?.trim() || form.get('persona') || '';
  const cancelled = form.get('action') === 'cancel';
  if (!cancelled && personaClaims(persona) === null) return showPage(request, reply, { mounted, refused: persona });
  if (!cancelled) await endSessionOfAnother(persona, interaction, mounted);
  const result = cancelled ? { error: 'access_denied' } : { login: { accountId: persona } };
  const options = { mergeWithLastSubmission: false };
  const next = await mounted.provider.interactionResult(request.raw, reply.raw, result, options);
  return reply.redirect(next, 303);
}

/** Otherwise the provider would put a page in between that needs a script to go on. */
async function endSessionOfAnother(
  persona: string,
  interaction: Interaction,
  { provider }: MountedProvider,
): Promise<void> {
  const { session } = interaction;
  if (!session || session.accountId === persona) return;
  interaction.session = undefined;
  await interaction.save(interaction.remainingTTL);
  // Refresh tokens of a session that is no more are worth nothing.
  await (await provider.Session.findByUid(session.uid))?.destroy();
}

/** @throws DomainError BAD_REQUEST when the sign-in has ended, expired or begun in another browser. */
async function interactionOf(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  { provider }: MountedProvider,
): Promise<Interaction> {
  try {
    return await provider.interactionDetails(raw, reply.raw);
  } catch (cause) {
    throw new DomainError('BAD_REQUEST', { cause });
  }
}

/** Hands the request over as Node.js has it; the headers that every answer has go with it. */
async function passOn(request: FastifyRequest, reply: FastifyReply, { handle }: MountedProvider): Promise<void> {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  const { raw } = request;
  raw.url = raw.url?.slice(PROVIDER_PATH.length) ?? '/';
  await handle(Object.assign(raw, { baseUrl: PROVIDER_PATH }), reply.raw);
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
