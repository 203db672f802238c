import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createServiceClient, RequestProgressDocument } from '../../../schema/client/index.js';

describe("the client for a public body's software", () => {
  const asked: { authorization: string | undefined; body: { query: string; variables: object } }[] = [];
  let server: Server;
  let url: string;
  let answer: object;
  beforeAll(async () => {
    server = createServer((request: IncomingMessage, response) => {
      void text(request).then((body) => {
        asked.push({ authorization: request.headers.authorization, body: JSON.parse(body) as never });
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('asks with the token of the moment, and answers with what the operation selects', async () => {
    const tokens = ['first', 'second'];
    const client = createServiceClient({ url, token: () => tokens.shift() ?? '' });
    answer = { data: { certificateRequest: null } };
    expect(await client.ask(RequestProgressDocument, { id: '1' })).toEqual({ certificateRequest: null });
    await client.ask(RequestProgressDocument, { id: '2' });
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer first', 'Bearer second']);
    expect(asked[0]?.body.variables).toEqual({ id: '1' });
    expect(asked[0]?.body.query).toContain('query RequestProgress');
  });

  it('throws what the service refuses, with its code', async () => {
    const client = createServiceClient({ url, token: () => Promise.resolve('token') });
    answer = { errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] };
    await expect(client.ask(RequestProgressDocument, { id: '1' })).rejects.toMatchObject({
      response: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
  });
});
