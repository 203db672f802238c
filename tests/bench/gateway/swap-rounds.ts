import { rename, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { manifestOf } from '../../../gateway/protection/operations/operation-manifest.js';
import { startProcess, type StartedProcess } from '../../testkit/started-process.js';
import { temporaryFolder } from '../../testkit/temporary-folder.js';
import { benchIdentity } from './bench-identity.js';
import { startSubgraphs } from './bench-world.js';
import { SteadyLoad } from './steady-load.js';
import { EDITIONS, SWAP_OPERATIONS, swapRequests, type Edition, type SwapRequest } from './swap-questions.js';
import { swapTable, SwapTimes } from './swap-times.js';
import { startOf, supergraph } from './variants.js';

export interface SwapOptions {
  build: string;
  swaps: number;
  requestsASecond: number;
}

interface SwapWorld {
  /** Of the file that the gateway serves. */
  file: string;
  texts: Readonly<Record<Edition, string>>;
  gateway: StartedProcess;
  url: string;
  headers: Readonly<Record<string, string>>;
  log: string;
  stop(): Promise<void>;
}

/** Before the first swap, at the same rate. */
const WARM_UP_MS = 20_000;
/** Between a supergraph that has taken over and the next. */
const QUIET_MS = 1_000;
/** One of so many swaps is left to the gateway's looking at the file; the others are told by SIGHUP. */
const UNTOLD = 10;
const SWAP_DEADLINE_MS = 30_000;
const LOOK_MS = 2;

/** Two supergraphs take turns under a steady load; prints what the requests around the swaps have met. */
export async function measureSwaps(options: SwapOptions): Promise<void> {
  const world = await startSwapWorld(options.build);
  const requests = swapRequests();
  const times = new SwapTimes('first');
  const { url, headers } = world;
  const load = SteadyLoad.start<SwapRequest>({
    ...{ url, headers, requestsASecond: options.requestsASecond },
    requestOf: (number) => requests[number % requests.length] as SwapRequest,
    onOutcome: (outcome) => times.note(outcome),
  });
  let refused = 0;
  try {
    await setTimeout(WARM_UP_MS);
    times.begin();
    await swapAgainAndAgain(world, times, options.swaps);
    await setTimeout(QUIET_MS);
    refused = (await readFile(world.log, 'utf8')).split('supergraph refused').length - 1;
  } finally {
    await load.stop();
    await world.stop();
  }
  process.stdout.write(`\n${swapTable(times, { ...options, refused, operations: SWAP_OPERATIONS.length })}\n`);
}

async function swapAgainAndAgain(world: SwapWorld, times: SwapTimes, swaps: number): Promise<void> {
  for (let number = 1; number <= swaps; number += 1) {
    await setTimeout(QUIET_MS);
    const edition = EDITIONS[number % EDITIONS.length] as Edition;
    const isTold = number % UNTOLD !== 0;
    await writeFile(`${world.file}.new`, world.texts[edition]);
    times.swapBegins(edition, isTold);
    await rename(`${world.file}.new`, world.file);
    if (isTold) process.kill(world.gateway.pid, 'SIGHUP');
    const deadline = performance.now() + SWAP_DEADLINE_MS;
    while (!times.hasTakenOver) {
      if (performance.now() > deadline) throw new Error(`swap ${number}: the supergraph has not taken over`);
      await setTimeout(LOOK_MS);
    }
    process.stderr.write(`\rswap ${number} of ${swaps}, ${times.faults} faults   `);
  }
  process.stderr.write('\n');
}

async function startSwapWorld(build: string): Promise<SwapWorld> {
  const folder = await temporaryFolder();
  const identity = await benchIdentity(folder.path);
  const { urls, stop: stopSubgraphs } = await startSubgraphs('moving');
  const texts = { first: supergraph(urls, true, 'first'), moved: supergraph(urls, true, 'moved') };
  const file = path.join(folder.path, 'served.graphql');
  const manifest = path.join(folder.path, 'manifest.json');
  await writeFile(file, texts.first);
  await writeFile(manifest, JSON.stringify(manifestOf(SWAP_OPERATIONS.map(({ name, text }) => ({ name, text })))));
  const world = { build, folder: folder.path, urls: { 1: urls, 2: urls }, identity, answers: new Map<never, never>() };
  const start = startOf('ours', world);
  const gateway = await startProcess({
    ...start,
    env: { ...start.env, SUPERGRAPH: file, OPERATION_MANIFESTS: manifest },
  });
  const url = /http\S+/.exec(gateway.readyLine)?.[0] ?? '';
  return {
    ...{ file, texts, gateway, url, log: start.log ?? '' },
    headers: { authorization: identity.authorization },
    async stop() {
      await gateway.stop();
      await Promise.all([stopSubgraphs(), identity.close()]);
      await folder.remove();
    },
  };
}
