import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { PersonalDataKey } from '../../schema/kernel/personal-data.js';
import type { Config } from '../config.js';
import { keptKey, readKeyFile } from './key-file.js';

/** The secrets that the processes share. */
export interface Secrets {
  /** Signs the actor on calls to subgraphs over HTTP. */
  actor: Uint8Array;
  /** Keys the hash by which a person is found. */
  personIndex: Uint8Array;
  /** Seal personal data; the first is the current one. */
  personalData: readonly PersonalDataKey[];
}

/** Signature algorithm of the development identity provider. */
export const SIGNING_ALGORITHM = 'ES256';

const KEY_BYTES = 32;

/**
 * The secrets, each as it is configured; in development those that are not configured are made at first use and kept
 * in `DATA_DIR/keys`, readable by their owner alone. A process that needs one alone asks for that one.
 *
 * @throws Error in production, where `readConfig` has asked for what the process needs and nothing is made up.
 */
export async function loadSecrets(config: Config): Promise<Secrets> {
  return {
    actor: await actorSecret(config),
    personIndex: await personIndexKey(config),
    personalData: await personalDataKeys(config),
  };
}

export async function actorSecret(config: Config): Promise<Uint8Array> {
  return config.secrets.actor ?? bytes(await kept(config, 'actor-secret'));
}

export async function personIndexKey(config: Config): Promise<Uint8Array> {
  return config.secrets.personIndex ?? bytes(await kept(config, 'person-index-key'));
}

export async function personalDataKeys(config: Config): Promise<readonly PersonalDataKey[]> {
  return config.secrets.personalData ?? [{ id: 1, key: bytes(await kept(config, 'personal-data-key-1')) }];
}

/** Signs the statements of certificates: Ed25519. */
export async function statementKey(config: Config): Promise<KeyObject> {
  return config.secrets.statement ?? createPrivateKey(await kept(config, 'statement-key.pem', newStatementKey));
}

/** Signs the heads of the transition's log: Ed25519. */
export async function transitionLogKey(config: Config): Promise<KeyObject> {
  return (
    config.secrets.transitionLog ?? createPrivateKey(await kept(config, 'transition-log-key.pem', newStatementKey))
  );
}

/** The private signing key of the development identity provider, made at first use. */
export async function developmentSigningKey(dataDir: string): Promise<JWK> {
  return JSON.parse(await keptKey(signingKeyFile(dataDir), newSigningKey)) as JWK;
}

/** The private signing key that an instance on this data directory has made; `undefined` before its first start. */
export async function existingSigningKey(dataDir: string): Promise<JWK | undefined> {
  const text = await readKeyFile(signingKeyFile(dataDir));
  return text === undefined ? undefined : (JSON.parse(text) as JWK);
}

async function kept(config: Config, name: string, make: () => string = newSecret): Promise<string> {
  if (config.production) throw new Error(`This process has no ${name} and makes none up in production.`);
  return keptKey(keyFile(config.dataDir, name), make);
}

const newSecret = (): string => randomBytes(KEY_BYTES).toString('base64');

const newStatementKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

async function newSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return JSON.stringify({ ...jwk, alg: SIGNING_ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) });
}

const keyFile = (dataDir: string, name: string): string => path.join(dataDir, 'keys', name);
const signingKeyFile = (dataDir: string): string => keyFile(dataDir, 'identity-provider.jwk.json');

function bytes(base64: string): Uint8Array {
  const key = new Uint8Array(Buffer.from(base64, 'base64'));
  if (key.length !== KEY_BYTES) throw new Error('A key of the development set-up is damaged; remove DATA_DIR/keys.');
  return key;
}
