/** A limit: node:http with the bytes of the right answers: `bare.mjs FILE`, a JSON object of them by the body that asks. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { listenOnLoopback, textOf } from './listening.mjs';

const answers = new Map(
  Object.entries(JSON.parse(readFileSync(process.argv[2], 'utf8'))).map(([body, text]) => [body, Buffer.from(text)]),
);

await listenOnLoopback(
  createServer((request, response) => {
    void textOf(request).then((body) => {
      const answer = answers.get(body);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
    });
  }),
);
