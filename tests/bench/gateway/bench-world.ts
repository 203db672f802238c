import path from 'node:path';
import { temporaryFolder } from '../../testkit/temporary-folder.js';
import { benchIdentity } from './bench-identity.js';
import { rightAnswers } from './judge.js';
import { QUESTIONS } from './questions.js';
import { startProcess } from '../../testkit/started-process.js';
import { REGISTER, writeBenchFiles, type BenchWorld, type Urls } from './variants.js';

export interface RunningWorld extends BenchWorld {
  /** How many questions the subgraphs have executed, instead of answering from memory. */
  misses(): Promise<number>;
  stop(): Promise<void>;
}

/** The subgraphs, the issuer, the right answers and the files that the variants read. */
export async function startBenchWorld(build: string): Promise<RunningWorld> {
  const folder = await temporaryFolder();
  const [first, second] = await Promise.all([startSubgraphs('1'), startSubgraphs('2')]);
  const identity = await benchIdentity(folder.path);
  const world: BenchWorld = {
    build,
    folder: folder.path,
    urls: { 1: first.urls, 2: second.urls },
    identity,
    answers: new Map(Object.values(QUESTIONS).map((question) => [question, rightAnswers(question)])),
  };
  await writeBenchFiles(world);
  return {
    ...world,
    misses: async () => {
      const counts = await Promise.all([first, second].map(({ urls }) => missesOf(urls)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async stop() {
      await Promise.all([first.stop(), second.stop(), identity.close()]);
      await folder.remove();
    },
  };
}

/** @param kind the federation that they speak, or `moving`: those that two supergraphs place the fields of. */
export async function startSubgraphs(kind: '1' | '2' | 'moving'): Promise<{ urls: Urls; stop(): Promise<void> }> {
  const script = path.join(import.meta.dirname, 'canned-subgraphs.ts');
  const { readyLine, stop } = await startProcess({ args: [...REGISTER, script, kind] });
  return { urls: JSON.parse(readyLine) as Urls, stop };
}

async function missesOf({ registry }: Urls): Promise<number> {
  const { misses } = (await (await fetch(registry.replace('/graphql', '/misses'))).json()) as { misses: number };
  return misses;
}
