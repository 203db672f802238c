import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { MassivoClient as Client } from '../../../legacy-adapter/index.js';
import { ForStaff } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import { ProsecutorOffice, PublicBody } from '../entity.type.js';
import type { LegacyContext } from '../legacy-context.js';
import { MassivoClientService } from './massivo-client.service.js';
import { MassivoClient, MassivoClientConnection } from './massivo-client.type.js';

@Resolver(() => MassivoClient)
export class MassivoClientResolver {
  readonly #clients: MassivoClientService;

  constructor(clients: MassivoClientService) {
    this.#clients = clients;
  }

  @ForStaff()
  @Query(() => MassivoClientConnection, {
    description:
      'Who has used massivo in the last 90 days, the largest volume first (utilizzo residuo del massivo). For operators, of their own office, and operations.',
  })
  massivoClients(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('officeCode', () => ID, { nullable: true, description: 'At this office only (ufficio).' })
    officeCode: string | null,
    @Ctx() context: LegacyContext,
  ): Promise<Connection<Client>> {
    return this.#clients.list(page, officeCode ?? null, context);
  }

  @FieldResolver(() => PublicBody, { description: 'The body (ente).' })
  publicBody(@Root() { ipaCode }: MassivoClient): PublicBody {
    return { ipaCode };
  }

  @FieldResolver(() => ProsecutorOffice, { description: 'The office that it sends through (ufficio).' })
  office(@Root() { officeCode }: MassivoClient): ProsecutorOffice {
    return { code: officeCode };
  }
}
