import { execute, Kind, parse, type DocumentNode, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { SubgraphFault, TamperFault } from './fault.js';
import type { Place, Run } from './run.js';
import type { TestSupergraph } from './supergraph.js';
import { withWrongValues } from './values.js';

/** What a subgraph answered, as JSON makes it. */
export interface RawAnswer {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
}

export class SubgraphDown extends Error {
  readonly extensions: Record<string, unknown>;

  constructor(subgraph: string, code: string) {
    super(`the subgraph ${subgraph} does not answer`);
    this.extensions = { code };
  }
}

/** The subgraphs of a supergraph behind JSON, with the faults of a run. Documents are parsed once. */
export class SubgraphAnswers {
  readonly #supergraph: TestSupergraph;
  readonly #documents = new Map<string, DocumentNode>();

  constructor(supergraph: TestSupergraph) {
    this.#supergraph = supergraph;
  }

  async ask(
    subgraph: string,
    query: { text: string; variables: Record<string, unknown> },
    run: Run,
  ): Promise<RawAnswer> {
    const number = run.called(subgraph);
    const down = run.faults.find(
      (fault): fault is SubgraphFault =>
        fault.kind === 'subgraph' && fault.subgraph === subgraph && (fault.call ?? number) === number,
    );
    const document = this.#document(query.text);
    if (down) {
      run.struck.add(down);
      // A mutation whose answer is lost has run all the same: those after it tell how many did.
      if (isMutation(document)) await this.#execute(document, query.variables, { run, subgraph });
      return failing(down);
    }
    const { data, errors } = await this.#execute(document, query.variables, { run, subgraph });
    const json = JSON.stringify({ data, ...(errors && { errors }) });
    const hasWrong = run.faults.some(({ kind }) => kind === 'wrong');
    const answer = JSON.parse(hasWrong ? withWrongValues(json) : json) as RawAnswer;
    for (const fault of run.faults)
      if (fault.kind === 'tamper' && fault.subgraph === subgraph && tamper(answer.data, fault)) run.struck.add(fault);
    return answer;
  }

  async #execute(
    document: DocumentNode,
    variableValues: Record<string, unknown>,
    contextValue: Place,
  ): Promise<ExecutionResult> {
    const { subgraphSchemas, world } = this.#supergraph;
    const schema = subgraphSchemas.get(contextValue.subgraph ?? '')!;
    return execute({ schema, document, variableValues, fieldResolver: world.resolver, contextValue });
  }

  #document(query: string): DocumentNode {
    const known = this.#documents.get(query) ?? parse(query, { noLocation: true });
    this.#documents.set(query, known);
    return known;
  }
}

function isMutation({ definitions }: DocumentNode): boolean {
  return definitions.some((each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === 'mutation');
}

function failing({ subgraph, form }: SubgraphFault): RawAnswer {
  if (form === 'reject') throw new SubgraphDown(subgraph, 'SUBGRAPH_UNAVAILABLE');
  if (form === 'timeout') throw new SubgraphDown(subgraph, 'DEADLINE_EXCEEDED');
  const errors = [{ message: 'nothing works here', extensions: { code: 'FUZZ_FAULT' } }];
  return form === 'no-data' ? { errors } : { data: null, errors };
}

/** Replaces objects and lists under the key by something of another kind; whether there were any. */
function tamper(value: unknown, fault: TamperFault): boolean {
  if (typeof value !== 'object' || value === null) return false;
  let found = false;
  for (const [key, below] of Object.entries(value as Record<string, unknown>)) {
    if (key === fault.key && isOtherKind(fault.to, below)) {
      (value as Record<string, unknown>)[key] = structuredClone(fault.to);
      found = true;
    } else if (tamper(below, fault)) found = true;
  }
  return found;
}

/** No list for a list and no object for an object: such a value may keep to the schema. */
function isOtherKind(one: unknown, other: unknown): boolean {
  if (typeof other !== 'object' || other === null) return false;
  return typeof one !== 'object' || Array.isArray(one) !== Array.isArray(other);
}
