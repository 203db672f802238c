/** A limit: the whole schema in one server that compiles its operations with graphql-jit, without a subgraph. */
import { createServer } from 'node:http';
import { buildSchema, parse, validate } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { bodiesFrom, bodyByCode } from '../gateway/graph-data.ts';
import { WHOLE_SDL } from '../gateway/graph-sdl.ts';
import { listenOnLoopback, textOf } from './listening.mjs';

const schema = buildSchema(WHOLE_SDL);
const { body, bodies } = schema.getQueryType().getFields();
body.resolve = (_, { code }) => bodyByCode(code);
bodies.resolve = (_, { from, first }) => bodiesFrom(from, first);

const compiled = new Map();

function compile(text, operationName) {
  const document = parse(text);
  const faults = validate(schema, document);
  if (faults.length > 0) throw new Error(faults[0].message);
  const query = compileQuery(schema, document, operationName);
  if (!query.query) throw new Error(JSON.stringify(query));
  compiled.set(text, query);
  return query;
}

async function answer(request, response) {
  const { query: text, variables, operationName } = JSON.parse(await textOf(request));
  const { query, stringify } = compiled.get(text) ?? compile(text, operationName);
  const json = stringify(query({}, {}, variables));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }).end(json);
}

await listenOnLoopback(createServer((request, response) => void answer(request, response)));
