import type { FastifyPluginCallback } from 'fastify';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { explorerFile, explorerIsInstalled, isExplorerFile } from './explorer-files.js';
import { EXPLORER_PAGE, EXPLORER_POLICY, EXPLORER_SCRIPT, EXPLORER_STYLE } from './explorer-page.js';

const NOT_INSTALLED = 'The explorer comes with the development dependencies, which are not installed here.\n';

/** `/graphiql`, for development: works without internet. */
export const explorerRoutes: FastifyPluginCallback = (app, _options, done) => {
  app.get('/graphiql', (_request, reply) => {
    if (!explorerIsInstalled()) return reply.code(501).type('text/plain; charset=utf-8').send(NOT_INSTALLED);
    return reply
      .header('content-security-policy', EXPLORER_POLICY)
      .type('text/html; charset=utf-8')
      .send(EXPLORER_PAGE);
  });
  app.get('/graphiql/page.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(EXPLORER_SCRIPT));
  app.get('/graphiql/page.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(EXPLORER_STYLE));
  app.get<{ Params: { file: string } }>('/graphiql/:file', async (request, reply) => {
    const { file } = request.params;
    const found = isExplorerFile(file) ? await explorerFile(file) : null;
    if (found === null) throw new DomainError('NOT_FOUND');
    return reply.type(`${found.type}; charset=utf-8`).send(found.content);
  });
  done();
};
