import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PageArgs, type Connection } from '../../shared/connection.js';
import type { AgreementsContext } from '../agreements-context.js';
import { PublicBody } from '../public-body/public-body.type.js';
import { agreementsOfBody } from './direct-agreement.service.js';
import { DirectAgreementConnection, type DirectAgreement } from './direct-agreement.type.js';

/** What agreements add to a body; the body itself does not know of them. */
@Resolver(() => PublicBody)
export class PublicBodyAgreementsResolver {
  @FieldResolver(() => DirectAgreementConnection, {
    description: 'Those of its agreements that the caller may read, newest first (accordi diretti).',
  })
  directAgreements(
    @Root() body: PublicBody,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: AgreementsContext,
  ): Promise<Connection<DirectAgreement>> {
    return agreementsOfBody(body, page, context);
  }
}
