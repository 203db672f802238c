import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { assertSameKey, openKeyRing, type KeyRing } from '../../schema/kernel/keys/key-ring.js';
import type { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type { SigningIdentity } from '../../schema/kernel/signing-identity.js';
import { businessClock, type Config, type MassivoBounds, type SftpDrop } from '../config.js';
import { personalDataKeys, personIndexKey, statementKey, transitionLogKey } from '../development/keys.js';
import { signingIdentity } from '../development/signing-identity.js';
import { errorFacts, type Logger } from '../telemetry/logger.js';

/** What every process of the product stands on, made from the configuration. */
export interface ProductBasics {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  /** Keeps the keys of the vault as they are in the database; to be stopped before it is closed. */
  keyRing: KeyRing;
  personIndexKey: Uint8Array;
  statementKey: KeyObject;
  logKey: KeyObject;
  signing: SigningIdentity | null;
  verificationAddress: string | null;
  massivoDrop: string | SftpDrop;
  makeDropFolders: boolean;
  massivoSettings: MassivoBounds;
  certificateRetentionDays: number;
  logger: Logger;
}

export async function productBasics(config: Config, database: Database, logger: Logger): Promise<ProductBasics> {
  const indexKey = await personIndexKey(config);
  await assertSameKey(database, { name: 'person-index', variable: 'PERSON_INDEX_KEY', key: indexKey });
  const keyRing = await openKeyRing({
    database,
    masters: await personalDataKeys(config),
    onError: (error) => logger.warn(errorFacts(error), 'keys could not be looked at'),
  });
  return {
    database,
    clock: businessClock(config),
    vault: keyRing.vault,
    keyRing,
    personIndexKey: indexKey,
    statementKey: await statementKey(config),
    logKey: await transitionLogKey(config),
    signing: await signingIdentity(config),
    verificationAddress: config.verificationAddress,
    massivoDrop: config.massivoDrop,
    makeDropFolders: !config.production,
    massivoSettings: config.massivoBounds,
    certificateRetentionDays: config.certificateRetentionDays,
    logger,
  };
}
