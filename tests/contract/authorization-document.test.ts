import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ACCESS_POLICIES, ACCESS_SCOPES } from '../../schema/access.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import * as decorators from '../../subgraphs/shared/access.js';
import { readSupergraphAccess } from '../../gateway/protection/authorization/supergraph-access.rules.js';
import { supergraphSdl } from '../testkit/whole-graph.js';

const document = readFileSync(path.join(packageRoot(), 'docs', 'authorization.md'), 'utf8');
const known = new Set<string>([...Object.values(ACCESS_SCOPES), ...Object.values(ACCESS_POLICIES)]);

describe('docs/authorization.md', () => {
  it.each([...known, ...Object.keys(decorators).map((name) => `@${name}()`)])('tells of %s', (name) => {
    expect(document).toContain(name);
  });
});

describe('the rules in the graph', () => {
  it('ask for no scope and no policy that nobody could hold', () => {
    const { rules } = readSupergraphAccess(supergraphSdl());
    const asked = [...(rules?.types.values() ?? []), ...(rules?.fields.values() ?? [])].flatMap((requirement) =>
      [...requirement.scopes, ...requirement.policies].flat(2),
    );
    expect(asked.length).toBeGreaterThan(0);
    expect([...new Set(asked)].filter((name) => !known.has(name))).toEqual([]);
  });
});
