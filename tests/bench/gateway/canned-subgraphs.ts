/**
 * The subgraphs of the benchmark, over HTTP on loopback in a process of their own: started by gateway.bench.ts with the
 * federation that they are to speak (`1` or `2`), or with `moving` for those whose fields two supergraphs place
 * differently. Says its URLs in its first line.
 *
 * A question is executed for real when it comes for the first time, and answered with the same bytes from then on: what
 * is asked is the gateways' business, and what it costs to answer is not what is measured. `GET /misses` tells how many
 * were executed.
 */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { agreementById, bodiesFrom, bodyByCode, movedBody } from './graph-data.js';
import { SUBGRAPHS, subgraphSdl, type BenchSubgraph, type SdlStyle } from './graph-sdl.js';

/** Beyond what any of the gateways asks: one that puts something new into every query must not fill the memory. */
const MOST_ANSWERS = 50_000;

const style: SdlStyle = {
  federation: process.argv[2] === '1' ? 1 : 2,
  rules: false,
  owners: process.argv[2] === 'moving' ? 'all' : 'first',
};
let misses = 0;

const BODY = { __resolveReference: ({ code }: { code: string }) => bodyByCode(code) };
const MOVED_BODY = {
  __resolveReference: ({ code }: { code: string }) => {
    const body = bodyByCode(code);
    return body && movedBody(body);
  },
};
const AGREEMENT = { __resolveReference: ({ id }: { id: string }) => agreementById(id) };
const QUERY = {
  body: (_: unknown, { code }: { code: string }) => bodyByCode(code),
  bodies: (_: unknown, { from, first }: { from: string; first: number }) => bodiesFrom(from, first),
};
const RESOLVERS: Readonly<Record<BenchSubgraph, object>> = {
  registry: { Query: QUERY, PublicBody: BODY },
  agreements: { PublicBody: MOVED_BODY, Agreement: AGREEMENT },
  certificates: { PublicBody: BODY, Agreement: AGREEMENT },
};

function serve(name: BenchSubgraph): Promise<string> {
  const typeDefs = parse(subgraphSdl(name, style));
  const schema = buildSubgraphSchema({ typeDefs, resolvers: RESOLVERS[name] as never });
  const answers = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    if (request.method === 'GET') return void response.end(JSON.stringify({ misses }));
    readBody(request, (body) => {
      const known = answers.get(body);
      if (known !== undefined) return send(response, known);
      void execute(schema, body).then((answer) => {
        if (answers.size < MOST_ANSWERS) answers.set(body, answer);
        send(response, answer);
      });
    });
  });
  server.keepAliveTimeout = 600_000;
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`)),
  );
}

function readBody(request: IncomingMessage, then: (body: string) => void): void {
  let body = '';
  request
    .setEncoding('utf8')
    .on('data', (piece: string) => (body += piece))
    .on('end', () => then(body));
}

async function execute(schema: GraphQLSchema, body: string): Promise<Buffer> {
  misses += 1;
  const { query, variables, operationName } = JSON.parse(body) as {
    query: string;
    variables?: Record<string, unknown> | null;
    operationName?: string | null;
  };
  const answer = await graphql({ schema, source: query, variableValues: variables, operationName });
  return Buffer.from(JSON.stringify(answer));
}

function send(response: ServerResponse, answer: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
}

const urls = Object.fromEntries(await Promise.all(SUBGRAPHS.map(async (name) => [name, await serve(name)] as const)));
process.stdout.write(`${JSON.stringify(urls)}\n`);
