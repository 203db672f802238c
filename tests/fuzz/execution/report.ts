import type { CampaignReport } from './campaign.js';
import { EXPECTED_FEATURES } from './coverage.js';
import type { TestCase } from './test-case.js';
import type { Tally } from './tally.js';

/** The features that were never met; each says that a part of the proof is empty. */
export function missingFeatures(tally: Tally, expected: readonly string[] = EXPECTED_FEATURES): string[] {
  return expected.filter((name) => tally.get(name) === 0);
}

export function differencesOf(tally: Tally, executor: string): [kind: string, count: number][] {
  return tally.under(`difference of ${executor}: `);
}

export function reportText({ tally, ms, hung }: CampaignReport): string {
  const operations = tally.get('operations');
  const compiled = tally.get('compiled');
  const share = operations === 0 ? 0 : (100 * compiled) / operations;
  const lines = [
    `${operations} operations in ${(ms / 1_000).toFixed(0)} s (${Math.round((operations * 1_000) / ms)} a second)`,
    `${tally.get('supergraphs')} supergraphs, ${tally.get('supergraphs thrown away')} did not compose; ${tally.get('operations thrown away')} operations were not valid`,
    `compiled: ${compiled} (${share.toFixed(2)} %)`,
    ...table('handed to Apollo, and why', tally.under('handed to Apollo: ')),
    ...table(
      'met by',
      EXPECTED_FEATURES.map((name): [string, number] => [name, tally.get(name)]),
    ),
    ...table(
      "without a plan: Apollo's planner fails, an error is the answer and nothing is executed",
      tally.under('the planner fails: '),
    ),
    ...['ours', 'apollo'].flatMap((name) => [
      `${name}: ${tally.get(`${name} as the judge`)} as the judge`,
      `  of them with an error of a field that only the plan asked for: ${tally.get(`${name}: error beside`)}`,
      ...table('differences', differencesOf(tally, name)),
    ]),
    ...hung.map((round) => `ROUND ${round} HAS NOT ENDED`),
  ];
  return lines.join('\n');
}

function table(title: string, rows: readonly [string, number][]): string[] {
  return rows.length === 0 ? [] : [`${title}:`, ...rows.map(([name, count]) => `  ${name.padEnd(52)} ${count}`)];
}

export function caseText({ subgraphs, text, ...rest }: TestCase): string {
  const sdl = subgraphs.map((subgraph) => `# ${subgraph.name}\n${subgraph.sdl}`).join('\n\n');
  return `${sdl}\n\n${text}\n\n${JSON.stringify(rest)}`;
}
