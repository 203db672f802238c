import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../schema/kernel/package-root.js';

const PEERS = path.join(packageRoot(), 'tests/bench/peers');
/** What the stock gateway shares with ours, so that it is the way of executing that is compared. */
const SAME_VERSIONS = ['@apollo/gateway', '@apollo/server', 'graphql'];

/** Installs the peers where they are not, from their lock file. @throws Error when there is no registry. */
export function installPeers(): void {
  if (!existsSync(path.join(PEERS, 'node_modules'))) {
    process.stderr.write('installing the peers (npm ci --prefix tests/bench/peers)\n');
    try {
      execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', PEERS], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    } catch (cause) {
      const remedy = 'Is there a registry? `--variants ours,unguarded` measures without them.';
      throw new Error(`The peers of the benchmark cannot be installed. ${remedy}`, { cause });
    }
  }
  for (const name of SAME_VERSIONS) {
    const [own, peers] = [packageRoot(), PEERS].map((root) => versionOf(root, name));
    if (own !== peers) throw new Error(`${name} is ${own} in the product and ${peers} in tests/bench/peers.`);
  }
}

function versionOf(root: string, name: string): string {
  const text = readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
