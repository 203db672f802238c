import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, type Connection } from '../../shared/connection.js';
import type { AgreementsContext } from '../agreements-context.js';
import { purposesOfAgreement } from '../direct-agreement/direct-agreement.service.js';
import type { ProsecutorOfficeRow } from '../prosecutor-office/prosecutor-office.loader.js';
import { ProsecutorOffice } from '../prosecutor-office/prosecutor-office.type.js';
import type { PublicBodyRow } from '../public-body/public-body.loader.js';
import { PublicBody } from '../public-body/public-body.type.js';
import type { PurposeRow } from '../purpose/purpose.loader.js';
import { Purpose } from '../purpose/purpose.type.js';
import { TransparencyEntry, TransparencyEntryConnection } from './transparency-entry.type.js';
import type { TransparencyRow } from './transparency.read-model.js';
import { TransparencyService } from './transparency.service.js';

@Resolver(() => TransparencyEntry)
export class TransparencyResolver {
  readonly #transparency: TransparencyService;

  constructor(transparency: TransparencyService) {
    this.#transparency = transparency;
  }

  @Query(() => TransparencyEntryConnection, {
    description: 'Agreements in force, newest first: R-10 (registro di trasparenza, ADS). Anyone may ask.',
  })
  transparencyRegister(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('officeCode', () => ID, { nullable: true, description: 'Only of this office (ufficio).' })
    officeCode: string | null | undefined,
    @Arg('ipaCode', () => ID, { nullable: true, description: 'Only of this body (ente).' })
    ipaCode: string | null | undefined,
    @Ctx() context: AgreementsContext,
  ): Promise<Connection<TransparencyRow>> {
    return this.#transparency.entries({ officeCode, ipaCode }, page, context);
  }

  @FieldResolver(() => ProsecutorOffice, { description: 'The office (ufficio locale).' })
  office(@Root() entry: TransparencyEntry, @Ctx() { loaders }: AgreementsContext): Promise<ProsecutorOfficeRow | null> {
    return loaders.prosecutorOffice.load(entry.officeCode);
  }

  @FieldResolver(() => PublicBody, { description: 'The body (ente fruitore).' })
  publicBody(@Root() entry: TransparencyEntry, @Ctx() { loaders }: AgreementsContext): Promise<PublicBodyRow | null> {
    return loaders.publicBody.load(entry.ipaCode);
  }

  @FieldResolver(() => [Purpose], { description: 'Purposes that it covers (finalità).' })
  purposes(@Root() entry: TransparencyEntry, @Ctx() context: AgreementsContext): Promise<PurposeRow[]> {
    return purposesOfAgreement({ id: entry.agreementId }, context);
  }
}
