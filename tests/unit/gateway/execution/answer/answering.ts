import {
  buildSchema,
  parse,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import {
  compileAnswer,
  type AnswerContext,
  type CompiledAnswer,
} from '../../../../../gateway/execution/answer/compile-answer.js';
import type { Data, LeafFetch } from '../../../../../gateway/execution/answer-data.type.js';
import { filterOperation } from '../../../../../gateway/protection/authorization/operation-filter.rules.js';
import type { Authority } from '../../../../../gateway/protection/authorization/requirement.rules.js';
import { SchemaAccess } from '../../../../../gateway/protection/authorization/schema-access.rules.js';
import type { AccessRules } from '../../../../../gateway/protection/authorization/supergraph-access.rules.js';

/** What is beside the operation. */
export type Beside = Partial<Omit<AnswerContext, 'document' | 'operation'>>;

/** The schema of most tests here. */
export const SCHEMA = buildSchema(`
  enum Mood { GOOD BAD }
  scalar Json
  interface Named { name: String }
  type User implements Named { id: ID! name: String age: Int score: Float admin: Boolean mood: Mood any: Json best: User friends: [User!] strict: User! grid: [[Int]] pet: Named }
  type Dog implements Named { name: String owner: User }
  type Cat { lives: Int! }
  union Thing = User | Dog | Cat
  type Query { user: User users: [User] strict: User! thing: Thing things: [Thing] named: Named constructor: String }
  type Mutation { rename: User }
`);

/** Compiles the first definition of a document. */
export function compiled(text: string, { schema = SCHEMA, leaves = [], ...beside }: Beside = {}): CompiledAnswer {
  const document = parse(text);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const answer = compileAnswer({ schema, document, operation, leaves, ...beside });
  if ('reason' in answer) throw new Error(answer.reason);
  return answer;
}

/** The answer's text and its errors as `path: message`. */
export function answered(
  text: string,
  data: unknown,
  { variables = {}, errors = [], ...beside }: Beside & { variables?: object; errors?: readonly GraphQLError[] } = {},
): [text: string | null, ...errors: string[]] {
  const written = compiled(text, beside).write(data as Data, {
    variables: variables as Record<string, unknown>,
    errors,
  });
  return [
    written.data?.text ?? null,
    ...written.errors.map(({ path = [], message }) => `${path.join('/')}: ${message}`),
  ];
}

/** A leaf fetch at a path (`users/@/best`) that selects this of each type. */
export function leaf(slot: string, path: string, selections: Record<string, string>): LeafFetch {
  return {
    ...{ slot: `\0${slot}`, subgraph: 'others', path: path.split('/'), head: [] },
    selections: new Map(Object.entries(selections).map(([type, text]) => [type, selectionSet(text)])),
  };
}

function selectionSet(text: string): SelectionSetNode {
  return (parse(text).definitions[0] as OperationDefinitionNode).selectionSet;
}

const NOBODY: Authority = { authenticated: false, scopes: new Set(), policies: new Set() };

/** The answer to an operation without what its caller may not have, and the document that is left to be executed. */
export function refusing(
  schema: GraphQLSchema,
  rules: AccessRules,
  {
    query,
    authority = NOBODY,
    ...beside
  }: { query: string; authority?: Authority; leaves?: readonly LeafFetch[]; shaped?: boolean },
): { answer: CompiledAnswer; left: DocumentNode | null } {
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const filtered = filterOperation(new SchemaAccess(schema, rules), document, { operation, authority });
  const answer = compileAnswer({ schema, document, operation, leaves: [], filtered, ...beside });
  if ('reason' in answer) throw new Error(answer.reason);
  return { answer, left: filtered === null ? document : filtered.document };
}
