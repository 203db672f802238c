import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MassivoBatch } from '../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { createMassivoWorld, type BridgeOptions, type MassivoWorld } from './massivo-world.js';
import { sha256Of, type SentFile } from './scripted-office.js';

/** What a lie needs to know: the office that tells it, and the file that it is about. */
export interface LieContext {
  world: MassivoWorld;
  file: SentFile;
}

/** An answer that is not true, and what is to be seen of it. */
export interface Lie {
  what: string;
  tell(context: LieContext): Promise<void>;
  /** `lastError` of the batch. */
  reported: string | RegExp;
  /** SENT where nothing else is said. */
  state?: 'SENT' | 'ACKNOWLEDGED';
  options?: BridgeOptions;
}

const ROWS = 3;
/** Larger files are known by their size: reading a gigabyte back would prove nothing more. */
const MOST_READ = 10_000_000;

/**
 * The one story of every lie: it is reported on the batch, nothing is guessed from it, nothing that the office has put
 * is followed, changed or deleted; and an honest answer that comes later ends every item, once.
 */
export class LieTest {
  private constructor(readonly world: MassivoWorld) {}

  static async open(): Promise<LieTest> {
    return new LieTest(await createMassivoWorld());
  }

  async batchOf(requestId: string): Promise<MassivoBatch> {
    const [batch] = await this.world.bridge().batches.ofRequests([requestId]);
    if (!batch) throw new Error('no batch');
    return batch;
  }

  async endsOf(requestId: string): Promise<string[]> {
    const ends = await this.world.items.ends(requestId);
    return [...ends.values()].map(({ status, code }) => (code ? `${status} ${code}` : status));
  }

  /** A request that lies at the office, taken up. */
  async sent(rows = ROWS): Promise<{ requestId: string; file: SentFile }> {
    const { requestId } = await this.world.submit({ rows });
    await this.world.bridge().worker.runOnce();
    const [file] = await this.world.office.takeUp();
    if (!file) throw new Error('nothing was sent');
    return { requestId, file };
  }

  /** A round of the bridge; whatever lay at the office lies there still, with the same content. */
  async collect(options: BridgeOptions = {}): Promise<void> {
    const before = await this.#inventory();
    await this.world
      .bridge({ ...options, settings: { incompleteDeadlineMs: 0, ...options.settings } })
      .worker.runOnce();
    expect(await this.#inventory()).toEqual(before);
  }

  async run({ tell, reported, state = 'SENT', options }: Lie): Promise<void> {
    const { world } = this;
    const { requestId, file } = await this.sent();
    await tell({ world, file });
    await this.collect(options);
    const told = await this.batchOf(requestId);
    expect(told.lastError).toEqual(typeof reported === 'string' ? reported : expect.stringMatching(reported));
    expect(told.state).toBe(state);
    expect(await this.endsOf(requestId)).toEqual([]);
    await world.office.complete(file);
    await this.collect();
    expect(await this.batchOf(requestId)).toMatchObject({ state: 'COMPLETED', lastError: null });
    expect(await this.endsOf(requestId)).toEqual(Array(ROWS).fill('ISSUED'));
    await this.collect();
    expect(await this.endsOf(requestId)).toHaveLength(ROWS);
    for (const folder of ['ack', 'err', 'out']) expect(await world.office.names(folder)).toEqual([]);
  }

  /** What lies in the answer folders, taken in or not, by content; sorted. */
  async #inventory(): Promise<string[]> {
    const contents: string[] = [];
    for (const folder of ['ack', 'err', 'out']) {
      for (const path of [this.world.office.path(folder), this.world.office.path(folder, 'done')]) {
        for (const entry of await readdir(path, { withFileTypes: true })) {
          if (entry.isFile()) contents.push(await contentOf(join(path, entry.name)));
          else if (entry.name !== 'done') contents.push(`no regular file: ${entry.name}`);
        }
      }
    }
    return contents.sort();
  }
}

async function contentOf(path: string): Promise<string> {
  const { size } = await stat(path);
  return size > MOST_READ ? `${size} bytes` : sha256Of(await readFile(path));
}

/** Names of the answers to a request file. */
export function answerNames({ name }: SentFile): { ack: string; err: string; outcome: string; certificates: string } {
  const rest = name.slice('MASSIVA_'.length, -'.txt'.length);
  const stem = name.slice(0, -'.txt'.length);
  return {
    ack: `${stem}.ack`,
    err: `${stem}.err`,
    outcome: `ESITI_${rest}.txt`,
    certificates: `CERTIFICATI_${rest}.zip`,
  };
}
