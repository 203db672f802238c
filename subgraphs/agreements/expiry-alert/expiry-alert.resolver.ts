import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ForSignedIn } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import { IpaCodeScalar } from '../../shared/scalars.js';
import type { AgreementsContext } from '../agreements-context.js';
import { findAgreement } from '../direct-agreement/direct-agreement.service.js';
import { DirectAgreement } from '../direct-agreement/direct-agreement.type.js';
import type { ExpiryAlertRow } from './expiry-alert.loader.js';
import { ExpiryAlertService } from './expiry-alert.service.js';
import { AgreementAlert, AgreementAlertConnection } from './expiry-alert.type.js';

@Resolver(() => AgreementAlert)
export class ExpiryAlertResolver {
  readonly #alerts: ExpiryAlertService;

  constructor(alerts: ExpiryAlertService) {
    this.#alerts = alerts;
  }

  @ForSignedIn()
  @Query(() => AgreementAlertConnection, {
    description:
      'What was announced of agreements that end, newest first: R-09 (avvisi di scadenza). Operators see those of their ' +
      'office, contact persons those of their bodies, operations all.',
  })
  agreementAlerts(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('officeCode', () => ID, { nullable: true, description: 'Only of this office (ufficio).' })
    officeCode: string | null | undefined,
    @Arg('ipaCode', () => IpaCodeScalar, { nullable: true, description: 'Only of this body (ente).' })
    ipaCode: string | null | undefined,
    @Ctx() context: AgreementsContext,
  ): Promise<Connection<ExpiryAlertRow>> {
    return this.#alerts.list({ officeCode, ipaCode }, page, context);
  }

  @FieldResolver(() => DirectAgreement, { nullable: true, description: 'The agreement that ends (accordo diretto).' })
  agreement(@Root() alert: AgreementAlert, @Ctx() context: AgreementsContext): Promise<DirectAgreement | null> {
    return findAgreement(alert.agreementId, context);
  }
}

/** What alerts add to an agreement; the agreement itself does not know of them. */
@Resolver(() => DirectAgreement)
export class AgreementAlertsResolver {
  @FieldResolver(() => [AgreementAlert], {
    description: 'What was announced of its end, the earliest first: R-09 (avvisi di scadenza).',
  })
  alerts(@Root() agreement: DirectAgreement, @Ctx() { loaders }: AgreementsContext): Promise<ExpiryAlertRow[]> {
    return loaders.alertsOfAgreement.load(agreement.id);
  }
}
