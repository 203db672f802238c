import { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { clockStartingAt, systemClock, type Clock, type IsoDay } from '../schema/kernel/clock.js';
import type { PersonalDataKey } from '../schema/kernel/personal-data.js';
import type { SigningIdentity } from '../schema/kernel/signing-identity.js';
import type { SubgraphName } from '../schema/kernel/subgraph.js';
import type { IssuerKind } from './identity/issuer-kind.js';
import type { SftpAddress, SftpHostKey } from './configuration/sftp-formats.js';
import {
  cnsOf,
  consoleSignInOf,
  signInContradictions,
  tlsOf,
  type CnsSettings,
  type ConsoleSignIn,
  type TlsSettings,
} from './configuration/sign-in-settings.js';
import { readSigningP12 } from './configuration/signing-p12.js';
import { VARIABLES } from './configuration/variables.js';
import { variableList } from './configuration/variable-list.js';
import {
  readVariables,
  type Environment,
  type Need,
  type Problem,
  type ReadFile,
  type ValuesOf,
} from './configuration/variable.js';

export interface IssuerConfig {
  kind: IssuerKind;
  issuer: string;
  jwksUrl: string;
}

export type LogLevel = Values['LOG_LEVEL'];

/** The configuration of a process: read once, checked as a whole, frozen. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** `null`: the embedded database (development only). */
  readonly databaseUrl: string | null;
  readonly databaseOwnerUrl: string | null;
  /** Where files are exchanged with massivo: an absolute path, or a folder on an SFTP server. */
  readonly massivoDrop: string | SftpDrop;
  /** The emulator of the offices is started with the product; never in production, nor where the drop area is remote. */
  readonly emulator: boolean;
  /** What the offices of massivo may take and send. */
  readonly massivoBounds: MassivoBounds;
  /** Graph endpoints of the subgraphs that run in processes of their own. */
  readonly subgraphUrls: Readonly<Partial<Record<SubgraphName, string>>>;
  /** `null`: the product's own supergraph. */
  readonly supergraphFile: string | null;
  /** Subgraphs of another supergraph that keep to their schemas. */
  readonly trustedSubgraphs: readonly string[];
  readonly openGateway: boolean;
  /** What becomes of operations that ask for something their caller may not have. */
  readonly authorization: Values['AUTHORIZATION'];
  readonly requestTimeoutMs: number;
  readonly subgraphTimeoutMs: number;
  /** How subgraphs over HTTP are protected from us, and we from them. */
  readonly subgraphLimits: {
    readonly concurrency: number;
    readonly queue: number;
    readonly circuitFailures: number;
    readonly circuitRestMs: number;
  };
  readonly subgraphMaxResponseBytes: number;
  readonly maxUploadBytes: number;
  /** Whose X-Forwarded-For is believed: addresses or networks. */
  readonly trustedProxies: readonly string[];
  /** Points, and requests, a minute; 0: no limit. */
  readonly rateLimits: { readonly perCaller: number; readonly perAddress: number };
  /** Files and directories with manifests of registered clients. */
  readonly operationManifests: readonly string[];
  /** The issuers that are configured; in development the built-in provider stands in for the others. */
  readonly issuers: readonly IssuerConfig[];
  readonly tokenAudience: string;
  /** An access token that was issued for longer is refused. */
  readonly tokenMaxLifetimeS: number;
  /** `null`: the development provider, or in production no sign-in. */
  readonly console: ConsoleSignIn | null;
  /** `null`: plain HTTP, behind a proxy or on loopback. */
  readonly tls: TlsSettings | null;
  /** `null`: nobody signs in with a CNS. */
  readonly cns: CnsSettings | null;
  /** What is `null` here is made and kept in `dataDir` by `gateway/development/keys.ts` (never in production). */
  readonly secrets: ConfiguredSecrets;
  /** Signs the PDFs of certificates; `null` as in `secrets`. */
  readonly signing: SigningIdentity | null;
  /** Where anybody can check a verification code. */
  readonly verificationAddress: string | null;
  readonly transition: TransitionConfig;
  /** Days from its issue for which the PDF of a certificate is kept. */
  readonly certificateRetentionDays: number;
  /** Instant at which the business clock starts; `null`: the present. */
  readonly clockStartsAt: Date | null;
}

/** A folder on an SFTP server, and how it and we know each other. */
export interface SftpDrop extends SftpAddress {
  /** In OpenSSH's format. */
  readonly privateKey: string;
  readonly hostKey: SftpHostKey;
}

/** Times in milliseconds. */
export interface MassivoBounds {
  readonly queuedDeadlineMs: number;
  readonly acknowledgementDeadlineMs: number;
  readonly outcomeDeadlineMs: number;
  readonly incompleteDeadlineMs: number;
  readonly maximumUnpackedBytes: number;
}

export interface ConfiguredSecrets {
  readonly actor: Uint8Array | null;
  readonly personIndex: Uint8Array | null;
  readonly personalData: readonly PersonalDataKey[] | null;
  /** Ed25519. */
  readonly statement: KeyObject | null;
  /** Ed25519. */
  readonly transitionLog: KeyObject | null;
}

export interface TransitionConfig {
  readonly opensOn: IsoDay;
  readonly lastDay: IsoDay;
  /** Whether the opening or the last day was set, and so is not to be replaced by the days of the demo data. */
  readonly explicit: boolean;
}

/** Every problem of the configuration and the whole list of variables, in one message. */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const list = problems.map((problem) => `  ${problem}`).join('\n');
    super(`The configuration is not valid:\n${list}\n\nVariables:\n${variableList()}`);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

type Values = ValuesOf<typeof VARIABLES>;

export interface ReadConfigOptions {
  env?: Environment;
  /** What this process must be given in production; everything unless told otherwise. */
  needs?: readonly Need[];
  readFile?: ReadFile;
}

const EVERY_NEED: readonly Need[] = [
  ...(['database', 'sign-in', 'person-index', 'actor', 'personal-data', 'statement', 'signing'] as const),
  'transition-log',
];
const MINUTE_S = 60;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MIB = 1_048_576;

/**
 * Reads the environment; nothing else in the product does.
 *
 * @throws ConfigurationError with all problems together.
 */
export function readConfig({
  env = process.env,
  needs = EVERY_NEED,
  readFile = readText,
}: ReadConfigOptions = {}): Config {
  const { values, problems } = readVariables(VARIABLES, env, readFile);
  problems.push(...missingInProduction(values, problems, needs), ...contradictions(values, problems));
  const signing = signingOf(values, problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return frozen({ ...configOf(values, env), signing });
}

/** The clock of business time: the system's, or one that starts where `CLOCK_STARTS_AT` says. */
export function businessClock(config: Config): Clock {
  return config.clockStartsAt === null ? systemClock : clockStartingAt(config.clockStartsAt);
}

function configOf(values: Values, env: Environment): Omit<Config, 'signing'> {
  return {
    production: values.NODE_ENV === 'production',
    host: values.HOST,
    port: values.PORT,
    dataDir: values.DATA_DIR,
    logLevel: values.LOG_LEVEL,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseOwnerUrl: values.DATABASE_OWNER_URL ?? null,
    massivoDrop: massivoDropOf(values),
    emulator: values.EMULATOR && values.NODE_ENV !== 'production' && typeof values.MASSIVO_DROP !== 'object',
    massivoBounds: {
      queuedDeadlineMs: values.MASSIVO_QUEUED_HOURS * HOUR_MS,
      acknowledgementDeadlineMs: values.MASSIVO_ACKNOWLEDGEMENT_HOURS * HOUR_MS,
      outcomeDeadlineMs: values.MASSIVO_OUTCOME_HOURS * HOUR_MS,
      incompleteDeadlineMs: values.MASSIVO_INCOMPLETE_MINUTES * MINUTE_MS,
      maximumUnpackedBytes: values.MASSIVO_UNPACKED_MB * MIB,
    },
    subgraphUrls: {
      ...(values.SUBGRAPH_AGREEMENTS_URL && { agreements: values.SUBGRAPH_AGREEMENTS_URL }),
      ...(values.SUBGRAPH_CERTIFICATES_URL && { certificates: values.SUBGRAPH_CERTIFICATES_URL }),
      ...(values.SUBGRAPH_LEGACY_URL && { legacy: values.SUBGRAPH_LEGACY_URL }),
    },
    supergraphFile: values.SUPERGRAPH ?? null,
    trustedSubgraphs: values.TRUSTED_SUBGRAPHS ?? [],
    openGateway: values.OPEN_GATEWAY,
    authorization: values.AUTHORIZATION,
    requestTimeoutMs: values.GATEWAY_REQUEST_TIMEOUT_MS,
    subgraphTimeoutMs: values.SUBGRAPH_TIMEOUT_MS,
    subgraphLimits: {
      concurrency: values.SUBGRAPH_CONCURRENCY,
      queue: values.SUBGRAPH_QUEUE,
      circuitFailures: values.SUBGRAPH_CIRCUIT_FAILURES,
      circuitRestMs: values.SUBGRAPH_CIRCUIT_REST_MS,
    },
    subgraphMaxResponseBytes: values.SUBGRAPH_MAX_RESPONSE_MB * MIB,
    maxUploadBytes: values.MAX_UPLOAD_MB * MIB,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    rateLimits: { perCaller: values.RATE_LIMIT_PER_CALLER, perAddress: values.RATE_LIMIT_PER_ADDRESS },
    operationManifests: values.OPERATION_MANIFESTS ?? [],
    issuers: issuersOf(values),
    tokenAudience: values.TOKEN_AUDIENCE,
    tokenMaxLifetimeS: values.TOKEN_MAX_LIFETIME_MINUTES * MINUTE_S,
    console: consoleSignInOf(values),
    tls: tlsOf(values),
    cns: cnsOf(values),
    secrets: {
      actor: values.ACTOR_SECRET ?? null,
      personIndex: values.PERSON_INDEX_KEY ?? null,
      personalData: values.PERSONAL_DATA_KEYS ?? null,
      statement: values.STATEMENT_KEY ?? null,
      transitionLog: values.TRANSITION_LOG_KEY ?? null,
    },
    verificationAddress: values.VERIFICATION_URL ?? null,
    transition: {
      opensOn: values.TRANSITION_OPENS_ON,
      lastDay: values.TRANSITION_LAST_DAY,
      explicit: Boolean(env.TRANSITION_OPENS_ON || env.TRANSITION_LAST_DAY),
    },
    certificateRetentionDays: values.CERTIFICATE_RETENTION_DAYS,
    clockStartsAt: values.CLOCK_STARTS_AT ?? null,
  };
}

/** What signs the documents, if it is configured and fit to; what is wrong with it becomes a problem. */
function signingOf(values: Values, problems: Problem[]): SigningIdentity | null {
  const { SIGNING_P12: file, SIGNING_P12_PASSWORD: password = '', CLOCK_STARTS_AT: startsAt } = values;
  if (file === undefined || isTold('SIGNING_P12_PASSWORD', problems)) return null;
  const { identity, problem } = readSigningP12({ file, password, at: startsAt ?? systemClock.now() });
  if (problem !== null) problems.push(problem);
  return identity;
}

/** An SFTP server comes with its keys: `contradictions` has seen to that. */
function massivoDropOf(values: Values): string | SftpDrop {
  const { MASSIVO_DROP: drop, MASSIVO_SFTP_KEY: privateKey, MASSIVO_SFTP_HOST_KEY: hostKey } = values;
  if (typeof drop === 'object' && privateKey && hostKey) return { ...drop, privateKey, hostKey };
  return typeof drop === 'string' ? drop : path.join(values.DATA_DIR, 'massivo');
}

const ISSUER_VARIABLES = [
  ['eid', 'EID_ISSUER', 'EID_JWKS_URL'],
  ['sic', 'SIC_ISSUER', 'SIC_JWKS_URL'],
  ['dashboards', 'DASHBOARDS_ISSUER', 'DASHBOARDS_JWKS_URL'],
] as const;

function issuersOf(values: Values): IssuerConfig[] {
  return ISSUER_VARIABLES.flatMap(([kind, issuerName, jwksName]) => {
    const issuer = values[issuerName];
    const jwksUrl = values[jwksName];
    return issuer !== undefined && jwksUrl !== undefined ? [{ kind, issuer, jwksUrl }] : [];
  });
}

function missingInProduction(values: Values, known: readonly Problem[], needs: readonly Need[]): Problem[] {
  if (values.NODE_ENV !== 'production') return [];
  return Object.entries(VARIABLES).flatMap(([name, variable]) => {
    const missing = 'neededFor' in variable && variable.neededFor !== undefined && needs.includes(variable.neededFor);
    const isMissing = missing && values[name as keyof Values] === undefined && !isTold(name, known);
    return isMissing ? [`${name}: needed in production`] : [];
  });
}

function isTold(name: string, known: readonly Problem[]): boolean {
  return known.some((problem) => problem.startsWith(`${name}:`) || problem.startsWith(`${name}_FILE:`));
}

/** What each variable on its own cannot tell. */
function contradictions(values: Values, known: readonly Problem[]): Problem[] {
  const problems: Problem[] = [];
  const production = values.NODE_ENV === 'production';
  if (production && values.OPEN_GATEWAY) problems.push('OPEN_GATEWAY: refused in production');
  if (production && values.CLOCK_STARTS_AT) problems.push('CLOCK_STARTS_AT: refused in production');
  for (const [, issuerName, jwksName] of ISSUER_VARIABLES) {
    const jwksUrl = values[jwksName];
    if (production && jwksUrl?.startsWith('http://')) problems.push(`${jwksName}: must be https:// in production`);
    if (!production && (values[issuerName] === undefined) !== (jwksUrl === undefined)) {
      problems.push(`${issuerName}: set it together with ${jwksName}, or neither`);
    }
  }
  problems.push(...signInContradictions(values));
  const issuers = issuersOf(values).map(({ issuer }) => issuer);
  if (new Set(issuers).size < issuers.length) problems.push('EID_ISSUER: each issuer must have a name of its own');
  if (typeof values.MASSIVO_DROP === 'object') {
    for (const name of ['MASSIVO_SFTP_KEY', 'MASSIVO_SFTP_HOST_KEY'] as const) {
      if (values[name] === undefined && !isTold(name, known)) {
        problems.push(`${name}: needed where MASSIVO_DROP is an SFTP server`);
      }
    }
  }
  if (values.TRANSITION_OPENS_ON > values.TRANSITION_LAST_DAY) {
    problems.push('TRANSITION_LAST_DAY: must not be before TRANSITION_OPENS_ON');
  }
  return problems;
}

function frozen<T>(value: T): T {
  // Dates, keys and byte arrays cannot be frozen (typed arrays throw); they are never written to.
  const isLeaf = ArrayBuffer.isView(value) || value instanceof Date || value instanceof KeyObject;
  if (value === null || typeof value !== 'object' || isLeaf) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

const readText: ReadFile = (file, encoding) => readFileSync(file, encoding);
