/** A CPU profile as V8's inspector gives it; times in microseconds. */
export interface CpuProfile {
  nodes: readonly {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: readonly number[];
  }[];
  samples: readonly number[];
  timeDeltas: readonly number[];
}

/** Where a function belongs, by the file that it stands in; the first that fits. */
const AREAS: readonly (readonly [area: string, file: RegExp])[] = [
  ['execution: ours', /\/gateway\/execution\/(?!transport|http-|in-process|data-source)/],
  ['subgraph client: ours', /\/gateway\/execution\//],
  ['sign-in', /\/gateway\/identity\/|node_modules\/jose\//],
  ['authorisation', /\/gateway\/protection\/authorization\//],
  ['limits and operation list', /\/gateway\/protection\//],
  ['log and metrics', /\/gateway\/telemetry\/|node_modules\/(pino|prom-client|sonic-boom|fast-redact|quick-format)/],
  ['graph routes: ours', /\/gateway\/(graph|supergraph|errors|[a-z-]+\.js)/],
  ['subgraphs: rules', /\/(subgraphs|schema|legacy-adapter)\/.*\.rules\./],
  ['subgraphs: ours', /\/(subgraphs|legacy-adapter)\//],
  ['Prisma', /@prisma\/|\/prisma\/generated\//],
  ['schema kernel', /\/schema\//],
  ['Apollo Server', /node_modules\/(@apollo\/(server|utils)|@as-integrations)/],
  ['Apollo gateway', /node_modules\/@apollo\//],
  ['graphql-js: execution', /node_modules\/graphql\/(execution|jsutils|type)\//],
  ['graphql-js: parsing, validation', /node_modules\/graphql\//],
  ['type-graphql', /node_modules\/type-graphql\//],
  ['pg', /node_modules\/(pg|postgres)[a-z-]*\//],
  ['Fastify', /node_modules\/(@?fastify|avvio|find-my-way|light-my-request|secure-json|fast-json|process-warning)/],
  ['undici', /node_modules\/undici\/|node:internal\/deps\/undici/],
  ['node: http', /^node:(_http|internal\/http|http)/],
  ['node: streams', /^node:internal\/(streams|webstreams|js_stream)|^node:stream/],
  ['node: sockets', /^node:(net|internal\/stream_base|internal\/net)/],
  ['node: crypto', /^node:(internal\/)?crypto/],
  ['node: timers and hooks', /^node:(internal\/(timers|async_hooks|process)|timers|async_hooks|diagnostics_channel)/],
  ['node: events', /^node:(events|internal\/(event_target|abort_controller))/],
  ['node: the rest', /^node:/],
];

const NATIVE: Readonly<Record<string, string>> = {
  '(garbage collector)': 'garbage collection',
  '(program)': 'native code: sockets, libuv, V8 itself',
};

interface Own {
  area: string;
  name: string;
  microseconds: number;
}

/** Which share of the time that was not idle each area takes itself, the greatest first. */
export function areaShares(profile: CpuProfile): (readonly [area: string, share: number])[] {
  const own = ownTimes(profile);
  const sums = new Map<string, number>();
  for (const { area, microseconds } of own) sums.set(area, (sums.get(area) ?? 0) + microseconds);
  return [...sums].map(([area, sum]) => [area, sum / total(own)] as const).sort(([, one], [, other]) => other - one);
}

export function topFunctions(profile: CpuProfile, most = 30): { name: string; share: number }[] {
  const own = ownTimes(profile);
  const sums = new Map<string, number>();
  for (const { name, microseconds } of own) sums.set(name, (sums.get(name) ?? 0) + microseconds);
  return [...sums]
    .map(([name, sum]) => ({ name, share: sum / total(own) }))
    .sort((one, other) => other.share - one.share)
    .slice(0, most);
}

const total = (own: readonly Own[]): number => own.reduce((sum, { microseconds }) => sum + microseconds, 0);

/** What each function took itself. Built-in functions without a file count for the one that calls them. */
function ownTimes({ nodes, samples, timeDeltas }: CpuProfile): Own[] {
  const times = new Map<number, number>();
  samples.forEach((id, place) => times.set(id, (times.get(id) ?? 0) + (timeDeltas[place] ?? 0)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own: Own[] = [];
  const walk = (id: number, callerArea: string): void => {
    const node = byId.get(id);
    if (!node || node.callFrame.functionName === '(idle)') return;
    const { functionName, url, lineNumber } = node.callFrame;
    const area = NATIVE[functionName] ?? (url === '' ? callerArea : areaOf(url));
    const file = url === '' ? `in ${callerArea}` : `${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
    own.push({ area, name: `${functionName || '(anonymous)'} ${file}`, microseconds: times.get(id) ?? 0 });
    for (const child of node.children ?? []) walk(child, area);
  };
  const [root] = nodes;
  if (root) walk(root.id, 'other');
  return own;
}

function areaOf(url: string): string {
  return AREAS.find(([, file]) => file.test(url))?.[0] ?? /node_modules\/([^/]+)/.exec(url)?.[1] ?? 'other';
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(7);
