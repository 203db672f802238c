import { createHash } from 'node:crypto';
import { SeededRandom } from '../testkit/seeded-random.js';

/** What a case came to; `tags` are counted over the whole run (codes, verdicts, named differences). */
export interface CaseResult {
  tags: readonly string[];
}

/** One kind of case. Both functions depend on their arguments only, so that seed and index give a case back. */
export interface FuzzTarget {
  readonly name: string;
  /** File extension of a reproduced case. */
  readonly extension: string;
  /** The bytes of a case. */
  make(random: SeededRandom): Promise<Buffer>;
  /** Throws what does not hold; `random` draws how the bytes are cut into chunks and the like. */
  check(bytes: Buffer, random: SeededRandom): Promise<CaseResult>;
  /** Tags that a run of some thousand cases must have met, each at least once. */
  readonly expected: readonly string[];
}

/** The numbers of one case: the same for the same seed, index and purpose, whatever was drawn for others. */
export function caseRandom(seed: number, index: number, purpose: 'make' | 'check'): SeededRandom {
  return new SeededRandom(createHash('sha256').update(`${seed}/${index}/${purpose}`).digest().readUInt32LE(0));
}

/** A property that does not hold. */
export class PropertyBroken extends Error {
  constructor(property: string, facts: unknown) {
    super(`${property}: ${JSON.stringify(facts)?.slice(0, 2_000)}`);
    this.name = 'PropertyBroken';
  }
}

/** Throws unless it holds; `facts` are made only then. */
export function holds(condition: boolean, property: string, facts: () => unknown): asserts condition {
  if (!condition) throw new PropertyBroken(property, facts());
}

/** The bytes as a stream in pieces of random lengths, now and then empty ones. */
export async function* inRandomChunks(bytes: Buffer, random: SeededRandom): AsyncGenerator<Uint8Array> {
  const longest = random.pick([1, 7, 80, 4_096, 65_536].filter((size) => bytes.length / size < 600));
  for (let start = 0; start < bytes.length;) {
    const end = start + random.below(longest + 1);
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** The bytes in one piece. */
export async function* inOnePiece(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
