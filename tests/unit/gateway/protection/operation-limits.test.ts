import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildASTSchema, getIntrospectionQuery, isObjectType, parse, type OperationDefinitionNode } from 'graphql';
import { CheckedTexts } from '../../../../gateway/protection/limits/checked-texts.js';
import { documentSize } from '../../../../gateway/protection/limits/document-size.rules.js';
import { FIELD_COSTS } from '../../../../gateway/protection/limits/field-costs.js';
import { DOCUMENT_LIMITS, MAX_QUERY_COST } from '../../../../gateway/protection/limits/limits.js';
import { costOfOperation, type Variables } from '../../../../gateway/protection/limits/query-cost.rules.js';
import { packageRoot } from '../../../../schema/kernel/package-root.js';

const graphql = path.join(packageRoot(), 'schema', 'graphql', 'supergraph.graphql');
const supergraph = buildASTSchema(parse(readFileSync(graphql, 'utf8')), { assumeValidSDL: true });
const folder = path.join(packageRoot(), 'schema', 'operations');
const operations = readdirSync(folder).filter((name) => name.endsWith('.graphql'));

const small = buildASTSchema(
  parse(`
  type Query { q: Query things(first: Int = 20): ThingConnection list: [Thing!]! n: Int import(rows: [Row!]!): Int nested(input: Input!): Int plain(input: Plain!): Int }
  type Mutation { change(input: Input): Thing }
  type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! totalCount: Int }
  type ThingEdge { node: Thing }
  type Thing { id: ID things(first: Int = 20): ThingConnection tags: [String!]! }
  input Row { a: Int }
  input Plain { a: Int }
  input Input { rows: [Row!] a: Int }
`),
);

function cost(text: string, variables: Variables = {}, schema = small): number {
  const document = parse(text);
  return costOfOperation(schema, document, document.definitions[0] as OperationDefinitionNode)(variables);
}

/** Fragments each of which spreads the next one twice. */
function doubling(times: number, leaf = 'n'): string {
  const fragments = Array.from(
    { length: times },
    (_, n) => `fragment F${n} on Query { a${n}: q { ...F${n + 1} } b${n}: q { ...F${n + 1} } }`,
  );
  return `{ ...F0 } ${fragments.join(' ')} fragment F${times} on Query { ${leaf} }`;
}

const named = (name: string, times: number, rest = ''): string =>
  Array.from({ length: times }, (_, n) => `${name}${n} ${rest}`).join(' ');

describe('how large a document is', () => {
  it.each<[string, string, object]>([
    ['a field', '{ a }', { depth: 1, rootFields: 1, aliases: 0, directives: 0, selections: 1 }],
    ['nesting', '{ a { b { c } d } }', { depth: 3, selections: 4, rootFields: 1 }],
    ['aliases', '{ x: a y: b { z: c } }', { aliases: 3, rootFields: 2 }],
    [
      'directives of every place',
      'query @d { a @d @d ... @d { b } ...F @d } fragment F on Q { c @d }',
      { directives: 6 },
    ],
    [
      'a fragment as often as it is spread',
      '{ a { ...F } b { ...F } } fragment F on Q { x: c { d } }',
      {
        ...{ depth: 3, aliases: 2, selections: 6 },
      },
    ],
    ['fields at the root inside fragments', '{ ...F ... { c } } fragment F on Q { a b }', { rootFields: 3 }],
    ['several operations', 'query A { a: x } query B { b: x { y } }', { aliases: 2, depth: 2, rootFields: 1 }],
    ['a cycle of fragments', '{ ...F } fragment F on Q { a { ...G } } fragment G on Q { b { ...F } }', { depth: 2 }],
    ['a fragment that is not there', '{ ...Nobody }', { selections: 0 }],
  ])('counts %s', (_what, text, size) => {
    expect(documentSize(parse(text))).toMatchObject(size);
  });

  it('counts fragments that double one another in as many steps as there are fragments', () => {
    // Walked one by one, 2^200 selections would not end.
    expect(documentSize(parse(doubling(200))).selections).toBeGreaterThanOrEqual(1_000_000_000);
  });
});

describe('what an operation costs', () => {
  it.each<[string, string, Variables, number]>([
    ['a leaf', '{ n }', {}, 0],
    ['an object', '{ q { n } }', {}, 1],
    ['a page of the default size', '{ things { nodes { id } } }', {}, 40],
    ['a page of a literal size', '{ things(first: 3) { nodes { id } } }', {}, 6],
    ['a page inside a page', '{ things(first: 10) { nodes { things(first: 10) { nodes { id } } } } }', {}, 220],
    ['edges', '{ things(first: 10) { edges { node { id } } } }', {}, 30],
    ['a variable size', 'query ($n: Int) { things(first: $n) { nodes { id } } }', { n: 50 }, 100],
    ['an unset variable', 'query ($n: Int) { things(first: $n) { nodes { id } } }', {}, 40],
    ['an unset variable with a default', 'query ($n: Int = 5) { things(first: $n) { nodes { id } } }', {}, 10],
    ['no more than a page may hold', 'query ($n: Int) { things(first: $n) { nodes { id } } }', { n: 1e9 }, 200],
    ['a negative size', '{ things(first: -5) { nodes { id } } }', {}, 2],
    ['a size that is no number', 'query ($n: Int) { things(first: $n) { nodes { id } } }', { n: '5' }, 200],
    ['a list of which nobody knows the length', '{ list { id } }', {}, 5],
    ['a list that comes in', '{ import(rows: [{ a: 1 }, { a: 2 }]) }', {}, 20],
    ['a list in a variable', 'query ($r: [Row!]!) { import(rows: $r) }', { r: [{}, {}, {}] }, 30],
    ['a list inside a variable', 'query ($i: Input!) { nested(input: $i) }', { i: { rows: [{}, {}] } }, 20],
    [
      'the same list twice',
      'query ($i: Input!) { a: nested(input: $i) b: nested(input: $i) }',
      { i: { rows: [1, 2] } },
      40,
    ],
    ['an input without lists', 'query ($i: Plain!) { plain(input: $i) }', { i: { a: [1, 2, 3] } }, 0],
    ['a change', 'mutation { change { id } }', {}, 11],
    ['fragments', '{ ...F q { ...F } } fragment F on Query { q { n } }', {}, 3],
  ])('%s', (_what, text, variables, expected) => {
    expect(cost(text, variables)).toBe(expected);
  });

  it('is worked out once for a fragment, however often it is spread', () => {
    expect(cost(doubling(200, 'q { n }'))).toBeGreaterThan(1e30);
  });

  it('knows only fields that there are', () => {
    for (const coordinate of Object.keys(FIELD_COSTS)) {
      const [type = '', field = ''] = coordinate.split('.');
      const owner = supergraph.getType(type);
      expect([coordinate, isObjectType(owner) && field in owner.getFields()]).toEqual([coordinate, true]);
    }
  });
});

describe('limits', () => {
  const texts = new CheckedTexts();
  const limitOf = (text: string): unknown => {
    try {
      texts.check(text);
      return null;
    } catch (error) {
      return error;
    }
  };

  it.each<[string, string]>([
    ['depth', `${'{ q '.repeat(17)}{ n }${' }'.repeat(17)}`],
    ['rootFields', `{ ${Array.from({ length: 21 }, (_, n) => `a${n}: n`).join(' ')} }`],
    ['aliases', `{ q { ${Array.from({ length: 61 }, (_, n) => `a${n}: n`).join(' ')} } }`],
    ['directives', `{ n ${'@skip(if: false) '.repeat(61)} }`],
    ['selections', `{ ${named('f', 20, '{ ...F }')} } fragment F on Query { ${named('n', 80)} }`],
    ['repeatedSelections', `{ ${'n '.repeat(60)} }`],
    ['depth', doubling(30)],
    ['aliases', doubling(12)],
  ])('%s: refused with what is allowed', (limit, text) => {
    expect(limitOf(text)).toMatchObject({ code: 'QUERY_TOO_COSTLY', details: { limit } });
  });

  it.each(['{', '{ a(b: "', `{ a(b: ${'['.repeat(2_900)}`, '{ a b'])(
    'leaves a text that cannot be read to the parser',
    (text) => {
      expect(limitOf(text)).toBeNull();
    },
  );

  it.each(operations)('%s needs at most a third of each', (file) => {
    const document = parse(readFileSync(path.join(folder, file), 'utf8'));
    const size = documentSize(document);
    for (const [limit, most] of Object.entries(DOCUMENT_LIMITS)) {
      expect([limit, size[limit as keyof typeof size] * (limit === 'depth' ? 1.5 : 3) <= most]).toEqual([limit, true]);
    }
    const [operation] = document.definitions as OperationDefinitionNode[];
    // Pages of a hundred, and as many rows as an import may have.
    const variables = { first: 100, rows: Array.from({ length: 500 }, () => ({ volumes: [{}, {}, {}] })) };
    expect(costOfOperation(supergraph, document, operation!)(variables) * 3).toBeLessThanOrEqual(MAX_QUERY_COST);
  });

  it("lets the explorer's introspection pass", () => {
    const text = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true });
    expect(limitOf(text)).toBeNull();
    expect(cost(text, {}, supergraph)).toBe(0);
  });
});
