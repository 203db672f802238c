import {
  absolutePath,
  bytesInBase64,
  day,
  dropArea,
  instant,
  nameList,
  networks,
  oneOf,
  pathList,
  personalDataKeys,
  secretKey,
  signingKey,
  subgraphUrl,
  text,
  url,
  wholeNumber,
  yesOrNo,
} from './formats.js';
import { sftpHostKey, sshPrivateKey } from './sftp-formats.js';
import { SIGN_IN_VARIABLES } from './sign-in-variables.js';
import { optional, withDefault, type VariableTable } from './variable.js';

const MINUTES_10_MS = 600_000;
const MAX_UPLOAD_MB = 102_400;
const YEAR_HOURS = 8_760;
const MAX_FETCHES = 100_000;

const subgraph = (name: string) =>
  optional({ type: 'URL', about: `Graph of the ${name} subgraph over HTTP; unset: in-process.`, format: subgraphUrl });

/** Every variable of the product, in the order in which they are listed. */
export const VARIABLES = {
  NODE_ENV: withDefault('development', {
    type: 'development, production or test',
    about: 'In production nothing has a default that protects something, and nothing is made up at the first start.',
    format: oneOf(['development', 'production', 'test']),
  }),
  PORT: withDefault('4000', {
    type: 'whole number, 0 to 65535',
    about: 'Port of the gateway; 0: any free one.',
    format: wholeNumber(0, 65_535),
  }),
  HOST: withDefault('127.0.0.1', { type: 'address', about: 'Address that the gateway listens on.', format: text }),
  DATA_DIR: withDefault('.data', {
    type: 'directory',
    about: 'Embedded database, drop area and keys of the development set-up.',
    format: absolutePath,
  }),
  LOG_LEVEL: withDefault('info', {
    type: 'fatal, error, warn, info, debug, trace or silent',
    about: 'The least serious entries that are logged.',
    format: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  }),

  DATABASE_URL: optional({
    type: 'postgres:// URL',
    about: 'PostgreSQL, with the role of the running product; unset: the embedded one (development only).',
    format: url('postgres', 'postgresql'),
    secret: true,
    neededFor: 'database',
  }),
  DATABASE_OWNER_URL: optional({
    type: 'postgres:// URL',
    about: 'The same database with the role that migrates; the running product never uses it.',
    format: url('postgres', 'postgresql'),
    secret: true,
  }),
  MASSIVO_DROP: optional({
    type: 'directory, or sftp://user@host:port/path',
    about: 'Where files are exchanged with massivo; unset: DATA_DIR/massivo. Over SFTP no emulator is started.',
    format: dropArea,
  }),
  MASSIVO_SFTP_KEY: optional({
    type: "private key in OpenSSH's format, without a passphrase",
    about: 'Signs us in at the SFTP server of MASSIVO_DROP; needed with sftp://.',
    format: sshPrivateKey,
    secret: true,
  }),
  MASSIVO_SFTP_HOST_KEY: optional({
    type: 'SHA256:… or ssh-ed25519 AAAA…',
    about: "The SFTP server's host key; a server that shows another is not spoken to. Needed with sftp://.",
    format: sftpHostKey,
  }),
  EMULATOR: withDefault('1', {
    type: '1 or 0',
    about: 'The emulator of the offices is started with the product; 0: it runs on its own (never in production).',
    format: yesOrNo,
  }),

  MASSIVO_QUEUED_HOURS: withDefault('24', {
    type: 'hours',
    about: 'A file that could not be sent for so long is overdue, unless the daily quota of its office holds it back.',
    format: wholeNumber(1, YEAR_HOURS),
  }),
  MASSIVO_ACKNOWLEDGEMENT_HOURS: withDefault('4', {
    type: 'hours',
    about:
      'An office that has not acknowledged a file after so long is late; again after twice and four times as long.',
    format: wholeNumber(1, YEAR_HOURS),
  }),
  MASSIVO_OUTCOME_HOURS: withDefault('240', {
    type: 'hours',
    about: 'Likewise for the outcome of a file that it has acknowledged.',
    format: wholeNumber(1, YEAR_HOURS),
  }),
  MASSIVO_INCOMPLETE_MINUTES: withDefault('10', {
    type: 'minutes',
    about: 'Likewise for an answer that is cut short, or lacks its archive.',
    format: wholeNumber(1, YEAR_HOURS * 60),
  }),
  MASSIVO_UNPACKED_MB: withDefault('4096', {
    type: 'MiB',
    about: 'What the ZIP of one answer may unpack to; a larger one is kept in quarantine and not taken in.',
    format: wholeNumber(1, MAX_UPLOAD_MB),
  }),

  SUBGRAPH_AGREEMENTS_URL: subgraph('agreements'),
  SUBGRAPH_CERTIFICATES_URL: subgraph('certificates'),
  SUBGRAPH_LEGACY_URL: subgraph('legacy'),
  SUPERGRAPH: optional({
    type: 'file',
    about: "A supergraph to serve instead of the product's own.",
    format: absolutePath,
  }),
  TRUSTED_SUBGRAPHS: optional({
    type: 'names, with commas between them',
    about: 'Subgraphs of that supergraph that answer as their schemas say: what they answer may be passed on unread.',
    format: nameList,
  }),
  OPEN_GATEWAY: withDefault('0', {
    type: '1 or 0',
    about: 'The gateway alone asks for no sign-in (for conformance suites; refused in production).',
    format: yesOrNo,
  }),
  AUTHORIZATION: withDefault('filter', {
    type: 'filter, reject or off',
    about:
      'What becomes of an operation that asks for something its caller may not have: null for that alone, or nothing executed; off: a supergraph with access rules is not served.',
    format: oneOf(['filter', 'reject', 'off']),
  }),
  GATEWAY_REQUEST_TIMEOUT_MS: withDefault('30000', {
    type: 'milliseconds',
    about: 'Longest time that one request to the graph may take.',
    format: wholeNumber(100, MINUTES_10_MS),
  }),
  SUBGRAPH_TIMEOUT_MS: withDefault('10000', {
    type: 'milliseconds',
    about: 'Longest time that one fetch from a subgraph may take.',
    format: wholeNumber(50, MINUTES_10_MS),
  }),
  SUBGRAPH_MAX_RESPONSE_MB: withDefault('64', {
    type: 'MiB',
    about: 'Largest answer of a subgraph over HTTP; the connection of a larger one is dropped.',
    format: wholeNumber(1, MAX_UPLOAD_MB),
  }),
  SUBGRAPH_CONCURRENCY: withDefault('128', {
    type: 'whole number',
    about: 'Fetches that may be under way at once to one subgraph over HTTP, and connections to it.',
    format: wholeNumber(1, MAX_FETCHES),
  }),
  SUBGRAPH_QUEUE: withDefault('1024', {
    type: 'whole number',
    about: 'Fetches that may wait until one of those ends; beyond that the subgraph is overloaded. 0: none waits.',
    format: wholeNumber(0, MAX_FETCHES),
  }),
  SUBGRAPH_CIRCUIT_FAILURES: withDefault('10', {
    type: 'whole number',
    about:
      'After so many failures in a row (no connection, no answer in time, HTTP 5xx without a graph in it) nothing is sent to a subgraph for a while.',
    format: wholeNumber(1, MAX_FETCHES),
  }),
  SUBGRAPH_CIRCUIT_REST_MS: withDefault('1000', {
    type: 'milliseconds',
    about: 'First of those pauses; after it one fetch is sent to see, and each that fails makes the next pause longer.',
    format: wholeNumber(10, MINUTES_10_MS),
  }),
  MAX_UPLOAD_MB: withDefault('512', {
    type: 'MiB',
    about: 'Largest massivo file that is taken.',
    format: wholeNumber(1, MAX_UPLOAD_MB),
  }),

  TRUSTED_PROXIES: optional({
    type: 'addresses or networks, with commas',
    about: 'Proxies whose X-Forwarded-For tells the address of the client, such as 10.0.0.0/8; unset: nobody.',
    format: networks,
  }),
  RATE_LIMIT_PER_CALLER: withDefault('60000', {
    type: 'points a minute',
    about:
      'What a body, an office or a person may spend, over all gateways: 1 for an operation and 1 more for each thousand objects that it may answer with, 1 for a file; 0: no limit.',
    format: wholeNumber(0, 100_000_000),
  }),
  RATE_LIMIT_PER_ADDRESS: withDefault('120000', {
    type: 'requests a minute',
    about: 'What may come from one address, over all gateways; 0: no limit.',
    format: wholeNumber(0, 100_000_000),
  }),
  OPERATION_MANIFESTS: optional({
    type: 'files or directories, with commas',
    about:
      "Manifests of registered clients' operations (persisted-query-manifest, format 1). In production these and the product's own are all that is served.",
    format: pathList,
  }),

  ...SIGN_IN_VARIABLES,

  ACTOR_SECRET: optional({
    type: 'base64, 32 bytes or more',
    about: 'Signs who is calling, from the gateway to subgraphs over HTTP; shared by all processes.',
    format: secretKey,
    secret: true,
    neededFor: 'actor',
  }),
  PERSON_INDEX_KEY: optional({
    type: 'base64, 32 bytes or more',
    about: 'Keys the hash by which a person is found; must not change while the database lives.',
    format: secretKey,
    secret: true,
    neededFor: 'person-index',
  }),
  PERSONAL_DATA_KEYS: optional({
    type: 'id:base64,id:base64 …, 32 bytes each',
    about:
      'Master keys: they wrap the keys in the database that encrypt personal data; the first wraps new ones (docs/privacy.md).',
    format: personalDataKeys,
    secret: true,
    neededFor: 'personal-data',
  }),
  STATEMENT_KEY: optional({
    type: 'PEM, PKCS #8, Ed25519 private key',
    about: 'Signs the statement of every certificate at its issue.',
    format: signingKey,
    secret: true,
    neededFor: 'statement',
  }),
  TRANSITION_LOG_KEY: optional({
    type: 'PEM, PKCS #8, Ed25519 private key',
    about: "Signs the heads of the transition's log; its public half verifies receipts (R-22).",
    format: signingKey,
    secret: true,
    neededFor: 'transition-log',
  }),
  SIGNING_P12: optional({
    type: 'PKCS #12 in base64 (the file itself in SIGNING_P12_FILE)',
    about: 'Key, RSA or ECDSA P-256, and certificates that sign the PDFs (PAdES); unset: made up, in development only.',
    format: bytesInBase64,
    secret: true,
    binary: true,
    neededFor: 'signing',
  }),
  SIGNING_P12_PASSWORD: optional({
    type: 'text',
    about: 'Opens SIGNING_P12.',
    format: text,
    secret: true,
  }),
  VERIFICATION_URL: optional({
    type: 'URL',
    about:
      'Where anybody can check the verification code of a certificate; printed on it, and in its QR code with the code.',
    format: url('https', 'http'),
  }),

  TRANSITION_OPENS_ON: withDefault('2026-02-05', {
    type: 'yyyy-mm-dd',
    about: 'Day on which the direct channel opens everywhere (R-01).',
    format: day,
  }),
  TRANSITION_LAST_DAY: withDefault('2026-08-05', {
    type: 'yyyy-mm-dd',
    about: 'Last day of massivo, included, Europe/Rome (R-01).',
    format: day,
  }),
  CERTIFICATE_RETENTION_DAYS: withDefault('180', {
    type: 'whole number, 1 to 36500',
    about: 'Days from its issue for which the PDF of a certificate is kept; then it is erased (R-62).',
    format: wholeNumber(1, 36_500),
  }),
  CLOCK_STARTS_AT: optional({
    type: 'instant with offset',
    about: 'Instant at which the business clock starts (refused in production).',
    format: instant,
  }),
} satisfies VariableTable;
