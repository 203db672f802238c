import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 9162, section 2.1, over texts that are signed together: one signature of the root stands for
 * all of them, and each is proved by itself, with the hashes beside its way to the root. Leaves and nodes are told
 * apart by the byte before them, so that no node can pass for a text.
 */

export const HASH_BYTES = 32;
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** The root over these texts and, for each of them, the hashes that lead there, one behind the other. */
export function statementTree(texts: readonly Uint8Array[]): { root: Buffer; paths: Buffer[] } {
  const paths: Buffer[][] = texts.map(() => []);
  let level = texts.map(leafOf);
  for (let height = 0; level.length > 1; height += 1) {
    paths.forEach((path, index) => {
      const beside = level[(index >> height) ^ 1];
      if (beside) path.push(beside);
    });
    level = levelAbove(level);
  }
  const [root] = level;
  if (!root) throw new RangeError('a tree needs a text');
  return { root, paths: paths.map((path) => Buffer.concat(path)) };
}

/** The root that a text leads to from its place among `size` texts; null when the path is not one of that place. */
export function rootOf(text: Uint8Array, place: { index: number; size: number; path: Buffer }): Buffer | null {
  let [index, last] = [place.index, place.size - 1];
  if (index > last) return null;
  let [found, used] = [leafOf(text), 0];
  for (; last > 0; index >>= 1, last >>= 1) {
    const isAlone = index === last && index % 2 === 0; // nobody beside it: it goes up as it is
    if (isAlone) continue;
    const beside = place.path.subarray(used, (used += HASH_BYTES));
    found = index % 2 === 1 ? nodeOf(beside, found) : nodeOf(found, beside);
  }
  return used === place.path.length ? found : null;
}

function levelAbove(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = [level[index], level[index + 1]];
    if (left) above.push(right ? nodeOf(left, right) : left);
  }
  return above;
}

const leafOf = (text: Uint8Array): Buffer => hash('sha256', Buffer.concat([LEAF, text]), 'buffer');
const nodeOf = (left: Buffer, right: Buffer): Buffer => hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');
