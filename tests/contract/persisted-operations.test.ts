import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Kind, print, visit, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';
import { OPERATIONS } from '../../gateway/cli/operations.js';
import { loadOperations, OWN_MANIFEST } from '../../gateway/protection/operations/load-operations.js';
import type { OperationList } from '../../gateway/protection/operations/operation-list.js';
import { parseManifest, sha256 } from '../../gateway/protection/operations/operation-manifest.js';
import * as generated from '../../schema/client/operations.generated.js';
import { packageRoot } from '../../schema/kernel/package-root.js';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** As urql and Apollo Client send it: the name of its type in every object. */
function asCached(document: DocumentNode): string {
  return print(
    visit(document, {
      Field: (field) =>
        field.selectionSet && {
          ...field,
          selectionSet: { ...field.selectionSet, selections: [...field.selectionSet.selections, TYPENAME] },
        },
      FragmentDefinition: (fragment) => ({
        ...fragment,
        selectionSet: {
          ...fragment.selectionSet,
          selections: [...fragment.selectionSet.selections, TYPENAME],
        } satisfies SelectionSetNode,
      }),
    }),
  );
}

describe('the persisted operations', () => {
  let list: OperationList;
  beforeAll(async () => {
    list = await loadOperations([]);
  });

  it('have the SHA-256 of their texts for ids', () => {
    const { operations } = parseManifest(readFileSync(path.join(packageRoot(), OWN_MANIFEST), 'utf8'));
    expect(operations.length).toBeGreaterThan(20);
    for (const { id, name, body } of operations) expect([name, id]).toEqual([name, sha256(body)]);
  });

  it.each(Object.values(OPERATIONS).map(({ name, text }) => [name, text]))(
    'hold what the command line sends: %s',
    (_name, text) => {
      expect(() => list.check(text)).not.toThrow();
    },
  );

  const documents = Object.entries(generated as Record<string, unknown>).filter(
    (entry): entry is [string, DocumentNode] => (entry[1] as { kind?: unknown } | null)?.kind === Kind.DOCUMENT,
  );
  it.each(documents)('hold what the console and the client send: %s', (name, document) => {
    if (!name.endsWith('Document') || !document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION))
      return;
    expect(() => list.check(print(document))).not.toThrow();
    expect(() => list.check(asCached(document))).not.toThrow();
  });
});
