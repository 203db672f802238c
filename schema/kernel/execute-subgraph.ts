import { execute, GraphQLError, parse, validate, type DocumentNode, type ExecutionResult } from 'graphql';
import { DomainError } from './domain-error.js';
import { toClientError } from './graphql-errors.js';
import type { CallNotices, Subgraph, SubgraphCall } from './subgraph.js';

/**
 * One operation for one subgraph. A `document` counts as checked against the schema, as the gateway's query plans are
 * (parse it once, keep it, send it again); a text in `query` is parsed and validated here each time.
 */
export type SubgraphOperation = ({ document: DocumentNode } | { query: string }) & {
  variables?: Readonly<Record<string, unknown>> | null;
  operationName?: string | null;
};

/** What came back: the same JSON in-process and over HTTP. */
export type SubgraphResult = Pick<ExecutionResult, 'data' | 'errors'> & { extensions?: CallNotices };

/**
 * Runs an operation on a subgraph. It never rejects: whatever fails is in `errors`, as the client may see it, with the
 * body of its `DomainError` in `extensions` and the first cause in `originalError` (not serialised, for the log).
 * When `call.signal` fires, the answer is `DEADLINE_EXCEEDED`, whatever the resolvers are still doing.
 */
export async function executeSubgraph(
  subgraph: Subgraph,
  operation: SubgraphOperation,
  call: SubgraphCall,
): Promise<SubgraphResult> {
  const result = await untilAborted(call.signal, () => run(subgraph, operation, call)).catch(asResult);
  if (!result.errors) return result;
  return { ...result, errors: result.errors.map((error) => toClientError(error, call.correlationId)) };
}

async function run(subgraph: Subgraph, operation: SubgraphOperation, call: SubgraphCall): Promise<SubgraphResult> {
  const checked = 'document' in operation ? operation : checkOperation(subgraph, operation.query);
  if ('errors' in checked) return checked;
  const context = subgraph.createContext(call) as Partial<CallNotices>;
  const { data, errors } = await execute({
    schema: subgraph.schema,
    document: checked.document,
    variableValues: operation.variables,
    operationName: operation.operationName,
    contextValue: context,
  });
  const { deprecation } = context;
  return {
    ...(data !== undefined && { data }),
    ...(errors && { errors }),
    ...(deprecation && { extensions: { deprecation } }),
  };
}

/** Parses a text and checks it against the subgraph's schema: the document, or what is wrong with it. */
export function checkOperation(
  subgraph: Subgraph,
  text: string,
): { document: DocumentNode } | { errors: GraphQLError[] } {
  try {
    const document = parse(text);
    const errors = validate(subgraph.schema, document);
    return errors.length > 0 ? { errors: [...errors] } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

function asResult(error: unknown): SubgraphResult {
  const cause = error instanceof Error ? error : new Error('a value that is no error was thrown', { cause: error });
  return { data: null, errors: [new GraphQLError(cause.message, { originalError: cause })] };
}

/** `work`'s result, or a `DEADLINE_EXCEEDED` as soon as the signal fires. */
async function untilAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (!signal) return work();
  if (signal.aborted) throw new DomainError('DEADLINE_EXCEEDED');
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new DomainError('DEADLINE_EXCEEDED'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
