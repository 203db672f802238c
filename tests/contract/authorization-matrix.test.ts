import { isIntrospectionType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { WORLD_TIMEOUT_MS } from '../testkit/agreements-world.js';
import { MATRIX_FILE, matrixLine, readMatrix } from '../testkit/access-matrix/matrix-file.js';
import { matrixWorld, type MatrixWorld } from '../testkit/access-matrix/matrix-world.js';
import { mutationArguments, observeMutations } from '../testkit/access-matrix/mutations.js';
import { observeType } from '../testkit/access-matrix/observed-type.js';
import type { Persona, Row } from '../testkit/access-matrix/personas.js';
import { OF_MUTATIONS, queryArguments, routes } from '../testkit/access-matrix/routes.js';
import { apiSchema } from '../testkit/api-schema.js';

/**
 * Every field of the graph × every kind of caller, asked of the real graph. The expectations are in
 * authorization-matrix.csv; `ok` where there is nothing to be read says that the question is not refused.
 */
describe('R-61 who may read and do what', () => {
  const matrix = readMatrix();
  const observed = new Map<string, Row>();
  let world: MatrixWorld;
  let schema: GraphQLSchema;
  let types: GraphQLObjectType[];

  beforeAll(async () => {
    [schema, world] = await Promise.all([apiSchema(), matrixWorld()]);
    types = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !isIntrospectionType(type),
    ) as GraphQLObjectType[];
    await observe();
  }, 5 * WORLD_TIMEOUT_MS);
  afterAll(() => world?.close());

  it('knows how to come to every type and how to try every mutation', () => {
    const ways = { ...routes(world), ...OF_MUTATIONS, Mutation: true };
    const without = types.filter(({ name }) => !(name in ways)).map(({ name }) => name);
    expect(without.map((name) => `Add the way to a ${name} to tests/testkit/access-matrix/routes.ts.`)).toEqual([]);
    const tried = mutationArguments(world);
    const untried = Object.keys(schema.getMutationType()?.getFields() ?? {}).filter((name) => !(name in tried));
    expect(
      untried.map((name) => `Add valid arguments of ${name} to tests/testkit/access-matrix/mutations.ts.`),
    ).toEqual([]);
  });

  it('has a line for every field, and for nothing else', () => {
    const fields = types.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    const missing = fields.filter((field) => !matrix.has(field));
    const advice = (field: string): string => {
      const row = observed.get(field);
      return `Decide who may have ${field} and add its line to ${MATRIX_FILE}${row ? `; now it is: ${matrixLine(field, row)}` : '.'}`;
    };
    expect(missing.map(advice)).toEqual([]);
    expect([...matrix.keys()].filter((field) => !fields.includes(field))).toEqual([]);
  });

  it('is what the graph does, field by field and caller by caller', () => {
    const different = [...observed].flatMap(([field, row]) => {
      const expected = matrix.get(field);
      return !expected || matrixLine(field, expected) === matrixLine(field, row)
        ? []
        : [{ expected: matrixLine(field, expected), seen: matrixLine(field, row) }];
    });
    expect(different).toEqual([]);
  });

  async function observe(): Promise<void> {
    const ways = routes(world);
    const given = queryArguments(world);
    for (const type of types) {
      const route = ways[type.name];
      if (!route) continue;
      const rows = await observeType(world.graph, type, { route, ...(type.name === 'Query' && { given }) });
      for (const [field, row] of rows) observed.set(`${type.name}.${field}`, row);
    }
    const letIn = (name: string, persona: Persona): boolean => matrix.get(`Mutation.${name}`)?.[persona] === 'ok';
    const done = await observeMutations(world, letIn);
    for (const [name, row] of done) observed.set(`Mutation.${name}`, row);
    for (const type of types) {
      const row = done.get(OF_MUTATIONS[type.name] ?? '');
      if (row) for (const field of Object.keys(type.getFields())) observed.set(`${type.name}.${field}`, row);
    }
  }
});
