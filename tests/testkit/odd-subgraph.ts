import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** One query as it arrived; `socket` is the connection on which it did. */
export interface Asked {
  headers: IncomingHttpHeaders;
  body: string;
  socket: Socket;
  response: ServerResponse;
}

export interface OddSubgraph {
  url: string;
  asked: Asked[];
  /** How each query is answered, the first with 1. */
  answer: (response: ServerResponse, attempt: number) => void;
  close(): Promise<void>;
}

export const JSON_TYPE = { 'content-type': 'application/json' };
export const GOOD = '{"data":{"word":"good"}}';

export function good(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE).end(GOOD);
}

/** Bytes as they are, past node:http: whatever a server could send. */
export function raw(...pieces: (string | Buffer)[]): (response: ServerResponse) => void {
  return ({ socket }) => {
    for (const piece of pieces) socket?.write(piece);
  };
}

/** A server on a real socket that answers each query as the test says. */
export async function oddSubgraph(): Promise<OddSubgraph> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { headers, socket } = request;
    void text(request).then((body) => {
      asked.push({ headers, body, socket, response });
      subgraph.answer(response, asked.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const subgraph: OddSubgraph = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    asked,
    answer: good,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return subgraph;
}

/** Waits for what happens on another socket, by condition. */
export async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 30_000; !condition();) {
    if (performance.now() > deadline) throw new Error('It did not happen within 30 s.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
