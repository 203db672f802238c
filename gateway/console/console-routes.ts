import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import helmet from '@fastify/helmet';
import type { FastifyPluginCallback, FastifyReply } from 'fastify';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { consoleFiles } from './console-files.js';
import { consoleHeaders, PERMISSIONS_POLICY } from './console-headers.js';
import { NOT_BUILT_PAGE } from './not-built-page.js';

export interface ConsoleRoutesOptions {
  /** The identity provider at which the console signs in, when it is not the product's own. */
  authority: string | null;
  /** Where the built console lies; `dist/console` unless told otherwise. */
  folder?: string;
}

/** `/console`: the built files of `gateway/console/web`, which is a client of the graph like any other. */
export function consoleRoutes(options: ConsoleRoutesOptions): FastifyPluginCallback {
  const folder = options.folder ?? path.join(packageRoot(), 'dist', 'console');
  const assets = path.join(folder, 'assets');
  const fileOf = existsSync(assets) ? consoleFiles(assets) : () => null;
  return (app, _options, done) => {
    void app.register(helmet, consoleHeaders(options.authority));
    app.addHook('onSend', (_request, reply, payload, next) => {
      reply.header('permissions-policy', PERMISSIONS_POLICY);
      next(null, payload);
    });
    // With what was chosen on the page, which its router keeps in the query.
    app.get('/console', ({ url }, reply) => reply.redirect(`/console/${url.slice('/console'.length)}`, 308));
    app.get('/console/', (_request, reply) => sendPage(folder, reply));
    app.get<{ Params: { '*': string } }>('/console/*', (request, reply) => {
      // The console's own addresses; a file that is not there is not one of them.
      if (path.extname(request.params['*']) !== '') return reply.callNotFound();
      return sendPage(folder, reply);
    });
    app.get<{ Params: { name: string } }>('/console/assets/:name', async (request, reply) => {
      const file = await fileOf(request.params.name);
      if (file === null) return reply.callNotFound();
      const isGzipped = file.gzipped !== null && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      if (isGzipped) void reply.header('content-encoding', 'gzip');
      return reply
        .headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' })
        .type(file.type)
        .send(isGzipped ? file.gzipped : file.content);
    });
    done();
  };
}

async function sendPage(folder: string, reply: FastifyReply): Promise<FastifyReply> {
  void reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache');
  const html = await readFile(path.join(folder, 'index.html')).catch(() => null);
  return html === null ? reply.code(501).send(NOT_BUILT_PAGE) : reply.send(html);
}
