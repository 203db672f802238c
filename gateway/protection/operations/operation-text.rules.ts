import { Kind, parse, print, visit } from 'graphql';

/**
 * What is the same of one operation however a client prints it: without layout and comments, definitions in the order of
 * their names, and without `__typename`, which clients with a cache add to every selection. `null`: not readable.
 */
export function canonicalText(text: string, maxTokens: number): string | null {
  try {
    const document = parse(text, { maxTokens, noLocation: true });
    const plain = visit(document, {
      Field: ({ name, alias, directives }) =>
        name.value === '__typename' && !alias && !directives?.length ? null : undefined,
    });
    const definitions = plain.definitions.map((one) => print(one)).sort();
    return plain.definitions.every(
      ({ kind }) => kind === Kind.OPERATION_DEFINITION || kind === Kind.FRAGMENT_DEFINITION,
    )
      ? definitions.join('\n')
      : null;
  } catch {
    return null;
  }
}
