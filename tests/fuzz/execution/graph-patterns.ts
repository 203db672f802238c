import type { DraftField, DraftSubgraph } from './draft-schema.js';
import { copyField, declareKey, isAbstractName, mention, randomField, type Graph } from './graph-parts.js';
import { ensureType, plainField, randomLeaf, VALUE_TYPES } from './leaf-types.js';

/** An interface of two or more entities, with a field of its own beside the id. */
export function addInterface(graph: Graph): void {
  const { random, homes, subgraphs } = graph;
  const subgraph = random.pick(subgraphs);
  const members = [...homes.keys()].filter((entity) => random.chance(0.7) || subgraph.types.has(entity)).slice(0, 3);
  if (members.length < 2) return;
  const declared = subgraph.type('Node', 'interface');
  const label = { ...randomField(graph, subgraph, 'label'), named: '' };
  declared.fields.set('id', plainField('id', 'ID!'));
  declared.fields.set('label', label);
  for (const member of members) {
    mention(graph, subgraph, member);
    const type = subgraph.type(member);
    type.interfaces.add('Node');
    if (!type.fields.has('id')) type.fields.set('id', plainField('id', 'ID!', ['@shareable']));
    type.fields.set('label', { ...label, directives: [] });
  }
}

const MEDIA = ['Book', 'Film', 'Song'];

/** An interface with a key, and a subgraph that has an object in its place. */
export function addInterfaceObject(graph: Graph): void {
  const { random, subgraphs } = graph;
  const [real, ...others] = random.chance(0.5) ? subgraphs : [...subgraphs].reverse();
  const members = MEDIA.slice(0, 2 + random.below(2));
  const media = real!.type('Media', 'interface');
  media.directives.add('@key(fields: "id")');
  const about = { ...plainField('about', random.pick(['String', 'Int', '[String!]', 'Float!'])) };
  for (const name of ['Media', ...members]) {
    const type = real!.type(name, name === 'Media' ? 'interface' : 'type');
    type.directives.add('@key(fields: "id")');
    if (name !== 'Media') type.interfaces.add('Media');
    type.fields.set('id', plainField('id', 'ID!'));
    type.fields.set('about', { ...about, directives: [] });
    if (name !== 'Media') type.fields.set(`of${name}`, randomField(graph, real!, `of${name}`));
  }
  for (const other of others.slice(0, 1 + random.below(2))) {
    const type = other.type('Media');
    for (const directive of ['@interfaceObject', '@key(fields: "id")']) type.directives.add(directive);
    type.fields.set('id', plainField('id', 'ID!'));
    for (const name of [`${other.name}Notes`, `${other.name}Score`].slice(0, 1 + random.below(2)))
      type.fields.set(name, randomField(graph, other, name));
    if (random.chance(0.5)) {
      type.fields.set('about', { ...about, directives: ['@external'] });
      mention(graph, other, about.named);
      copyArguments(other, about);
      requireField(graph, { subgraph: other, entity: 'Media', name: `${other.name}Needs`, needed: [about] });
    }
  }
}

function copyArguments(to: DraftSubgraph, field: DraftField): void {
  for (const type of ['Size', 'Filter', 'Range', 'Any']) if (field.signature.includes(type)) ensureType(to, type);
}

/** A union of entities and perhaps a value type, in one subgraph or with other members in a second. */
export function addUnion(graph: Graph): void {
  const { random, homes, subgraphs } = graph;
  for (const subgraph of random.chance(0.4) ? subgraphs.slice(0, 2) : [random.pick(subgraphs)]) {
    const members = [...homes.keys(), random.pick(VALUE_TYPES)].filter(() => random.chance(0.75));
    if (members.length < 2) continue;
    for (const member of members) mention(graph, subgraph, member);
    subgraph.plain.set('UnionOne', `union UnionOne = ${members.join(' | ')}`);
  }
}

/** A field that is computed from fields of other subgraphs: plain, with arguments, nested, of lists, of abstract types. */
export function addRequires(graph: Graph): void {
  const { random, homes } = graph;
  const entity = random.pick([...homes.keys()]);
  const subgraph = random.pick(homes.get(entity)!);
  const own = subgraph.type(entity);
  const foreign = homes
    .get(entity)!
    .filter((home) => home !== subgraph)
    .flatMap((home) => [...home.type(entity).fields.values()])
    .filter(
      (field) =>
        !own.fields.has(field.name) &&
        !isMoved(field) &&
        !hasContext(field) &&
        (!isAbstractName(field.named) || knows(subgraph, field.named)),
    );
  const needed = [...new Map(foreign.map((field) => [field.name, field])).values()].filter(() => random.chance(0.5));
  if (needed.length === 0) return;
  const name = `by${needed[0]!.name}`;
  if (own.fields.has(name)) return;
  for (const field of needed) copyField(graph, subgraph, { entity, field, directives: ['@external'] });
  requireField(graph, { subgraph, entity, name, needed });
}

/** Whether the abstract type is there, with all that it had when it was made. */
function knows(subgraph: DraftSubgraph, name: string): boolean {
  return subgraph.plain.has(name) || subgraph.types.has(name);
}

function isMoved({ directives }: DraftField): boolean {
  return directives.some((directive) => directive.startsWith('@override') || directive.startsWith('@external'));
}

function hasContext({ signature }: DraftField): boolean {
  return signature.includes('@fromContext');
}

interface Requirement {
  subgraph: DraftSubgraph;
  entity: string;
  name: string;
  needed: readonly DraftField[];
}

function requireField(graph: Graph, { subgraph, entity, name, needed }: Requirement): void {
  const fields = needed.map(
    (field) => `${field.name}${argumentsIn(graph, field)}${below(graph, subgraph, field.named)}`,
  );
  const made = randomField(graph, subgraph, name);
  const text = JSON.stringify(fields.join(' '));
  subgraph.type(entity).fields.set(name, { ...made, directives: [`@requires(fields: ${text})`] });
}

function argumentsIn({ random }: Graph, { signature, literalArguments }: DraftField): string {
  return /!( = \w+)?[,)]/.test(signature) || random.chance(0.7) ? literalArguments : '';
}

/** What is required of a composite field: leaves of value types, external leaves of entities, per type of a union. */
function below(graph: Graph, subgraph: DraftSubgraph, named: string): string {
  const { random, homes } = graph;
  if (VALUE_TYPES.includes(named)) {
    const choices =
      named === 'Money' ? ['amount', 'note currency', 'part { no tags }', 'parts { no }'] : ['no', 'tags grid'];
    return ` { ${random.pick(choices)} }`;
  }
  if (named === 'Ref') return ' { code }';
  if (named === 'Node' || named === 'Media') return ' { id }';
  if (named.startsWith('Union')) {
    const [, members = ''] = /= ([^]*)$/.exec(subgraph.plain.get(named) ?? '') ?? [];
    return ` { ${members
      .split(' | ')
      .filter((name) => name)
      .map((name) => `... on ${name} ${below(graph, subgraph, name)}`)
      .join(' ')} }`;
  }
  if (!homes.has(named)) return '';
  const type = subgraph.type(named);
  const keys = [...type.fields.values()].filter((field) => ['id', 'sku', 'code', 'region'].includes(field.name));
  const foreign = homes
    .get(named)!
    .filter((home) => home !== subgraph)
    .flatMap((home) => [...home.type(named).fields.values()])
    .find(
      (field) => !type.fields.has(field.name) && !homes.has(field.named) && !field.literalArguments && !isMoved(field),
    );
  if (
    foreign &&
    random.chance(0.6) &&
    foreign.named !== 'Ref' &&
    !VALUE_TYPES.includes(foreign.named) &&
    !isAbstractName(foreign.named)
  ) {
    copyField(graph, subgraph, { entity: named, field: foreign, directives: ['@external'] });
    return ` { ${foreign.name} }`;
  }
  return keys.length > 0 ? ` { ${random.pick(keys).name} }` : ' { ref { code } }';
}

/** A field that one path of a subgraph has though it belongs to another. */
export function addProvides(graph: Graph): void {
  const { random, homes, subgraphs } = graph;
  const subgraph = random.pick(subgraphs);
  const holders = ['Query', ...homes.keys()].filter((name) => subgraph.types.has(name));
  const holder = subgraph.type(random.pick(holders));
  const field = [...holder.fields.values()].find(
    ({ named, directives }) => homes.has(named) && directives.length === 0,
  );
  if (!field) return;
  const type = subgraph.type(field.named);
  for (const home of homes.get(field.named)!) {
    if (home === subgraph) continue;
    const provided = [...home.type(field.named).fields.values()].find(
      (each) =>
        !type.fields.has(each.name) &&
        each.directives.length === 0 &&
        !homes.has(each.named) &&
        each.named !== 'Ref' &&
        !each.signature.includes('(') &&
        !isAbstractName(each.named),
    );
    if (!provided || hasContext(provided)) continue;
    provided.directives.push('@shareable');
    copyField(graph, subgraph, { entity: field.named, field: provided, directives: ['@external'] });
    const selection = VALUE_TYPES.includes(provided.named)
      ? provided.named === 'Money'
        ? ' { amount note }'
        : ' { no }'
      : '';
    field.directives.push(`@provides(fields: "${provided.name}${selection}")`);
    return;
  }
}

/** An argument that is filled from a field of an object above. */
export function addContext(graph: Graph): void {
  const { random, homes, subgraphs } = graph;
  const subgraph = random.pick(subgraphs);
  const inside = [...homes.keys()].filter((entity) => homes.get(entity)!.includes(subgraph));
  const [holder, child] = [inside[0], inside[1] ?? inside[0]];
  if (!holder || !child) return;
  const leaf = randomLeaf(random).replace(/^(Color|Size|Any)$/, 'String');
  subgraph.type(holder).directives.add('@context(name: "above")');
  subgraph.type(holder).fields.set('contextual', plainField('contextual', leaf));
  declareKey(subgraph, child, graph.keys.get(child)![0]!);
  subgraph.type(holder).fields.set('child', plainField('child', random.pick([child, `[${child}!]`, `${child}!`])));
  const argument = `above: ${leaf} @fromContext(field: "$above { contextual }")`;
  const field = plainField('fromAbove', 'Int');
  subgraph.type(child).fields.set('fromAbove', { ...field, signature: `fromAbove(${argument}): Int` });
}
