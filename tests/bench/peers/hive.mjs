/** Hive Gateway with the defaults of production: `hive.mjs SUPERGRAPH_FILE`. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { listenOnLoopback } from './listening.mjs';

const gateway = createGatewayRuntime({ supergraph: readFileSync(process.argv[2], 'utf8'), logging: 'error' });
await listenOnLoopback(createServer(gateway));
