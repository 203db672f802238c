import {
  executeSync,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { VariableValues } from '../../protection/authorization/selection-condition.rules.js';

/** What the introspection fields of one answer are, each as JSON. */
export interface Introspected {
  readonly texts: readonly string[];
  readonly errors: readonly GraphQLError[];
}

const NOTHING: Introspected = { texts: [], errors: [] };

/**
 * The introspection fields beside data. They are executed by graphql-js for each answer: their texts may be as large as
 * the schema and would be kept with every plan.
 */
export class Introspection {
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments: readonly FragmentDefinitionNode[];
  readonly #fields: { key: string; document: DocumentNode }[] = [];

  constructor(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Iterable<FragmentDefinitionNode>) {
    this.#schema = schema;
    this.#operation = operation;
    this.#fragments = [...fragments];
  }

  /** @returns the number of the field's text. */
  add(key: string, nodes: readonly FieldNode[]): number {
    const selectionSet = { kind: Kind.SELECTION_SET, selections: nodes } as const;
    const definitions = [{ ...this.#operation, selectionSet }, ...this.#fragments];
    this.#fields.push({ key, document: { kind: Kind.DOCUMENT, definitions } });
    return this.#fields.length - 1;
  }

  execute(variableValues: VariableValues): Introspected {
    if (this.#fields.length === 0) return NOTHING;
    const errors: GraphQLError[] = [];
    const texts = this.#fields.map(({ key, document }) => {
      const result = executeSync({ schema: this.#schema, document, variableValues });
      errors.push(...(result.errors ?? []));
      return JSON.stringify(result.data?.[key] ?? null);
    });
    return { texts, errors };
  }
}
