import type { GraphQLSchema } from 'graphql';
import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type { Subgraph, SubgraphCall } from '../../schema/kernel/subgraph.js';
import { federatedSchema, type SchemaParts } from '../shared/federation.js';
import { AgreementDocumentResolver } from './agreement-document/agreement-document.resolver.js';
import { AgreementDocumentService } from './agreement-document/agreement-document.service.js';
import { AgreementDocumentStore } from './agreement-document/agreement-document.store.js';
import { createAgreementFiles } from './agreement-document/agreement-files.handler.js';
import { AgreementsContext } from './agreements-context.js';
import { ContactPersonService } from './contact-person/contact-person.service.js';
import { ContactPersonStore } from './contact-person/contact-person.store.js';
import { DirectAgreementDraftService } from './direct-agreement/direct-agreement-draft.service.js';
import { DirectAgreementLifeResolver } from './direct-agreement/direct-agreement-life.resolver.js';
import { DirectAgreementLifeService } from './direct-agreement/direct-agreement-life.service.js';
import { DirectAgreementRenewalService } from './direct-agreement/direct-agreement-renewal.service.js';
import { directAgreementByKey } from './direct-agreement/direct-agreement.reference.js';
import { DirectAgreementResolver } from './direct-agreement/direct-agreement.resolver.js';
import { DirectAgreementStore } from './direct-agreement/direct-agreement.store.js';
import { PublicBodyAgreementsResolver } from './direct-agreement/public-body-agreements.resolver.js';
import { AgreementAlertsResolver, ExpiryAlertResolver } from './expiry-alert/expiry-alert.resolver.js';
import { ExpiryAlertService } from './expiry-alert/expiry-alert.service.js';
import { ExpiryAlertStore } from './expiry-alert/expiry-alert.store.js';
import { ExpiryAlertWatch } from './expiry-alert/expiry-alert.watch.js';
import { GuidanceResolver } from './guidance/guidance.resolver.js';
import {
  OfficeProgressResolver,
  UnmigratedBodyResolver,
} from './migration-progress/migration-progress-parts.resolver.js';
import { migrationProgressByKey } from './migration-progress/migration-progress.reference.js';
import { MigrationProgressResolver } from './migration-progress/migration-progress.resolver.js';
import { MigrationFolder, type MigrationFolderOptions } from './migration-progress/migration-folder.js';
import { MigrationProgressService } from './migration-progress/migration-progress.service.js';
import { prosecutorOfficeByKey } from './prosecutor-office/prosecutor-office.reference.js';
import { ProsecutorOfficeResolver } from './prosecutor-office/prosecutor-office.resolver.js';
import { ProsecutorOfficeService } from './prosecutor-office/prosecutor-office.service.js';
import { sayWhyKindsAreRefused } from './public-body/private-company.errors.js';
import { FormerMassivoBodyResolver } from './public-body/former-massivo-body.resolver.js';
import { FormerMassivoBodyService } from './public-body/former-massivo-body.service.js';
import { FormerMassivoBodyStore } from './public-body/former-massivo-body.store.js';
import { PublicBodyRecordingResolver } from './public-body/public-body-recording.resolver.js';
import { PublicBodyRecordingService } from './public-body/public-body-recording.service.js';
import { publicBodyByKey } from './public-body/public-body.reference.js';
import { PublicBodyResolver } from './public-body/public-body.resolver.js';
import { PublicBodyService } from './public-body/public-body.service.js';
import { PublicBodyStore } from './public-body/public-body.store.js';
import { purposeByKey } from './purpose/purpose.reference.js';
import { PurposeResolver } from './purpose/purpose.resolver.js';
import { PurposeService } from './purpose/purpose.service.js';
import { RegisterReconciliationResolver } from './transparency/register-reconciliation.resolver.js';
import { TransparencyResolver } from './transparency/transparency.resolver.js';
import { TransparencyService } from './transparency/transparency.service.js';

export { seedAgreementsDemo } from './demo/demo-data.js';
export { AGREEMENTS_SEALED_TABLES } from './sealed-tables.js';
export { loadReferenceData } from './reference-data.js';

export interface AgreementsDependencies {
  database: Database;
  clock: Clock;
  /** Opens and seals what is recorded of contact persons. */
  vault: PersonalDataVault;
  /** Key of the hash under which a contact person is found: `personKey` in actor.ts. */
  personIndexKey: Uint8Array;
  /** Told of what nobody expected in a file; the client gets INTERNAL and the correlation id. */
  onUnexpected?: (error: unknown, correlationId: string) => void;
}

const PARTS: SchemaParts = {
  resolvers: [
    PublicBodyResolver,
    PublicBodyRecordingResolver,
    FormerMassivoBodyResolver,
    PublicBodyAgreementsResolver,
    ProsecutorOfficeResolver,
    PurposeResolver,
    DirectAgreementResolver,
    DirectAgreementLifeResolver,
    AgreementDocumentResolver,
    AgreementAlertsResolver,
    ExpiryAlertResolver,
    TransparencyResolver,
    RegisterReconciliationResolver,
    GuidanceResolver,
    MigrationProgressResolver,
    OfficeProgressResolver,
    UnmigratedBodyResolver,
  ],
  orphanedTypes: [],
  references: {
    PublicBody: publicBodyByKey,
    ProsecutorOffice: prosecutorOfficeByKey,
    Purpose: purposeByKey,
    DirectAgreement: directAgreementByKey,
    MigrationProgress: migrationProgressByKey,
  },
};

/** The schema; without resolver instances it can be printed and composed, and runs nothing. */
export function buildAgreementsSchema(instances?: readonly object[]): GraphQLSchema {
  return sayWhyKindsAreRefused(federatedSchema(PARTS, instances));
}

/** Bodies, offices, purposes, contact persons and direct agreements. */
export function createAgreementsSubgraph(dependencies: AgreementsDependencies): Subgraph {
  const { database, onUnexpected } = dependencies;
  const documents = new AgreementDocumentService({ ...dependencies, documents: new AgreementDocumentStore(database) });
  const createContext = (call: SubgraphCall): AgreementsContext => new AgreementsContext(call, dependencies);
  return {
    name: 'agreements',
    schema: buildAgreementsSchema(resolversOf(dependencies, documents)),
    createContext,
    files: createAgreementFiles({ documents, contextOf: createContext, ...(onUnexpected && { onUnexpected }) }),
  };
}

/** The alerts of agreements that end: for the worker. */
export function createExpiryAlertWatch({
  database,
  clock,
  onError,
}: Pick<AgreementsDependencies, 'database' | 'clock'> & { onError: (error: unknown) => void }): ExpiryAlertWatch {
  return new ExpiryAlertWatch({ clock, alerts: new ExpiryAlertStore(database), onError });
}

/** What folds the figures of the migration: for the worker. */
export function createMigrationFolder(options: MigrationFolderOptions): MigrationFolder {
  return new MigrationFolder(options);
}

function resolversOf(
  { database, clock, vault, personIndexKey }: AgreementsDependencies,
  documents: AgreementDocumentService,
): object[] {
  const agreements = new DirectAgreementStore(database);
  const contacts = new ContactPersonStore({ clock, vault, personIndexKey });
  const transparency = new TransparencyService({ database });
  return [
    new PublicBodyResolver(new PublicBodyService({ database })),
    new PublicBodyRecordingResolver(new PublicBodyRecordingService({ clock, bodies: new PublicBodyStore(database) })),
    new FormerMassivoBodyResolver(
      new FormerMassivoBodyService({ clock, register: new FormerMassivoBodyStore(database) }),
    ),
    new PublicBodyAgreementsResolver(),
    new ProsecutorOfficeResolver(new ProsecutorOfficeService(database)),
    new PurposeResolver(new PurposeService(database)),
    new DirectAgreementResolver(new ContactPersonService(vault)),
    new DirectAgreementLifeResolver(
      new DirectAgreementDraftService({ clock, agreements, contacts }),
      new DirectAgreementLifeService({ clock, agreements, documents }),
      new DirectAgreementRenewalService({ clock, agreements }),
    ),
    new AgreementDocumentResolver(documents),
    new AgreementAlertsResolver(),
    new ExpiryAlertResolver(new ExpiryAlertService(database)),
    new TransparencyResolver(transparency),
    new RegisterReconciliationResolver(transparency),
    new GuidanceResolver(),
    new MigrationProgressResolver(new MigrationProgressService({ database, clock })),
    new OfficeProgressResolver(),
    new UnmigratedBodyResolver(),
  ];
}
