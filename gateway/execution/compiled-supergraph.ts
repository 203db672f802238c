import {
  assertValidSchema,
  buildASTSchema,
  Kind,
  parse,
  print,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { CallerAuthority } from '../protection/authorization/caller-authority.rules.js';
import { FilteredOperations } from '../protection/authorization/filtered-operations.js';
import { SchemaAccess } from '../protection/authorization/schema-access.rules.js';
import { labelsOf, readOverrideFields, type OverrideFields } from '../supergraph/override-fields.rules.js';
import type { PlannedSupergraph, Planner } from '../supergraph/planner/planner.js';
import { compileAnswer, partlyHiddenTypes } from './answer/compile-answer.js';
import { interfaceObjectFields, neededNames, unambiguous } from './client-keys.rules.js';
import { OperationVariants, type ExecutableOperation, type OperationParts } from './operation-variants.js';
import { plannedOperation } from './planned-operation.rules.js';
import { compilePlan } from './plan/compile-plan.js';
import type { SubgraphClient, SubgraphClients } from './subgraph-client.port.js';

export interface CompiledSupergraphParts {
  planner: Planner;
  planned: PlannedSupergraph;
  /** Whether rules of the supergraph are enforced here. */
  enforcesRules: boolean;
  clientOf(subgraph: { name: string; url?: string }): SubgraphClient;
  /** Subgraphs whose text may go into an answer unread. */
  trustedSubgraphs: readonly string[];
}

interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly isRenamed: boolean;
  /** For callers who may have the same of it; the product has six kinds. */
  readonly byCaller: Map<string, OperationVariants>;
}

/** One version of the graph: its schema, its subgraphs, and the operations that were made ready for it. */
export class CompiledSupergraph {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly clients: SubgraphClients;
  readonly planned: PlannedSupergraph;
  readonly #planner: Planner;
  readonly #whole: GraphQLSchema;
  readonly #overrides: OverrideFields;
  readonly #mistakable: { needed: ReadonlySet<string>; ofInterfaceObjects: ReadonlySet<string> };
  readonly #partlyHidden: ReadonlySet<string>;
  readonly #filtered: FilteredOperations | null;
  readonly #trusted: ReadonlySet<string>;
  /** Lives as long as the parsed document, which is kept in a store with a bound. */
  readonly #operations = new WeakMap<OperationDefinitionNode, KnownOperation>();

  /** @throws Error when the schema that clients would see is not valid. */
  constructor({ planner, planned, enforcesRules, clientOf, trustedSubgraphs }: CompiledSupergraphParts) {
    const whole = parse(planned.sdl, { noLocation: true });
    this.schema = buildASTSchema(parse(planned.apiSdl, { noLocation: true }), { assumeValidSDL: true });
    assertValidSchema(this.schema);
    this.clients = new Map(planned.subgraphs.map((subgraph) => [subgraph.name, clientOf(subgraph)]));
    this.planned = planned;
    this.#planner = planner;
    this.#whole = buildASTSchema(whole, { assumeValid: true, assumeValidSDL: true });
    this.#overrides = readOverrideFields(whole);
    this.#mistakable = { needed: neededNames(whole), ofInterfaceObjects: interfaceObjectFields(whole) };
    this.#partlyHidden = partlyHiddenTypes(whole, this.schema);
    this.#trusted = new Set(trustedSubgraphs);
    this.#filtered =
      planned.rules !== null && enforcesRules
        ? new FilteredOperations(new SchemaAccess(this.schema, planned.rules))
        : null;
  }

  /** The operation as this kind of caller may have it. */
  operation(document: DocumentNode, operation: OperationDefinitionNode, authority: CallerAuthority): OperationVariants {
    const known = this.#operations.get(operation) ?? this.#meet(document, operation);
    const filtered = this.#filtered?.get(known.document, known.operation, authority) ?? null;
    // All who may have the whole of it share its plans.
    const key = filtered === null ? '' : filtered.hash + authority.key;
    return known.byCaller.get(key) ?? this.#variants(known, key, { filtered, authority });
  }

  /** For how many kinds of callers and labels each operation of the document was made ready: to make others so. */
  known(operation: OperationDefinitionNode): readonly OperationVariants[] {
    return [...(this.#operations.get(operation)?.byCaller.values() ?? [])];
  }

  #meet(document: DocumentNode, operation: OperationDefinitionNode): KnownOperation {
    const renamed = unambiguous(document, this.schema, this.#mistakable);
    const known = {
      document: renamed ?? document,
      operation: renamed ? counterpart(operation, { document, renamed }) : operation,
      isRenamed: renamed !== null,
      byCaller: new Map<string, OperationVariants>(),
    };
    this.#operations.set(operation, known);
    return known;
  }

  #variants(
    { document, operation, isRenamed, byCaller }: KnownOperation,
    key: string,
    { filtered, authority }: Pick<OperationParts, 'filtered' | 'authority'>,
  ): OperationVariants {
    const planned = filtered === null ? this.#planned(document, operation) : this.#planned(filtered.document);
    const labels = planned === null ? [] : labelsOf(this.#overrides, planned, this.schema);
    const parts: OperationParts = { document, operation, isRenamed, filtered, authority, labels };
    const variants = new OperationVariants(parts, (activeLabels) => this.#make(parts, planned, activeLabels));
    byCaller.set(key, variants);
    return variants;
  }

  #planned(document: DocumentNode | null, operation?: OperationDefinitionNode): DocumentNode | null {
    const asked =
      operation ?? document?.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    return document && asked ? plannedOperation(document, asked, this.schema) : null;
  }

  async #make(
    { document, operation, isRenamed, filtered }: OperationParts,
    toPlan: DocumentNode | null,
    activeLabels: readonly string[],
  ): Promise<ExecutableOperation> {
    const shown = { schema: this.schema, document, operation, filtered, partlyHidden: this.#partlyHidden };
    if (toPlan === null) {
      const answer = compileAnswer({ ...shown, leaves: [] });
      if ('reason' in answer) throw new Error(`An answer without data cannot be written: ${answer.reason}`);
      return { kind: 'compiled', plan: null, answer };
    }
    const plan = await this.#planner.plan(this.planned, {
      text: (toPlan === document && !isRenamed && document.loc?.source.body) || print(toPlan),
      operationName: operation.name?.value ?? null,
      activeLabels,
    });
    const compiled = compilePlan(plan, {
      schema: this.#whole,
      variableDefinitions: operation.variableDefinitions ?? [],
      trustedSubgraphs: this.#trusted,
    });
    if ('reason' in compiled) {
      const answer = filtered || isRenamed ? compileAnswer({ ...shown, leaves: [], shaped: true }) : null;
      const { reason } = compiled;
      return { kind: 'apollo', plan, reason, answer: answer === null || 'reason' in answer ? null : answer };
    }
    const answer = compileAnswer({ ...shown, leaves: compiled.leaves });
    if ('reason' in answer) return { kind: 'apollo', plan, reason: answer.reason, answer: null };
    return { kind: 'compiled', plan: compiled, answer };
  }
}

function counterpart(
  operation: OperationDefinitionNode,
  { document, renamed }: { document: DocumentNode; renamed: DocumentNode },
): OperationDefinitionNode {
  return renamed.definitions[document.definitions.indexOf(operation)] as OperationDefinitionNode;
}
