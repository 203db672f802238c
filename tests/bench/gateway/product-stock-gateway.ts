/**
 * The stock gateway over the product's own subgraph processes: started by product-world.ts with the subgraphs' URLs. It
 * checks no sign-in and enforces no rule: it believes the header that names the actor, and only signs it, because the
 * subgraphs answer nobody else.
 */
import { ApolloGateway, RemoteGraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readSupergraphAccess } from '../../../gateway/protection/authorization/supergraph-access.rules.js';
import { loadSupergraph } from '../../../gateway/supergraph/load-supergraph.js';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { signActor } from '../../../schema/kernel/actor-token.js';
import { bearer } from '../../../schema/kernel/subgraph-http.js';

const [urls, secret] = JSON.parse(process.argv[2] ?? '[]') as [Record<string, string>, string];
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
    const { actor = ANONYMOUS } = context as Partial<Context>;
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
  context: ({ req }) => {
    const actor = req.headers['x-actor'];
    return Promise.resolve({ actor: typeof actor === 'string' ? (JSON.parse(actor) as Actor) : ANONYMOUS });
  },
});
process.stdout.write(`ready at ${url}graphql\n`);
