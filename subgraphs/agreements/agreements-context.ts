import { today, type Clock, type IsoDay } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import type { SubgraphCall } from '../../schema/kernel/subgraph.js';
import { SubgraphContext } from '../shared/context.js';
import { documentHashLoader } from './agreement-document/agreement-document.loader.js';
import { contactsOfAgreementLoader } from './contact-person/contact-person.loader.js';
import { unitsOfAgreementLoader } from './direct-agreement/agreement-unit.loader.js';
import {
  agreementCountLoader,
  agreementPagesLoader,
  directAgreementLoader,
  entriesLoader,
  historyLoader,
  purposeCodesLoader,
  renewalLoader,
} from './direct-agreement/direct-agreement.loader.js';
import { proposedUnitsLoader } from './direct-agreement/proposed-units.read-model.js';
import { alertsOfAgreementLoader } from './expiry-alert/expiry-alert.loader.js';
import { migrationFactsLoader } from './migration-progress/migration-stage.read-model.js';
import { progressLoader } from './migration-progress/progress-reader.js';
import { prosecutorOfficeLoader } from './prosecutor-office/prosecutor-office.loader.js';
import { unitsOfBodyLoader } from './public-body/organisational-unit.loader.js';
import { massivoUserLoader, publicBodyLoader } from './public-body/public-body.loader.js';
import { purposeLoader } from './purpose/purpose.loader.js';

/** One of each, for one call. */
function agreementsLoaders(database: Database) {
  return {
    publicBody: publicBodyLoader(database),
    massivoUser: massivoUserLoader(database),
    unitsOfBody: unitsOfBodyLoader(database),
    migrationFacts: migrationFactsLoader(database),
    migrationProgress: progressLoader(database),
    prosecutorOffice: prosecutorOfficeLoader(database),
    purpose: purposeLoader(database),
    directAgreement: directAgreementLoader(database),
    renewal: renewalLoader(database),
    agreementPages: agreementPagesLoader(database),
    agreementCount: agreementCountLoader(database),
    purposeCodes: purposeCodesLoader(database),
    contactsOfAgreement: contactsOfAgreementLoader(database),
    unitsOfAgreement: unitsOfAgreementLoader(database),
    proposedUnits: proposedUnitsLoader(database),
    history: historyLoader(database),
    entries: entriesLoader(database),
    documentHash: documentHashLoader(database),
    alertsOfAgreement: alertsOfAgreementLoader(database),
  };
}

export type AgreementsLoaders = ReturnType<typeof agreementsLoaders>;

export class AgreementsContext extends SubgraphContext<AgreementsLoaders> {
  /** The day of the call: what it reads is all as of one day, midnight or not. */
  readonly day: IsoDay;

  constructor(call: SubgraphCall, { database, clock }: { database: Database; clock: Clock }) {
    super(call, database, agreementsLoaders);
    this.day = today(clock);
  }
}
