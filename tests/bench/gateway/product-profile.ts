import { Inspector } from './inspector.js';
import { ProductClients } from './product-clients.js';
import { PRODUCT_OPERATIONS, type ProductOperation } from './product-operations.js';
import { startInspectedProduct, type ProductVariant } from './product-world.js';
import { areaShares, percent, topFunctions, type CpuProfile } from './profile-areas.js';
import { table } from './report.js';
import { threadSeconds } from './thread-time.js';

export interface ProductProfile {
  build: string;
  concurrency: number;
  /** For which each operation is profiled; as many before. */
  seconds: number;
}

interface Profiled {
  operation: ProductOperation;
  /** Of the process, all its threads; milliseconds a request. */
  cpu: number;
  profile: CpuProfile;
}

/** Areas that take less than this of every operation are told together. */
const LEAST_SHARE = 0.01;
const TOP_FUNCTIONS = 25;

/** Prints where the CPU of the product in one process goes, operation by operation. */
export async function profileProduct({ build, concurrency, seconds }: ProductProfile): Promise<void> {
  const product = await startInspectedProduct(build);
  try {
    const inspector = await Inspector.connect(product.log);
    const profiled: Profiled[] = [];
    for (const variant of product.variants) {
      for (const operation of PRODUCT_OPERATIONS) {
        profiled.push(await profileOne(operation, { variant, inspector, concurrency, seconds }));
        process.stderr.write(`${operation.file} profiled\n`);
      }
    }
    inspector.close();
    process.stdout.write(`\n**Where the time of the product goes**, in one process\n\n${areaTable(profiled)}\n`);
    for (const { operation, profile } of profiled) {
      process.stdout.write(`\n${operation.file}\n`);
      for (const { share, name } of topFunctions(profile, TOP_FUNCTIONS))
        process.stdout.write(`  ${percent(share)}  ${name}\n`);
    }
  } finally {
    await product.stop();
  }
}

async function profileOne(
  operation: ProductOperation,
  {
    variant,
    inspector,
    concurrency,
    seconds,
  }: { variant: ProductVariant; inspector: Inspector } & Omit<ProductProfile, 'build'>,
): Promise<Profiled> {
  const clients = await ProductClients.of(operation, { variant, concurrency });
  await clients.answers();
  await clients.ask(seconds);
  const before = threadSeconds(variant.gateway);
  const { profile, result } = await inspector.profile(() => clients.ask(seconds));
  const cpu = ((threadSeconds(variant.gateway) - before) * 1_000) / result.length;
  await clients.close();
  return { operation, cpu, profile };
}

/** A row an area, the greatest of the last operation first; a column an operation; milliseconds a request. */
function areaTable(profiled: readonly Profiled[]): string {
  const shares = profiled.map(({ profile }) => new Map(areaShares(profile)));
  const areas = [...new Set([...shares].reverse().flatMap((each) => [...each.keys()]))];
  const [great, small] = [true, false].map((wanted) =>
    areas.filter((area) => shares.some((each) => (each.get(area) ?? 0) >= LEAST_SHARE) === wanted),
  );
  const cells = (pick: (each: ReadonlyMap<string, number>) => number): string[] =>
    profiled.map(({ cpu }, place) => ((shares[place] ? pick(shares[place]) : 0) * cpu).toFixed(2));
  return table(
    ['CPU, ms a request', ...profiled.map(({ operation }) => operation.file)],
    [
      ...(great ?? []).map((area) => [area, ...cells((each) => each.get(area) ?? 0)]),
      ['what is left', ...cells((each) => (small ?? []).reduce((sum, area) => sum + (each.get(area) ?? 0), 0))],
      ['together', ...cells(() => 1)],
    ],
  );
}
