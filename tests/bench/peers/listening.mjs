import { once } from 'node:events';

/** Listens on a free port of loopback and tells the bench where, in one line. */
export async function listenOnLoopback(server) {
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`ready at http://127.0.0.1:${server.address().port}/graphql\n`);
}

/** The whole body of a request, as text. */
export function textOf(request) {
  return new Promise((resolve, reject) => {
    let text = '';
    request
      .setEncoding('utf8')
      .on('data', (piece) => (text += piece))
      .on('end', () => resolve(text))
      .on('error', reject);
  });
}
