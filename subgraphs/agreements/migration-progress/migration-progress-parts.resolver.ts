import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { AgreementsContext } from '../agreements-context.js';
import type { ProsecutorOfficeRow } from '../prosecutor-office/prosecutor-office.loader.js';
import { ProsecutorOffice } from '../prosecutor-office/prosecutor-office.type.js';
import type { PublicBodyRow } from '../public-body/public-body.loader.js';
import { PublicBody } from '../public-body/public-body.type.js';
import { OfficeProgress, UnmigratedBody } from './migration-progress.type.js';

@Resolver(() => OfficeProgress)
export class OfficeProgressResolver {
  @FieldResolver(() => ProsecutorOffice, { description: 'The office (ufficio).' })
  office(
    @Root() { officeCode }: OfficeProgress,
    @Ctx() { loaders }: AgreementsContext,
  ): Promise<ProsecutorOfficeRow | null> {
    return loaders.prosecutorOffice.load(officeCode);
  }
}

@Resolver(() => UnmigratedBody)
export class UnmigratedBodyResolver {
  @FieldResolver(() => PublicBody, { description: 'The body (ente).' })
  publicBody(
    @Root() { ipaCode }: UnmigratedBody,
    @Ctx() { loaders }: AgreementsContext,
  ): Promise<PublicBodyRow | null> {
    return loaders.publicBody.load(ipaCode);
  }
}
