import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildASTSchema, parse, validate } from 'graphql';
import { OPERATIONS } from '../../gateway/cli/operations.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { supergraphSdl } from '../testkit/whole-graph.js';

const folder = path.join(packageRoot(), 'schema', 'operations');
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
const graph = buildASTSchema(parse(supergraphSdl()), { assumeValidSDL: true });

describe('schema/operations', () => {
  it.each(files)('%s fits the graph', (file) => {
    expect(validate(graph, parse(readFileSync(path.join(folder, file), 'utf8')))).toEqual([]);
  });

  it('holds every operation of the command line, under its own name', () => {
    for (const { name, text } of Object.values(OPERATIONS)) {
      expect(files).toContain(`${name}.graphql`);
      const [definition] = parse(text).definitions;
      const words = name.split('-').map((word) => word[0]?.toUpperCase() + word.slice(1));
      expect(definition).toMatchObject({ kind: 'OperationDefinition', name: { value: words.join('') } });
    }
  });
});
