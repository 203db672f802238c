import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import {
  createLegacyAdapter,
  HostedDropArea,
  SftpDropArea,
  type DropArea,
  type LegacyAdapter,
  type MassivoSettings,
  type SftpServer,
} from '../legacy-adapter/index.js';
import type { Clock } from '../schema/kernel/clock.js';
import type { Database } from '../schema/kernel/database.js';
import type { PersonalDataVault } from '../schema/kernel/personal-data.js';
import type { Subgraph, SubgraphName } from '../schema/kernel/subgraph.js';
import { createAgreementsSubgraph } from './agreements/index.js';
import { createCertificatesSubgraph, createItemOutcomes } from './certificates/index.js';
import { createLegacySubgraph } from './legacy/index.js';

/** What every process of the product stands on. */
export interface ProductParts {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  personIndexKey: Uint8Array;
  /** Ed25519 private key that signs the statements of certificates. */
  statementKey: KeyObject;
  /** Directory, or folder on an SFTP server, exchanged with massivo: one drop area per office. */
  massivoDrop: string | SftpServer;
  /** The folders of the offices are made where they are missing: where the emulator plays them. */
  makeDropFolders: boolean;
  /** Settings of the exchange that differ from the usual ones. */
  massivoSettings?: Partial<MassivoSettings>;
  logger: Logger;
}

/** The bridge, with the items' owner behind its port. */
export function createAdapter(parts: ProductParts): LegacyAdapter {
  return createLegacyAdapter({
    ...parts,
    dropArea: createDropArea(parts),
    itemOutcomes: createItemOutcomes(parts),
    ...(parts.massivoSettings && { settings: parts.massivoSettings }),
  });
}

function createDropArea({ massivoDrop, makeDropFolders, logger }: ProductParts): DropArea {
  return typeof massivoDrop === 'string'
    ? new HostedDropArea({ root: massivoDrop, makeFolders: makeDropFolders })
    : new SftpDropArea({ server: massivoDrop, logger });
}

/** One subgraph, for the process that serves it. */
export function createSubgraph(name: SubgraphName, parts: ProductParts, adapter: LegacyAdapter): Subgraph {
  switch (name) {
    case 'agreements':
      return createAgreementsSubgraph(parts);
    case 'certificates':
      return createCertificatesSubgraph({ ...parts, adapter });
    case 'legacy':
      return createLegacySubgraph({ ...parts, adapter });
  }
}
