import { register } from 'node:module';
import { fastify } from 'fastify';
import { DomainError } from '../../schema/kernel/domain-error.js';

/**
 * The identity of an instance in `NODE_ENV` (first argument), in a process that cannot load the development provider:
 * whoever tries to ends. Prints what its routes answer,
 * without and with a sign-in of the console.
 */
const FORBIDDEN = `export async function resolve(specifier, context, next) {
  if (/^(oidc-provider|koa)$|identity\\/development|development-provider/.test(specifier)) throw new Error('loads ' + specifier);
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(FORBIDDEN)}`);

const [, , environment = 'production', dataDir = ''] = process.argv;
const SECRET = Buffer.alloc(32, 1).toString('base64');
const { readConfig } = await import('../../gateway/config.js');
const { setUpIdentity } = await import('../../gateway/identity/set-up-identity.js');

const PATHS = [
  '/oidc/.well-known/openid-configuration',
  '/oidc/jwks',
  '/oidc/auth',
  '/oidc/interaction/x',
  '/console/config.json',
];

async function answers(consoleVariables: Record<string, string>): Promise<object[]> {
  const issuers = ['EID', 'SIC', 'DASHBOARDS'].flatMap((name) => [
    [`${name}_ISSUER`, `https://${name.toLowerCase()}.test`],
    [`${name}_JWKS_URL`, `https://${name.toLowerCase()}.test/jwks`],
  ]);
  const own = { NODE_ENV: environment, DATA_DIR: dataDir, PERSON_INDEX_KEY: SECRET };
  const env = { ...own, ...Object.fromEntries(issuers), ...consoleVariables };
  const identity = await setUpIdentity(readConfig({ needs: ['sign-in', 'person-index'], env }));
  const app = fastify();
  app.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof DomainError ? error.httpStatus : 500).send({}),
  );
  for (const routes of identity.routes) void app.register(routes);
  await app.ready();
  return Promise.all(
    PATHS.map(async (url) => {
      const { statusCode: status, body } = await app.inject({ url });
      return status === 200 ? { status, body: JSON.parse(body) as unknown } : { status };
    }),
  );
}

try {
  const without = await answers({});
  const own = { CONSOLE_OIDC_ISSUER: 'https://sign-in.test', CONSOLE_OIDC_CLIENT_ID: 'casellario-console' };
  process.stdout.write(`${JSON.stringify({ without, configured: await answers(own) })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ refused: String(error) })}\n`);
}
