import type { GraphQLSchema } from 'graphql';
import type { Database } from '../../schema/kernel/database.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';
import { MASSIVO_DISMISSED_LABEL } from '../../schema/override-labels.js';
import { SubgraphContext } from '../shared/context.js';
import { federatedSchema, type SchemaParts } from '../shared/federation.js';
import { migrationProgressById } from '../shared/migration-progress.reference.js';
import type { StandIn } from '../shared/stand-in.js';
import { BatchRecordResolver } from './batches/batch-record.resolver.js';
import { BatchRecordService } from './batches/batch-record.service.js';
import { massivoBatchById } from './batches/massivo-batch.reference.js';
import {
  CertificateRequestBatchesResolver,
  MassivoBatchResolver,
  ProsecutorOfficeLimitsResolver,
  PublicBodyBatchesResolver,
} from './batches/massivo-batch.resolver.js';
import { MassivoBatchService } from './batches/massivo-batch.service.js';
import { MassivoLimitsService } from './batches/massivo-limits.service.js';
import { MassivoHealthResolver, MassivoOverdueResolver } from './batches/massivo-watch.resolver.js';
import { CertificateRequest, ProsecutorOffice, PublicBody } from './entity.type.js';
import { legacyLoaders, type LegacyReader } from './legacy-context.js';
import { MigrationProgressResolver } from './migration-progress/migration-progress.resolver.js';
import { MigrationProgressService } from './migration-progress/migration-progress.service.js';
import { MigrationProgress } from './migration-progress/migration-progress.type.js';
import { PublicBodyPinResolver, TransitionChangeResolver } from './transition/transition-change.resolver.js';
import { MassivoClientResolver } from './transition/massivo-client.resolver.js';
import { MassivoClientService } from './transition/massivo-client.service.js';
import { TransitionLogResolver } from './transition/transition-log.resolver.js';
import { TransitionLogService } from './transition/transition-log.service.js';
import { StrandedBodyResolver, TransitionResolver } from './transition/transition.resolver.js';
import { TransitionService } from './transition/transition.service.js';

export { seedDemoBatches } from './demo/demo-batches.js';

export interface LegacyDependencies {
  database: Database;
  /** The bridge: the only way from here to massivo and the flag. */
  adapter: LegacyReader;
}

const PARTS: SchemaParts = {
  resolvers: [
    TransitionResolver,
    TransitionChangeResolver,
    TransitionLogResolver,
    MassivoClientResolver,
    StrandedBodyResolver,
    PublicBodyPinResolver,
    MassivoBatchResolver,
    BatchRecordResolver,
    PublicBodyBatchesResolver,
    CertificateRequestBatchesResolver,
    ProsecutorOfficeLimitsResolver,
    MassivoOverdueResolver,
    MassivoHealthResolver,
    MigrationProgressResolver,
  ],
  orphanedTypes: [PublicBody, ProsecutorOffice, CertificateRequest, MigrationProgress],
  references: { MassivoBatch: massivoBatchById, MigrationProgress: migrationProgressById },
};

/** The schema; without resolver instances it can be printed and composed, and runs nothing. */
export function buildLegacySchema(instances?: readonly object[]): GraphQLSchema {
  return federatedSchema(PARTS, instances);
}

/**
 * For the subgraph that serves all of this once massivo is CLOSED everywhere, so that this one's process can be stopped
 * (docs/adr/0011). Without dependencies its schema can be printed, and runs nothing.
 */
export function standInForLegacy(dependencies?: LegacyDependencies): StandIn {
  return {
    from: 'legacy',
    label: MASSIVO_DISMISSED_LABEL,
    always: ['MigrationProgress.lastDay', 'Query.massivoDismissed'],
    part: {
      parts: PARTS,
      instances: dependencies ? resolversOf(dependencies) : [],
      loaders: () => (dependencies ? legacyLoaders(dependencies.adapter) : {}),
    },
  };
}

/** The flag, and the files that were exchanged with the offices. */
export function createLegacySubgraph({ database, adapter }: LegacyDependencies): Subgraph {
  return {
    name: 'legacy',
    schema: buildLegacySchema(resolversOf({ database, adapter })),
    createContext: (call) => new SubgraphContext(call, database, () => legacyLoaders(adapter)),
  };
}

function resolversOf({ database, adapter }: LegacyDependencies): object[] {
  const { batches } = adapter;
  const flag = new TransitionService(adapter.transition);
  const files = new MassivoBatchService(batches, adapter.transition);
  return [
    new TransitionResolver(flag),
    new TransitionChangeResolver(flag),
    new TransitionLogResolver(new TransitionLogService(adapter.transition)),
    new MassivoClientResolver(new MassivoClientService(adapter.transition)),
    new StrandedBodyResolver(),
    new PublicBodyPinResolver(flag),
    new MassivoBatchResolver(files),
    new BatchRecordResolver(new BatchRecordService()),
    new PublicBodyBatchesResolver(files),
    new CertificateRequestBatchesResolver(files),
    new MassivoOverdueResolver(),
    new MassivoHealthResolver(),
    new MigrationProgressResolver(new MigrationProgressService({ database, transition: adapter.transition })),
    new ProsecutorOfficeLimitsResolver(new MassivoLimitsService({ database, batches })),
  ];
}
