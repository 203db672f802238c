import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ForStaff } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import type { AgreementsContext } from '../agreements-context.js';
import { DirectAgreementConnection, type DirectAgreement } from '../direct-agreement/direct-agreement.type.js';
import type { ProsecutorOfficeRow } from '../prosecutor-office/prosecutor-office.loader.js';
import { ProsecutorOffice } from '../prosecutor-office/prosecutor-office.type.js';
import { RegisterReconciliation } from './transparency-entry.type.js';
import { TransparencyService } from './transparency.service.js';

@Resolver(() => RegisterReconciliation)
export class RegisterReconciliationResolver {
  readonly #transparency: TransparencyService;

  constructor(transparency: TransparencyService) {
    this.#transparency = transparency;
  }

  @ForStaff()
  @Query(() => RegisterReconciliation, {
    description:
      'What SIC has and ADS lacks, and the reverse: R-10 (riconciliazione). Operators of the office, operations.',
  })
  registerReconciliation(
    @Arg('officeCode', () => ID, { description: 'The office (ufficio).' }) officeCode: string,
    @Ctx() context: AgreementsContext,
  ): Promise<RegisterReconciliation> {
    return this.#transparency.reconciliation(officeCode, context);
  }

  @FieldResolver(() => ProsecutorOffice, { description: 'The office (ufficio locale).' })
  office(
    @Root() { officeCode }: RegisterReconciliation,
    @Ctx() { loaders }: AgreementsContext,
  ): Promise<ProsecutorOfficeRow | null> {
    return loaders.prosecutorOffice.load(officeCode);
  }

  @FieldResolver(() => DirectAgreementConnection, {
    description: 'Entered in SIC, missing in ADS; newest first (censiti in SIC e non in ADS).',
  })
  inSicNotInAds(
    @Root() { officeCode }: RegisterReconciliation,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: AgreementsContext,
  ): Promise<Connection<DirectAgreement>> {
    return this.#transparency.halfEntered({ officeCode, register: 'SIC' }, page, context);
  }

  @FieldResolver(() => DirectAgreementConnection, {
    description: 'Entered in ADS, missing in SIC; newest first (censiti in ADS e non in SIC).',
  })
  inAdsNotInSic(
    @Root() { officeCode }: RegisterReconciliation,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: AgreementsContext,
  ): Promise<Connection<DirectAgreement>> {
    return this.#transparency.halfEntered({ officeCode, register: 'ADS' }, page, context);
  }
}
