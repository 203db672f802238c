import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { printSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';
import { SUBGRAPH_NAMES, type SubgraphName } from '../../schema/kernel/subgraph.js';

/** A file of the contract and what belongs into it. */
export interface SchemaFile {
  name: string;
  text: string;
}

const HEADER = '# Generated from the resolvers by `npm run schema`; do not edit.\n\n';
const FIRST_PORT = 4001;

/**
 * The schemas of the subgraphs and the supergraph that they make together, always in the same order and words. The
 * addresses in the supergraph are placeholders: the gateway decides where a subgraph is.
 * @throws Error with every reason why they do not fit together.
 */
export function schemaFiles(schemas: Record<SubgraphName, GraphQLSchema>): SchemaFile[] {
  const subgraphs = SUBGRAPH_NAMES.map((name) => ({ name, text: printSubgraphSchema(schemas[name]) }));
  const composed = composeServices(
    subgraphs.map(({ name, text }, index) => ({
      name,
      url: `http://localhost:${FIRST_PORT + index}/graphql`,
      typeDefs: parse(text),
    })),
  );
  if (composed.errors) throw new Error(composed.errors.map((error) => error.message).join('\n\n'));
  return [...subgraphs, { name: 'supergraph', text: composed.supergraphSdl }].map(({ name, text }) => ({
    name: `${name}.graphql`,
    text: `${HEADER}${text.trim()}\n`,
  }));
}

export async function writeSchemaFiles(folder: string, files: readonly SchemaFile[]): Promise<void> {
  await Promise.all(files.map(({ name, text }) => writeFile(join(folder, name), text)));
}

/** Where a file in the folder differs from what belongs into it; empty when none does. */
export async function driftOf(folder: string, files: readonly SchemaFile[]): Promise<string[]> {
  const drifts = await Promise.all(
    files.map(async ({ name, text }) => {
      const present = await readFile(join(folder, name), 'utf8').catch(() => null);
      if (present === null) return `${name} is missing`;
      return present === text ? null : `${name} differs from line ${firstDifference(present, text)} on`;
    }),
  );
  return drifts.filter((drift) => drift !== null);
}

function firstDifference(present: string, wanted: string): number {
  const lines = wanted.split('\n');
  const index = present.split('\n').findIndex((line, at) => line !== lines[at]);
  return (index < 0 ? present.split('\n').length : index) + 1;
}
