import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { carriedRules, citedRules } from './rule-citations.rules.js';

/** What the repository says of one rule. */
export interface RuleEvidence {
  /** Files whose code cites it, the most decisive first. */
  decidedIn: string[];
  /** Names that carry it, by file. */
  tests: Map<string, string[]>;
}

export interface Evidence {
  byRule: Map<string, RuleEvidence>;
  /** Every file that cites a rule, with what it cites; documents and the model too. */
  citations: Map<string, ReadonlySet<string>>;
}

const CODE = ['gateway', 'subgraphs', 'legacy-adapter', 'schema'];
const TESTS = 'tests';
const OTHER = ['docs', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const READ = /\.(?:ts|sql|mjs|md|pml|prisma)$/;
/** What is generated, and the list of rules itself, say nothing of their own. */
const LEFT_OUT = new Set([
  'docs/rules.md',
  'schema/domain-rules.ts',
  'schema/ERROR_CODES.md',
  'schema/prisma/generated',
]);
const TEST_FILE = /\.(?:test|contract)\.ts$/;
/** Rules are decided in pure functions first, then told by services; what describes them and what plays with them last. */
const ROLES = [
  /\.rules\.ts$/,
  /\.service\.ts$/,
  /\.(?:store|read-model|loader)\.ts$/,
  /\.ts$/,
  /\.sql$/,
  /\.(?:resolver|reference|input|type)\.ts$|\.prisma$/,
  /\/(?:demo|emulator)\//,
];

/** Goes through the repository once. */
export function readEvidence(root: string): Evidence {
  const evidence: Evidence = { byRule: new Map(), citations: new Map() };
  const citedIn = new Map<string, Map<string, number>>();
  for (const file of [...CODE, TESTS, ...OTHER].flatMap((place) => filesOf(root, place))) {
    const text = readFileSync(path.join(root, file), 'utf8');
    const cited = citedRules(text);
    if (cited.length === 0) continue;
    evidence.citations.set(file, new Set(cited));
    if (TEST_FILE.test(file)) noteTests(evidence, file, text);
    else if (CODE.some((folder) => file.startsWith(`${folder}/`)) && !file.endsWith('.md')) count(citedIn, file, cited);
  }
  for (const [rule, files] of citedIn) of(evidence, rule).decidedIn = mostDecisiveFirst(files);
  return evidence;
}

function filesOf(root: string, place: string): string[] {
  if (place.endsWith('.md')) return [place];
  return readdirSync(path.join(root, place), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const file = `${place}/${entry.name}`;
      if (LEFT_OUT.has(file)) return [];
      if (entry.isDirectory()) return filesOf(root, file);
      return READ.test(entry.name) ? [file] : [];
    });
}

function noteTests(evidence: Evidence, file: string, text: string): void {
  for (const { rule, name } of carriedRules(text)) {
    const { tests } = of(evidence, rule);
    const names = tests.get(file) ?? [];
    if (!names.includes(name)) tests.set(file, [...names, name]);
  }
}

function count(citedIn: Map<string, Map<string, number>>, file: string, cited: readonly string[]): void {
  for (const rule of cited) {
    const files = citedIn.get(rule) ?? new Map<string, number>();
    citedIn.set(rule, files.set(file, (files.get(file) ?? 0) + 1));
  }
}

function mostDecisiveFirst(files: ReadonlyMap<string, number>): string[] {
  const roleOf = (file: string): number => ROLES.findLastIndex((role) => role.test(file));
  return [...files]
    .sort(([one, often], [other, oftener]) => roleOf(one) - roleOf(other) || oftener - often || (one < other ? -1 : 1))
    .map(([file]) => file);
}

function of({ byRule }: Evidence, rule: string): RuleEvidence {
  const known = byRule.get(rule) ?? { decidedIn: [], tests: new Map<string, string[]>() };
  byRule.set(rule, known);
  return known;
}
