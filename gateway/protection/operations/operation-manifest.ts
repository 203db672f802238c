import { createHash } from 'node:crypto';
import { Kind, parse, type DocumentNode, type FragmentDefinitionNode } from 'graphql';
import { z } from 'zod';

/** Apollo's format of a client's list of operations (`generate-persisted-query-manifest`). */
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1),
      body: z.string().min(1),
      name: z.string(),
      type: z.enum(['query', 'mutation', 'subscription']),
    }),
  ),
});

export type OperationManifest = z.infer<typeof manifestSchema>;

/** @throws Error when the text is no manifest. */
export function parseManifest(text: string): OperationManifest {
  return manifestSchema.parse(JSON.parse(text));
}

/** A file with operations, or with fragments that those of others spread. */
export interface OperationFile {
  name: string;
  text: string;
}

/**
 * The manifest of files: each operation as it stands in its file, with the fragments of other files behind it; its id is
 * the SHA-256 of that, as clients compute it.
 *
 * @throws Error when a file holds anything but one operation and fragments.
 */
export function manifestOf(files: readonly OperationFile[]): OperationManifest {
  const parsed = files.map((file) => ({ ...file, document: parse(file.text) }));
  const fragments = new Map(
    parsed.flatMap(({ name, document }) =>
      fragmentsIn(document).map((one) => [one.name.value, { name, one }] as const),
    ),
  );
  const operations = parsed.flatMap(({ name, text, document }) => {
    const found = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    const [operation, ...others] = found;
    if (!operation) return [];
    if (others.length > 0 || !operation.name) throw new Error(`${name} must hold one operation with a name.`);
    const foreign = [...neededFragments(text, fragments)].filter((one) => one.name !== name);
    const body = [text, ...foreign.map(({ one }) => one.loc?.source.body.slice(one.loc.start, one.loc.end) ?? '')].join(
      '\n',
    );
    return [{ id: sha256(body), name: operation.name.value, type: operation.operation, body }];
  });
  const sorted = operations.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { format: 'apollo-persisted-query-manifest', version: 1, operations: sorted };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

type Fragments = ReadonlyMap<string, { name: string; one: FragmentDefinitionNode }>;

function fragmentsIn({ definitions }: DocumentNode): FragmentDefinitionNode[] {
  return definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
}

/** Fragments that a text spreads, and those that they spread. */
function neededFragments(
  text: string,
  fragments: Fragments,
  found = new Set<ValueOf<Fragments>>(),
): Set<ValueOf<Fragments>> {
  for (const [, spread = ''] of text.matchAll(/\.\.\.\s*([A-Za-z_]\w*)/g)) {
    const fragment = fragments.get(spread);
    if (!fragment || found.has(fragment)) continue;
    found.add(fragment);
    const { loc } = fragment.one;
    if (loc) neededFragments(loc.source.body.slice(loc.start, loc.end), fragments, found);
  }
  return found;
}

type ValueOf<T> = T extends ReadonlyMap<unknown, infer Value> ? Value : never;
