import { Kind, visit, type ConstDirectiveNode, type ConstValueNode, type DocumentNode } from 'graphql';

/** The specifications of access rules, at the version that is understood here. */
const SPECS = [
  { name: 'authenticated', scalar: null },
  { name: 'requiresScopes', scalar: 'Scope' },
  { name: 'policy', scalar: 'Policy' },
] as const;
const IDENTITY = 'https://specs.apollo.dev/';
const VERSION = 'v0.1';

/** A specification that a supergraph links, and the names that it has there. */
export interface AccessSpec {
  name: (typeof SPECS)[number]['name'];
  directiveName: string;
  /** Its scalar, in the spellings of the versions of composition. */
  scalarNames: readonly string[];
  link: ConstDirectiveNode;
}

/**
 * The specifications of access rules that a supergraph links, renamed or not.
 *
 * @throws Error for a version that is not understood, and for rules of which it cannot be told whose they are.
 */
export function linkedAccessSpecs(document: DocumentNode): AccessSpec[] {
  const links = linksOf(document);
  const specs = links.flatMap(({ node, url, as, imports }) => {
    const spec = SPECS.find(({ name }) => url.startsWith(`${IDENTITY}${name}/`));
    if (spec === undefined) return [];
    if (url !== `${IDENTITY}${spec.name}/${VERSION}`) {
      throw new Error(`The supergraph links access rules that this gateway does not know how to enforce: ${url}.`);
    }
    const { name, scalar } = spec;
    const prefix = as ?? name;
    const scalarNames = scalar === null ? [] : [`${prefix}__${scalar}`, `federation__${scalar}`];
    return [{ name, directiveName: imports.get(`@${name}`) ?? prefix, scalarNames, link: node }];
  });
  refuseUnlinked(document, links, specs);
  return specs;
}

interface Link {
  node: ConstDirectiveNode;
  url: string;
  as: string | null;
  /** What is imported, and the name that it is imported as; both of a directive with `@`, the name here without. */
  imports: ReadonlyMap<string, string>;
}

function linksOf(document: DocumentNode): Link[] {
  const applied = document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? [])
      : [],
  );
  return applied.flatMap((node) => {
    if (node.name.value !== 'link' && node.name.value !== 'core') return [];
    const given = new Map(node.arguments?.map(({ name, value }) => [name.value, value]));
    const url = textOf(given.get('url') ?? given.get('feature'));
    return url === null ? [] : [{ node, url, as: textOf(given.get('as')), imports: importsOf(given.get('import')) }];
  });
}

function importsOf(value: ConstValueNode | undefined): Map<string, string> {
  const imports = new Map<string, string>();
  for (const entry of value?.kind === Kind.LIST ? value.values : []) {
    const members = entry.kind === Kind.OBJECT ? entry.fields : [];
    const member = (name: string) => textOf(members.find((field) => field.name.value === name)?.value);
    const name = textOf(entry) ?? member('name');
    if (name !== null) imports.set(name, (member('as') ?? name).replace(/^@/, ''));
  }
  return imports;
}

/** An `@authenticated` that no link accounts for may be a rule: better no gateway than one that lets everybody in. */
function refuseUnlinked(document: DocumentNode, links: readonly Link[], specs: readonly AccessSpec[]): void {
  const linked = new Set([
    ...specs.map(({ directiveName }) => directiveName),
    ...links.flatMap(({ url, as, imports }) => [as ?? url.split('/').at(-2) ?? '', ...imports.values()]),
  ]);
  visit(document, {
    Directive({ name }) {
      if (linked.has(name.value) || !SPECS.some((spec) => spec.name === name.value)) return;
      throw new Error(`The supergraph has rules @${name.value}, but links no specification that says what they mean.`);
    },
  });
}

const textOf = (value: ConstValueNode | undefined): string | null => (value?.kind === Kind.STRING ? value.value : null);
