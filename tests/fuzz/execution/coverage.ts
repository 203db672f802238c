import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, visit } from 'graphql';
import type { Answer, TestOperation } from './executor.js';
import type { TestSupergraph } from './supergraph.js';
import type { Tally } from './tally.js';

/** Features of supergraphs, each found by its text in the SDL. */
const GRAPH_FEATURES: readonly [name: string, pattern: RegExp][] = [
  ['several keys', /@key[^{]*@key/],
  ['compound key', /@key\(fields: "\w+ \w+/],
  ['nested key', /@key\(fields: "[^"]*\{/],
  ['@shareable', /@shareable/],
  ['@requires', /@requires\(/],
  ['@requires with arguments', /@requires\(fields: "[^)]*\(/],
  ['@requires nested', /@requires\(fields: "[^)]*\{/],
  ['@requires of a union', /@requires\(fields: "[^)]*\.\.\. on/],
  ['@provides', /@provides\(/],
  ['@override', /@override\(from: "\w+"\)/],
  ['@override percent(n)', /label: "percent/],
  ['@override with another label', /label: "beta/],
  ['@inaccessible field', /: [^\n]*@inaccessible/],
  ['@inaccessible enum value', /HIDDEN @inaccessible/],
  ['@interfaceObject', /@interfaceObject/],
  ['interface', /\ninterface /],
  ['interface with a key', /interface \w+ +@key/],
  ['union', /\nunion /],
  ['custom scalar', /\nscalar /],
  ['input object', /\ninput /],
  ['nested list', /: \[\[/],
  ['mutation', /type Mutation/],
  ['shared root field', /shared\b[^\n]*@shareable/],
  ['@fromContext', /: \w+ @fromContext/],
];
const OPERATION_FEATURES: readonly [name: string, pattern: RegExp][] = [
  ['alias', /\w+: \w+[ ({@]/],
  ['aliased __typename', /\w: __typename/],
  ['__typename', /__typename/],
  ['alias that is a name of a key', /\b(id|sku|code|ref): \w/],
  ['named fragment', /fragment /],
  ['inline fragment', /\.\.\. on/],
  ['fragment without a type', /\.\.\.( @\w+\([^)]*\))* \{/],
  ['@skip', /@skip/],
  ['@include', /@include/],
  ['condition by variable', /@(skip|include)\(if: \$/],
  ['condition by constant', /@(skip|include)\(if: (true|false)/],
  ['@skip and @include', /@skip[^{}]*@include|@include[^{}]*@skip/],
  ['variable with a default', /\$v\d+: [^$]*=/],
  ['variable in a literal', /[:[,] *[[{][^}\]]*\$v/],
  ['introspection of the schema', /__schema/],
  ['introspection of a type', /__type\(/],
  ['several operations', /query Other/],
  ['mutation', /mutation /],
];

export function countGraph({ subgraphs }: TestSupergraph, tally: Tally): void {
  const sdl = subgraphs.map((subgraph) => subgraph.sdl).join('\n');
  tally.add(`graph of ${subgraphs.length} subgraphs`);
  for (const [name, pattern] of GRAPH_FEATURES) tally.add(`graph: ${name}`, pattern.test(sdl) ? 1 : 0);
}

export function countOperation(
  { text, document, variables, faults, labels }: TestOperation,
  answer: Answer,
  tally: Tally,
): void {
  for (const [name, pattern] of OPERATION_FEATURES) tally.add(`operation: ${name}`, pattern.test(text) ? 1 : 0);
  const declared = countVariables(document);
  const given = Object.keys(variables).length;
  tally.add('operation: variable left out', given < declared ? 1 : 0);
  tally.add('operation: null in a variable', Object.values(variables).includes(null) ? 1 : 0);
  tally.add('operation: active label', labels.size > 0 ? 1 : 0);
  tally.add('operation: without faults', faults.length === 0 ? 1 : 0);
  for (const fault of answer.run.struck) tally.add(`fault: ${nameOf(fault)}`);
}

function nameOf(fault: Answer['run']['faults'][number]): string {
  return 'form' in fault ? `${fault.kind} ${fault.form}` : fault.kind;
}

const PLAN_FEATURES = [
  'Fetch',
  'Flatten',
  'Sequence',
  'Parallel',
  'Condition',
  'inputRewrites',
  'outputRewrites',
  'contextRewrites',
];

/** What kinds of steps the plan has. */
export function countPlan({ node }: QueryPlan, tally: Tally): void {
  const found = new Set<string>();
  if (node && node.kind !== 'Subscription') visitPlan(node, found);
  for (const feature of PLAN_FEATURES) tally.add(`plan: ${feature}`, found.has(feature) ? 1 : 0);
}

function visitPlan(node: PlanNode, found: Set<string>): void {
  found.add(node.kind);
  if (node.kind === 'Sequence' || node.kind === 'Parallel') for (const child of node.nodes) visitPlan(child, found);
  if (node.kind === 'Flatten') visitPlan(node.node, found);
  if (node.kind === 'Condition')
    for (const child of [node.ifClause, node.elseClause]) if (child) visitPlan(child, found);
  if (node.kind !== 'Fetch') return;
  for (const name of ['inputRewrites', 'outputRewrites', 'contextRewrites'] as const)
    if ((node[name]?.length ?? 0) > 0) found.add(name);
}

function countVariables(document: TestOperation['document']): number {
  let count = 0;
  visit(document, { [Kind.VARIABLE_DEFINITION]: () => void (count += 1) });
  return count;
}

/** What a run of some thousand operations must have met; a name that is missing says that its proof is empty. */
export const EXPECTED_FEATURES: readonly string[] = [
  ...GRAPH_FEATURES.map(([name]) => `graph: ${name}`),
  ...OPERATION_FEATURES.map(([name]) => `operation: ${name}`),
  ...['variable left out', 'null in a variable', 'active label', 'without faults'].map((name) => `operation: ${name}`),
  ...['throw', 'null', 'wrong', 'tamper', 'entity null', 'entity throw'].map((name) => `fault: ${name}`),
  ...['reject', 'timeout', 'data-null', 'no-data'].map((form) => `fault: subgraph ${form}`),
  ...PLAN_FEATURES.map((name) => `plan: ${name}`),
];
