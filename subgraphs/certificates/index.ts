import type { GraphQLSchema } from 'graphql';
import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { ItemOutcomes, LegacyAdapter } from '../../legacy-adapter/index.js';
import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import { Semaphore } from '../../schema/kernel/semaphore.js';
import type { SigningIdentity } from '../../schema/kernel/signing-identity.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';
import { SubgraphContext } from '../shared/context.js';
import { federatedSchema, type SchemaParts } from '../shared/federation.js';
import { migrationProgressById } from '../shared/migration-progress.reference.js';
import type { StandIn } from '../shared/stand-in.js';
import { CertificateItemResolver } from './certificate-request/certificate-item.resolver.js';
import { CertificateItemService } from './certificate-request/certificate-item.service.js';
import { certificateLoaders } from './certificate-request/certificate-request.loader.js';
import { certificateRequestById } from './certificate-request/certificate-request.reference.js';
import {
  CertificateRequestResolver,
  PublicBodyRequestsResolver,
} from './certificate-request/certificate-request.resolver.js';
import { CertificateRequestService } from './certificate-request/certificate-request.service.js';
import { ProsecutorOffice, PublicBody, Purpose } from './certificate-request/certificate-request.type.js';
import { ChannelAnswerResolver } from './certificate-request/channel-answer.resolver.js';
import { ContactPersons } from './certificate-request/contact-person.read-model.js';
import { massivoFileHandler } from './certificate-request/massivo-file.handler.js';
import { RequestCertificatesService } from './certificate-request/request-certificates.service.js';
import { RequestIntake } from './certificate-request/request-intake.service.js';
import { ResubmissionIntake } from './resubmission/resubmission-intake.service.js';
import { ItemResubmissionResolver, ResubmissionResolver } from './resubmission/resubmission.resolver.js';
import { ResubmissionService } from './resubmission/resubmission.service.js';
import { MigrationProgressResolver } from './migration-progress/migration-progress.resolver.js';
import { MigrationProgress } from './migration-progress/migration-progress.type.js';
import { MigrationProgressService } from './migration-progress/migration-progress.service.js';
import { DataSubjectResolver } from './data-subject/data-subject.resolver.js';
import { DataSubjectService } from './data-subject/data-subject.service.js';
import { createFileHandler } from './documents/files.handler.js';
import { ItemOutcomesService } from './issuing/item-outcomes.service.js';
import type { RegisterKind } from './issuing/register.port.js';
import { CounterItemResolver } from './office-counter/counter-item.resolver.js';
import { CounterItemService } from './office-counter/counter-item.service.js';
import { OfficeCounterResolver } from './office-counter/office-counter.resolver.js';
import { OfficeCounterService } from './office-counter/office-counter.service.js';
import { OfficeWorkResolver } from './office-counter/office-work.resolver.js';
import { OfficeWorkService } from './office-counter/office-work.service.js';
import { RevocationResolver } from './verification/revocation.resolver.js';
import { RevocationService } from './verification/revocation.service.js';
import { VerificationResolver } from './verification/verification.resolver.js';

export { seedDemoRequests } from './demo/demo-requests.js';
export { createIssuingWorker, type IssuingWorker } from './issuing/issuing-worker.js';
export type { CasellarioRegister } from './issuing/register.port.js';
export { importMunicipalityTable, LARGEST_TABLE_BYTES } from './office-counter/municipality-import.service.js';
export { CERTIFICATES_SEALED_TABLES } from './sealed-tables.js';
export { createUpkeep, type Upkeep } from './upkeep.js';
export type { RetentionFigures } from './retention/document-retention.service.js';
export { createSyntheticRegister } from './issuing/synthetic-register.js';

const PARTS: SchemaParts = {
  resolvers: [
    CertificateRequestResolver,
    PublicBodyRequestsResolver,
    CertificateItemResolver,
    ResubmissionResolver,
    ItemResubmissionResolver,
    ChannelAnswerResolver,
    VerificationResolver,
    RevocationResolver,
    DataSubjectResolver,
    OfficeCounterResolver,
    CounterItemResolver,
    OfficeWorkResolver,
    MigrationProgressResolver,
  ],
  orphanedTypes: [PublicBody, ProsecutorOffice, Purpose, MigrationProgress],
  references: {
    CertificateRequest: certificateRequestById as never,
    MigrationProgress: migrationProgressById as never,
  },
};

/** Uploads that hold a database connection at a time; more wait for their turn. */
const STAGING_LIMITS = { atOnce: 6, waiting: 200, waitMs: 60_000 };

export interface CertificatesDeps {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  /** Ed25519 private key that signs the statements of certificates. */
  statementKey: KeyObject;
  /** Signs the PDFs that are made at their first download. */
  signing: SigningIdentity | null;
  /** Where anybody can check a verification code. */
  verificationAddress: string | null;
  /** Kind of the register that is configured; unset: synthetic, and the certificates say so. */
  registerKind?: RegisterKind;
  /** Days from its end for which an item is kept whatever its person asks. */
  certificateRetentionDays: number;
  adapter: Pick<LegacyAdapter, 'routing' | 'batches'>;
  /** The subgraph that this one stands in for; unset: it serves what is its own. */
  standIn?: StandIn;
  logger: Logger;
}

/** The schema alone, to be printed and composed: it runs nothing. */
export function buildCertificatesSchema(standIn?: StandIn): GraphQLSchema {
  return federatedSchema(PARTS, [], standIn);
}

/** The adapter's port on the items, for the composition root to hand to the adapter. */
export function createItemOutcomes(
  deps: Pick<CertificatesDeps, 'database' | 'clock' | 'vault' | 'statementKey' | 'registerKind'>,
): ItemOutcomes {
  return new ItemOutcomesService(deps);
}

export function createCertificatesSubgraph(deps: CertificatesDeps): Subgraph {
  const { database, adapter, standIn } = deps;
  const { routing } = adapter;
  const onUnexpected = (error: unknown, correlationId: string): void =>
    deps.logger.error(
      { correlationId, error: error instanceof Error ? error.name : typeof error },
      'unexpected error in a file',
    );
  const contacts = new ContactPersons(deps.vault);
  const staging = new Semaphore(STAGING_LIMITS);
  const intake = new RequestIntake({ ...deps, routing, contacts, staging });
  const resubmissions = new ResubmissionService(new ResubmissionIntake({ ...deps, routing, staging }));
  const requests = new CertificateRequestService();
  const submission = new RequestCertificatesService(intake, deps.clock);
  const resolvers = [
    new CertificateRequestResolver(requests, submission),
    new PublicBodyRequestsResolver(requests),
    new CertificateItemResolver(new CertificateItemService(requests, deps)),
    new ResubmissionResolver(resubmissions),
    new ItemResubmissionResolver(resubmissions),
    new ChannelAnswerResolver(submission),
    new VerificationResolver(deps),
    new RevocationResolver(new RevocationService(deps)),
    new DataSubjectResolver(new DataSubjectService(deps)),
    new OfficeCounterResolver(new OfficeCounterService(deps)),
    new CounterItemResolver(new CounterItemService(deps)),
    new OfficeWorkResolver(new OfficeWorkService(deps)),
    new MigrationProgressResolver(new MigrationProgressService(deps)),
  ];
  return {
    name: 'certificates',
    schema: federatedSchema(PARTS, resolvers, standIn),
    createContext: (call) =>
      new SubgraphContext(call, database, (own) => ({
        ...certificateLoaders({ ...deps, database: own }, adapter),
        ...standIn?.part.loaders(),
      })),
    files: createFileHandler({
      ...deps,
      onUnexpected,
      receiveMassivoFile: massivoFileHandler({ database, intake, routing }),
    }),
  };
}
