import { parse, validate } from 'graphql';
import { compare } from '../../fuzz/execution/comparison.js';
import { EXECUTORS } from '../../fuzz/execution/executors.js';
import { FEDERATION_AREAS, type FederationArea } from '../../fuzz/execution/federation-areas.js';
import { judgeOf } from '../../fuzz/execution/judge-executor.js';
import { makeSupergraph } from '../../fuzz/execution/supergraph.js';
import { operationOf } from '../../fuzz/execution/test-case.js';

const IMPORTS = [
  'key',
  'shareable',
  'external',
  'requires',
  'provides',
  'override',
  'inaccessible',
  'interfaceObject',
  'context',
  'fromContext',
];
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: [${IMPORTS.map((name) => `"@${name}"`).join()}])`;
/** Data in several versions: with other nulls, lengths and types. Entities come as text in every other one. */
const SEEDS = [1, 2, 3, 4, 5, 6];

describe.each(FEDERATION_AREAS)('$name', ({ subgraphs, operations, variables = {} }: FederationArea) => {
  const sdls = Object.entries(subgraphs).map(([name, sdl]) => ({ name, sdl: `${LINK}\n${sdl}` }));
  const supergraphs = SEEDS.map((seed) => makeSupergraph(sdls, seed));

  it.each(operations)('%s', async (text) => {
    let answered = 0;
    for (const supergraph of supergraphs) {
      expect(validate(supergraph.apiSchema, parse(text))).toEqual([]);
      const ours = await EXECUTORS.get('ours')!(supergraph);
      for (const labels of [[], [...supergraph.facts.labels]]) {
        const operation = operationOf({ subgraphs: sdls, seed: supergraph.seed, text, variables, labels, faults: [] });
        const judged = await judgeOf(supergraph).execute(operation);
        expect(compare(judged, await ours.execute(operation), operation)).toBeNull();
        answered += judged.data ? 1 : 0;
      }
    }
    expect(answered).toBe(2 * SEEDS.length);
  });
});
