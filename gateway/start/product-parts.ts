import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type { SigningIdentity } from '../../schema/kernel/signing-identity.js';
import { businessClock, type Config, type MassivoBounds, type SftpDrop } from '../config.js';
import { personalDataKeys, personIndexKey, statementKey, transitionLogKey } from '../development/keys.js';
import { signingIdentity } from '../development/signing-identity.js';
import type { Logger } from '../telemetry/logger.js';

/** What every process of the product stands on, made from the configuration. */
export interface ProductBasics {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
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
  return {
    database,
    clock: businessClock(config),
    vault: new PersonalDataVault(await personalDataKeys(config)),
    personIndexKey: await personIndexKey(config),
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
