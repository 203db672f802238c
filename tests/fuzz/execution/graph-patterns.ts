import type { DraftField, DraftSubgraph } from './draft-schema.js';
import { copyField, hasContext, isAbstractName, mention, randomField, type Graph } from './graph-parts.js';
import { ensureType, plainField, VALUE_TYPES } from './leaf-types.js';
import { requireField } from './requires-patterns.js';

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
