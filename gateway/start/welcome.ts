import path from 'node:path';
import { packageRoot } from '../../schema/kernel/package-root.js';
import type { Config } from '../config.js';

const EXAMPLE =
  '{ publicBody(ipaCode: "c_h501") { name migrationStage office { name } certificateRequests(first: 3) { totalCount nodes { channel submittedAt progress counts { total issued } } } } }';

const PERSONAS: readonly (readonly [string, string])[] = [
  ['contact:c_h501', 'Roma Capitale: massivo user with an active agreement'],
  ['contact:c_g482', 'Comune di Pescara: massivo user without an agreement'],
  ['contact:c_f205', 'Comune di Milano: agreement in draft'],
  ['contact:c_a952', 'Comune di Bolzano: new body, active agreement'],
  ['operator:PROC-H501', 'operator of the office at Roma'],
  ['ops:alice', 'operations'],
  ['ops:bruno', 'operations, the second pair of eyes'],
  ['dashboard', 'aggregates only'],
];

/** What a first look needs: addresses, personas, one call that works as it stands. */
export function welcome(address: string, config: Config): string {
  const token = tokenCommand(config);
  return [
    '',
    `Ready at ${address}`,
    '',
    `  graph      ${address}/graphql`,
    `  console    ${address}/console/`,
    `  explorer   ${address}/graphiql`,
    `  upload     ${address}/massivo-files`,
    `  health     ${address}/health/ready`,
    `  metrics    ${address}/metrics (operations)`,
    `  data       ${config.dataDir}`,
    `  drop area  ${dropArea(config.massivoDrop)}`,
    '',
    `Demo personas (${token} <persona> prints an access token):`,
    '',
    ...PERSONAS.map(([persona, what]) => `  ${persona.padEnd(20)} ${what}`),
    '',
    'Try it:',
    '',
    curl(address, token),
    '',
  ].join('\n');
}

function dropArea(drop: Config['massivoDrop']): string {
  return typeof drop === 'string' ? drop : `sftp://${drop.user}@${drop.host}:${drop.port}${drop.root}`;
}

/** Works from any directory: the same DATA_DIR, the package by its path. */
function tokenCommand(config: Config): string {
  const root = packageRoot();
  const dataDir = config.dataDir === path.join(root, '.data') ? '' : `DATA_DIR=${quoted(config.dataDir)} `;
  return `${dataDir}npm --prefix ${quoted(root)} run -s token --`;
}

function curl(address: string, token: string): string {
  const body = JSON.stringify({ query: EXAMPLE });
  return [
    `curl -s ${address}/graphql`,
    `-H "authorization: Bearer $(${token} contact:c_h501)"`,
    "-H 'content-type: application/json'",
    `-d '${body}'`,
  ].join(' ');
}

/** A path as a shell takes it, quoted only where it must be. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
