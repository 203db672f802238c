import type { DraftField, DraftSubgraph } from './draft-schema.js';
import { copyField, hasContext, isAbstractName, isMoved, mention, randomField, type Graph } from './graph-parts.js';
import { plainField, VALUE_TYPES } from './leaf-types.js';

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

export interface Requirement {
  subgraph: DraftSubgraph;
  entity: string;
  name: string;
  needed: readonly DraftField[];
}

/** Puts in the field, with what it requires as it is declared; that must be there as external already. */
export function requireField(graph: Graph, { subgraph, entity, name, needed }: Requirement): void {
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

/** A field that requires one of a union, whose members both subgraphs know; what is required depends on the member. */
export function addRequiredUnion(graph: Graph): void {
  const { random, homes } = graph;
  const entity = random.pick([...homes.keys()]);
  const [owner, subgraph] = homes.get(entity)!;
  if (!owner || !subgraph) return;
  const members = [...[...homes.keys()].slice(0, 1 + random.below(2)), random.pick(VALUE_TYPES)];
  for (const place of [owner, subgraph]) {
    for (const member of members) mention(graph, place, member);
    place.plain.set('UnionTwo', `union UnionTwo = ${members.join(' | ')}`);
  }
  const type = random.pick(['UnionTwo', 'UnionTwo!', '[UnionTwo]', '[UnionTwo!]!']);
  const field = plainField('either', type);
  owner.type(entity).fields.set('either', field);
  subgraph.type(entity).fields.set('either', { ...field, directives: ['@external'] });
  requireField(graph, { subgraph, entity, name: 'byeither', needed: [field] });
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
