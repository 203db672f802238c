import type { DraftSubgraph } from './draft-schema.js';
import { declareKey, mention, randomField, type Graph } from './graph-parts.js';
import { plainField, randomLeaf } from './leaf-types.js';

/** Reached only below the object that has the context, since nothing else leads to it. */
const INNER = 'Inner';

/**
 * An argument that is filled from a field of an object above: of a type of its own, or, rarely, of any entity, which then
 * must not be reached in another way.
 */
export function addContext(graph: Graph): void {
  const { random, homes, subgraphs } = graph;
  const subgraph = random.pick(subgraphs);
  const inside = [...homes.keys()].filter((entity) => homes.get(entity)!.includes(subgraph));
  const holder = inside[0];
  if (!holder) return;
  const child = random.chance(0.15) ? (inside[1] ?? holder) : addInner(graph, subgraph);
  const leaf = randomLeaf(random).replace(/^(Color|Size|Any)$/, 'String');
  subgraph.type(holder).directives.add('@context(name: "above")');
  subgraph.type(holder).fields.set('contextual', plainField('contextual', leaf));
  subgraph.type(holder).fields.set('child', plainField('child', random.pick([child, `[${child}!]`, `${child}!`])));
  const argument = `above: ${leaf} @fromContext(field: "$above { contextual }")`;
  const field = plainField('fromAbove', 'Int');
  subgraph.type(child).fields.set('fromAbove', { ...field, signature: `fromAbove(${argument}): Int` });
}

/** In another subgraph it has fields, too, so that it is fetched as an entity. */
function addInner(graph: Graph, subgraph: DraftSubgraph): string {
  const { random, subgraphs } = graph;
  declareKey(subgraph, INNER, ['id', [['id', 'ID!']]]);
  const other = subgraphs.find((each) => each !== subgraph);
  if (other && random.chance(0.6)) {
    declareKey(other, INNER, ['id', [['id', 'ID!']]]);
    const field = randomField(graph, other, 'innerNote');
    mention(graph, other, field.named);
    other.type(INNER).fields.set('innerNote', field);
  }
  return INNER;
}
