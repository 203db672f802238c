/** Mercurius' gateway, which knows federation 1, with graphql-jit from the first call: `mercurius.mjs SUBGRAPHS_AS_JSON`. */
import mercuriusGatewayPlugin from '@mercuriusjs/gateway';
import Fastify from 'fastify';

const services = Object.entries(JSON.parse(process.argv[2])).map(([name, url]) => ({ name, url }));
const app = Fastify({ logger: false });
app.register(mercuriusGatewayPlugin, { gateway: { services }, jit: 1 });
process.stdout.write(`ready at ${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql\n`);
