/**
 * The stock gateway over the product's own subgraph processes: started by product-world.ts with the subgraphs' URLs and
 * the actor of each persona. It checks no sign-in and enforces no rule; it only signs who is calling, because the
 * subgraphs answer nobody else.
 */
import { ApolloGateway, RemoteGraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readSupergraphAccess } from '../../../gateway/protection/authorization/supergraph-access.rules.js';
import { loadSupergraph } from '../../../gateway/supergraph/load-supergraph.js';
import type { Actor } from '../../../schema/kernel/actor.js';
import { signActor } from '../../../schema/kernel/actor-token.js';
import { bearer } from '../../../schema/kernel/subgraph-http.js';

const [urls, actors, secret] = JSON.parse(process.argv[2] ?? '[]') as [
  Record<string, string>,
  Record<string, Actor>,
  string,
];
const key = Buffer.from(secret, 'base64');

interface Context {
  actor: Actor;
}

class SignedDataSource extends RemoteGraphQLDataSource<Context> {
  readonly #name: string;

  constructor(name: string) {
    super({ url: urls[name] ?? '' });
    this.#name = name;
  }

  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Context>): void {
    const { actor = { kind: 'anonymous' } } = context as Partial<Context>;
    request.http?.headers.set('authorization', bearer(signActor(actor, this.#name, key)));
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readSupergraphAccess(await loadSupergraph(null)).sdl,
  buildService: ({ name }) => new SignedDataSource(name),
});
const server = new ApolloServer<Context>({ gateway });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: ({ req }) => Promise.resolve({ actor: actors[String(req.headers['x-persona'])] ?? { kind: 'anonymous' } }),
});
process.stdout.write(`ready at ${url}graphql\n`);
