import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildSchema,
  isInputObjectType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { buildAgreementsSchema } from '../../subgraphs/agreements/index.js';
import { productSchemas } from '../../subgraphs/schemas/product-schemas.js';
import { driftOf, schemaFiles, writeSchemaFiles } from '../../subgraphs/schemas/schema-files.js';

const schemas = productSchemas();
const files = schemaFiles(schemas);

describe('schema/graphql', () => {
  it('is what the resolvers say', async () => {
    expect(files.map((file) => file.name)).toEqual([
      'agreements.graphql',
      'certificates.graphql',
      'legacy.graphql',
      'supergraph.graphql',
    ]);
    expect(await driftOf(join(packageRoot(), 'schema', 'graphql'), files)).toEqual([]);
  });

  it('comes out in the same words each time', () => {
    expect(schemaFiles({ ...schemas, agreements: buildAgreementsSchema() })).toEqual(files);
  });

  it('tells a missing and a differing file apart, and where it differs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'schemas-'));
    try {
      await writeSchemaFiles(folder, files);
      expect(await driftOf(folder, files)).toEqual([]);
      const legacy = files[2]?.text ?? '';
      await writeFile(join(folder, 'legacy.graphql'), legacy.replace('\n\n', '\n# mine\n'));
      await rm(join(folder, 'supergraph.graphql'));
      expect(await driftOf(folder, files)).toEqual([
        'legacy.graphql differs from line 2 on',
        'supergraph.graphql is missing',
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('says why subgraphs do not fit together', () => {
    const odd = buildSchema('type Query { transition: Int guidance: String }');
    expect(() => schemaFiles({ ...schemas, legacy: odd })).toThrow(/guidance/);
  });

  it.each(Object.entries(schemas))('describes every type, field and argument of %s', (_name, schema) => {
    expect(undescribed(schema)).toEqual([]);
  });
});

const OURS_TO_DESCRIBE = /^(?!_|.*__|Query$|Mutation$|(String|Int|Float|Boolean|ID)$|federation|link)/;

function undescribed(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !/^_|__/.test(type.name));
  return types.flatMap((type) => {
    const missing = OURS_TO_DESCRIBE.test(type.name) && !type.description ? [type.name] : [];
    if (!isObjectType(type) && !isInputObjectType(type)) return missing;
    const fields = Object.values(type.getFields()).filter((field) => !field.name.startsWith('_'));
    return [...missing, ...fields.flatMap((field) => undescribedIn(type.name, field))];
  });
}

function undescribedIn(typeName: string, field: GraphQLField<unknown, unknown> | GraphQLInputField): string[] {
  const name = `${typeName}.${field.name}`;
  const args = 'args' in field ? field.args : [];
  return [
    ...(field.description ? [] : [name]),
    ...args.filter((arg) => !arg.description).map((arg) => `${name}(${arg.name})`),
  ];
}
