import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { manifestOf } from '../../../gateway/protection/operations/operation-manifest.js';
import { composed } from '../../testkit/test-subgraphs.js';
import type { BenchIdentity } from './bench-identity.js';
import { SUBGRAPHS, subgraphSdl, type BenchSubgraph, type Owners } from './graph-sdl.js';
import { QUESTIONS, requestBody, type Question } from './questions.js';
import type { Start } from '../../testkit/started-process.js';

export const VARIANT_NAMES = ['ours', 'unguarded', 'stock', 'mercurius', 'hive', 'bare', 'jit'] as const;
export type VariantName = (typeof VARIANT_NAMES)[number];

export const ABOUT: Readonly<Record<VariantName, string>> = {
  ours: 'ours, everything of production on',
  unguarded: 'ours without sign-in, authorisation, limits and log',
  stock: 'stock Apollo gateway',
  mercurius: 'Mercurius gateway with jit',
  hive: 'Hive Gateway',
  bare: 'limit: node:http with fixed bytes',
  jit: 'limit: one graphql-jit server',
};

export type Urls = Readonly<Record<BenchSubgraph, string>>;

/** What the variants are started on. */
export interface BenchWorld {
  /** Of the gateway: `dist`, or another one that is to be compared. */
  build: string;
  folder: string;
  /** Of the subgraphs that speak federation 2, and 1. */
  urls: Readonly<Record<1 | 2, Urls>>;
  identity: BenchIdentity;
  /** By question, the right answers. */
  answers: ReadonlyMap<Question, readonly string[]>;
}

const PEERS = path.join(packageRoot(), 'tests/bench/peers');
/** Lets a process of node run TypeScript from its sources. */
export const REGISTER = ['--import', path.join(packageRoot(), 'tests/testkit/register-typescript.mjs')];
/** The limits are on, and counted, and never reached. */
const UNREACHED = '100000000';

/** Writes what the variants read. */
export async function writeBenchFiles({ folder, urls, answers }: BenchWorld): Promise<void> {
  const fixed: Record<string, string> = {};
  for (const [question, texts] of answers) {
    question.variables.forEach((variables, place) => (fixed[requestBody(question, variables)] = texts[place] ?? ''));
  }
  const operations = Object.values(QUESTIONS).map(({ name, text }) => ({ name, text }));
  await Promise.all([
    writeFile(path.join(folder, 'guarded.graphql'), supergraph(urls[2], true)),
    writeFile(path.join(folder, 'plain.graphql'), supergraph(urls[2], false)),
    writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifestOf(operations))),
    writeFile(path.join(folder, 'answers.json'), JSON.stringify(fixed)),
  ]);
}

export function startOf(variant: VariantName, { folder, urls, identity, build }: BenchWorld): Start {
  const gateway = path.join(build, 'gateway/alone/main.js');
  const file = (name: string): string => path.join(folder, name);
  const peer = (...args: string[]): Start => ({ args: [path.join(PEERS, `${variant}.mjs`), ...args] });
  switch (variant) {
    case 'ours':
      return {
        args: [gateway],
        log: file('ours.log'),
        env: {
          ...{ PORT: '0', SUPERGRAPH: file('guarded.graphql'), OPERATION_MANIFESTS: file('manifest.json') },
          TRUSTED_SUBGRAPHS: SUBGRAPHS.join(),
          ...{ DATA_DIR: folder, LOG_LEVEL: 'info' },
          ...{ RATE_LIMIT_PER_CALLER: UNREACHED, RATE_LIMIT_PER_ADDRESS: UNREACHED },
          ...identity.env,
        },
      };
    case 'unguarded':
      return {
        args: ['--import', path.join(import.meta.dirname, 'open-environment.mjs'), gateway],
        env: {
          ...{ PORT: '0', SUPERGRAPH: file('plain.graphql'), DATA_DIR: folder },
          TRUSTED_SUBGRAPHS: SUBGRAPHS.join(),
          ...{ OPEN_GATEWAY: '1', AUTHORIZATION: 'off', LOG_LEVEL: 'silent' },
        },
      };
    case 'stock':
    case 'hive':
      return peer(file('plain.graphql'));
    case 'mercurius':
      return peer(JSON.stringify(urls[1]));
    case 'bare':
      return peer(file('answers.json'));
    case 'jit': {
      const { args } = peer();
      return { args: [...REGISTER, ...args] };
    }
  }
}

export function supergraph(urls: Urls, rules: boolean, owners: Owners = 'first'): string {
  return composed(
    ...SUBGRAPHS.map(
      (name) => [name, subgraphSdl(name, { federation: 2, rules, owners }), urls[name]] as [string, string, string],
    ),
  );
}
