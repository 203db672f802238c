import type { SeededRandom } from '../../testkit/seeded-random.js';
import { DraftSubgraph, type DraftField } from './draft-schema.js';
import type { SubgraphSdl } from './federation-facts.js';
import { addContext } from './context-pattern.js';
import { addInterface, addInterfaceObject, addProvides, addUnion } from './graph-patterns.js';
import {
  copyField,
  declareKey,
  isAbstractName,
  KEYS,
  mention,
  randomField,
  randomTarget,
  type Graph,
} from './graph-parts.js';
import { ensureType, plainField, randomArguments, randomLeaf, wrapped } from './leaf-types.js';
import { addRequiredUnion, addRequires } from './requires-patterns.js';

const SUBGRAPHS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
const ENTITIES = ['Product', 'User', 'Order', 'Place'];
/** Some subgraphs of 2 to 6 that probably compose; composition has the last word. */
export function generateSubgraphs(random: SeededRandom): SubgraphSdl[] {
  const graph = emptyGraph(random);
  for (const entity of graph.homes.keys()) addKeys(graph, entity);
  if (random.chance(0.5)) addInterface(graph);
  if (random.chance(0.4)) addInterfaceObject(graph);
  if (random.chance(0.5)) addUnion(graph);
  for (const entity of graph.homes.keys())
    for (let left = 3 + random.below(5); left > 0; left -= 1) addField(graph, entity);
  for (const subgraph of graph.subgraphs) addRootFields(graph, subgraph);
  addSharedRoot(graph);
  for (let left = 1 + random.below(4); left > 0; left -= 1) addRequires(graph);
  if (random.chance(0.4)) addRequiredUnion(graph);
  for (let left = random.below(3); left > 0; left -= 1) addProvides(graph);
  if (random.chance(0.3)) addContext(graph);
  if (random.chance(0.6)) addMutations(graph);
  return graph.subgraphs.map((subgraph) => ({ name: subgraph.name, sdl: subgraph.print() }));
}

function emptyGraph(random: SeededRandom): Graph {
  const subgraphs = SUBGRAPHS.slice(0, 2 + random.below(random.chance(0.3) ? 5 : 2)).map(
    (name) => new DraftSubgraph(name),
  );
  const homes = new Map(
    ENTITIES.slice(0, 2 + random.below(3)).map((entity): [string, DraftSubgraph[]] => {
      const chosen = subgraphs.filter(() => random.chance(0.65));
      return [entity, chosen.length > 1 ? chosen : subgraphs.slice(0, 2)];
    }),
  );
  return { random, subgraphs, homes, keys: new Map([...homes.keys()].map((entity) => [entity, []])) };
}

function addKeys({ random, homes, keys }: Graph, entity: string): void {
  const known = keys.get(entity)!;
  const [main, ...others] = [random.pick(KEYS), random.pick(KEYS), random.pick(KEYS)];
  known.push(main!);
  for (const subgraph of homes.get(entity)!) {
    declareKey(subgraph, entity, random.chance(0.93) ? main! : random.pick(KEYS));
    const extra = random.pick(others);
    if (random.chance(0.35)) declareKey(subgraph, entity, extra);
  }
}

function addField(graph: Graph, entity: string): void {
  const { random, homes } = graph;
  const places = homes.get(entity)!;
  const owner = random.pick(places);
  const names = ['name', 'title', 'price', 'rank', 'owner', 'items', 'status', 'parent', 'x', 'note', 'sku', 'region'];
  const name = random.pick(names);
  if (places.some((place) => place.type(entity).fields.has(name))) return;
  const field = randomField(graph, owner, name);
  owner.type(entity).fields.set(name, field);
  if (random.chance(0.06)) field.directives.push('@inaccessible');
  const other = places.find((place) => place !== owner);
  if (!other || isAbstractName(field.named)) return;
  if (random.chance(0.2)) share(graph, { owner, other, entity, field });
  else if (random.chance(0.18)) {
    copyField(graph, other, { entity, field });
    const label = random.pick([`, label: "percent(${random.below(101)})"`, ', label: "beta-group"', '']);
    other.type(entity).fields.get(name)!.directives.push(`@override(from: "${owner.name}"${label})`);
  }
}

interface Shared {
  owner: DraftSubgraph;
  other: DraftSubgraph;
  entity: string;
  field: DraftField;
}

function share(graph: Graph, { other, entity, field }: Shared): void {
  field.directives.push('@shareable');
  copyField(graph, other, { entity, field });
}

function addRootFields(graph: Graph, subgraph: DraftSubgraph): void {
  const { random } = graph;
  const query = subgraph.type('Query');
  for (let left = 2 + random.below(3); left > 0; left -= 1) {
    const name = `${subgraph.name}${random.pick(['One', 'All', 'Top', 'Some', 'Any'])}`;
    if (query.fields.has(name)) continue;
    const target = random.chance(0.85) ? randomTarget(graph, subgraph) : randomLeaf(random);
    mention(graph, subgraph, target);
    const args = random.chance(0.3) ? randomArguments(random) : null;
    for (const type of args?.types ?? []) ensureType(subgraph, type);
    const signature = `${name}${args?.declared ?? ''}: ${wrapped(random, target)}`;
    query.fields.set(name, { name, signature, directives: [], named: target, literalArguments: '' });
  }
}

function addSharedRoot(graph: Graph): void {
  const { random, homes } = graph;
  if (random.chance(0.6)) return;
  const entity = random.pick([...homes.keys()]);
  const type = wrapped(random, entity);
  for (const subgraph of homes.get(entity)!.slice(0, 2))
    subgraph.type('Query').fields.set('shared', plainField('shared', type, ['@shareable']));
}

function addMutations(graph: Graph): void {
  const { random, subgraphs } = graph;
  for (const subgraph of subgraphs.filter(() => random.chance(0.7))) {
    for (const verb of ['Set', 'Count', 'Move'].filter(() => random.chance(0.6))) {
      const field = randomField(graph, subgraph, `${subgraph.name}${verb}`);
      subgraph.type('Mutation').fields.set(field.name, field);
    }
  }
}
