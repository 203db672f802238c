import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { MASSIVO_DISMISSED_LABEL } from '../../gateway/supergraph/massivo-label.js';
import { readSupergraphAccess } from '../../gateway/protection/authorization/supergraph-access.rules.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { supergraphSdl } from '../testkit/whole-graph.js';

const folder = path.join(packageRoot(), 'schema', 'operations');
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
const text = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

/** Asked of legacy alone as long as massivo is not CLOSED. */
const ALL_OF_LEGACY = ['batches-list.graphql', 'transition-status.graphql', 'transition-change.graphql'];

describe('R-20 with massivo dismissed nothing is asked of the legacy subgraph', () => {
  const sdl = supergraphSdl();
  const supergraph = Supergraph.build(readSupergraphAccess(sdl).sdl);
  const planner = new QueryPlanner(supergraph);
  const api = supergraph.apiSchema();

  function asked(operation: string, isDismissed: boolean): string[] {
    const overrideConditions = new Map([[MASSIVO_DISMISSED_LABEL, isDismissed]]);
    const plan = planner.buildQueryPlan(operationFromDocument(api, parse(operation)), { overrideConditions });
    return fetches(plan);
  }

  it.each(files)('%s', (file) => {
    const subgraphs = asked(text(file), true);
    expect(subgraphs.length).toBeGreaterThan(0);
    expect(subgraphs).not.toContain('legacy');
  });

  it.each(ALL_OF_LEGACY)('%s is asked of legacy, and of nobody in its place, as long as it is not', (file) => {
    expect(new Set(asked(text(file), false))).toEqual(new Set(['legacy']));
  });

  it('every field that legacy serves is served by another subgraph as well', () => {
    const served = [...sdl.matchAll(/@join__field\(graph: LEGACY[^)]*\)/g)].map(([directive]) => directive);
    expect(served.length).toBeGreaterThan(100);
    const alone = served.filter(
      (directive) => !/overrideLabel: "massivo-dismissed"|usedOverridden: true/.test(directive),
    );
    expect(alone).toEqual([]);
  });

  it('the label is the same in a gateway that must find it out without the database', () => {
    expect(asked('{ massivoDismissed }', false)).toEqual(['certificates']);
    expect(asked('{ massivoDismissed }', true)).toEqual(['certificates']);
  });
});

/** The subgraphs that a plan fetches from, in its order. */
function fetches(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('kind' in node && node.kind === 'Fetch' && 'serviceName' in node) return [String(node.serviceName)];
  return Object.values(node).flatMap(fetches);
}
