import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { getNamedType, isEnumType, isObjectType, Kind, visit, type GraphQLSchema } from 'graphql';
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
  ['enum', /\nenum /],
  ['@requires of a list', /@requires\(fields: "[^)]*\b(items|grid|tags|parts)\b/],
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
  ['fragment on an interface', /on (Node|Media)\b/],
  ['fragment on a union', /on Union\w+/],
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
  // An answer of which a part comes from subgraphs.
  const isBeside = /__schema|__type\(/.test(text) && answer.run.calls.size > 0;
  tally.add('operation: introspection beside data', isBeside ? 1 : 0);
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

/** What the judge resolved, by what the federation directives say of it. */
export function countResolved({ run }: Answer, { facts, types }: Resolved, tally: Tally): void {
  const found = new Set<string>();
  for (const coordinate of run.visited) {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = types.getType(typeName);
    if (!isObjectType(type)) continue;
    const { type: of, args } = type.getFields()[fieldName]!;
    const names = [typeName, ...type.getInterfaces().map(({ name }) => name)].map((name) => `${name}.${fieldName}`);
    const override = names.map((name) => facts.overrides.get(name)).find((each) => each !== undefined);
    if (names.some((name) => facts.requires.has(name))) found.add('@requires');
    if (names.some((name) => facts.contextArguments.has(name))) found.add('@fromContext');
    if (names.some((name) => (facts.owners.get(name)?.size ?? 0) > 1)) found.add('field of several subgraphs');
    if (names.slice(1).some((name) => isOfInterfaceObject(name, facts))) found.add('field of an interface object');
    if (override) found.add('@override');
    if (override?.label) found.add(run.labels.has(override.label) ? 'label that holds' : 'label that does not hold');
    if (isEnumType(getNamedType(of))) found.add('enum');
    if (getNamedType(of).name === 'Any') found.add('custom scalar');
    if (args.length > 0) found.add('field with arguments');
  }
  for (const name of RESOLVED) tally.add(`resolved: ${name}`, found.has(name) ? 1 : 0);
}

export interface Resolved {
  readonly facts: TestSupergraph['facts'];
  readonly types: GraphQLSchema;
}

function isOfInterfaceObject(coordinate: string, { owners, interfaceObjects }: Resolved['facts']): boolean {
  const [type = ''] = coordinate.split('.');
  return [...(owners.get(coordinate) ?? [])].some((subgraph) => interfaceObjects.has(`${subgraph}/${type}`));
}

const RESOLVED = [
  ...['@requires', '@fromContext', 'field of several subgraphs', 'field of an interface object', '@override'],
  ...['label that holds', 'label that does not hold', 'enum', 'custom scalar', 'field with arguments'],
];

/** What a run of some thousand operations must have met; a name that is missing says that its proof is empty. */
export const EXPECTED_FEATURES: readonly string[] = [
  ...GRAPH_FEATURES.map(([name]) => `graph: ${name}`),
  ...OPERATION_FEATURES.map(([name]) => `operation: ${name}`),
  ...['introspection beside data', 'variable left out', 'null in a variable', 'active label', 'without faults'].map(
    (name) => `operation: ${name}`,
  ),
  ...['throw', 'null', 'wrong', 'tamper', 'entity null', 'entity throw'].map((name) => `fault: ${name}`),
  ...['reject', 'timeout', 'data-null', 'no-data'].map((form) => `fault: subgraph ${form}`),
  ...RESOLVED.map((name) => `resolved: ${name}`),
  ...PLAN_FEATURES.map((name) => `plan: ${name}`),
];
