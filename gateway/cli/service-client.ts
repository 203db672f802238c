import { ClientError, GraphQLClient } from 'graphql-request';
import { CliFailure, serviceFailure, unreachable, type ServiceError } from './cli-failure.js';
import type { Operation } from './operation.js';
import type { Page } from './operations.js';

export interface ServiceAddress {
  /** Origin of the gateway. */
  url: string;
  token: string;
  signal: AbortSignal;
}

/** One call to the graph; files take as long as they take. */
const CALL_DEADLINE_MS = 60_000;
/** Rows of a page while a whole list is read. */
const PAGE = 100;

/** The service over HTTP: the graph and its files. Every refusal becomes a `CliFailure`. */
export class ServiceClient {
  readonly url: string;
  readonly #address: ServiceAddress;

  constructor(address: ServiceAddress) {
    this.url = address.url;
    this.#address = address;
  }

  async run<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const { url, token } = this.#address;
    const client = new GraphQLClient(`${url}/graphql`, {
      headers: { authorization: `Bearer ${token}` },
      fetch: (input, init) => fetch(input, { ...init, signal: this.#limit(CALL_DEADLINE_MS) }),
    });
    try {
      return (await client.request(operation.text, variables as Record<string, unknown>)) as Result;
    } catch (error) {
      throw this.#failureOf(error);
    }
  }

  /** Every node of a list, page by page: memory does not grow with it. */
  async *all<Result, Variables extends object, Node>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    pageOf: (result: Result) => Page<Node>,
  ): AsyncGenerator<Node> {
    for (let after: string | null = null; ;) {
      const page: Page<Node> = pageOf(await this.run(operation, { ...variables, first: PAGE, after }));
      yield* page.nodes;
      if (!page.pageInfo.hasNextPage) return;
      after = page.pageInfo.endCursor;
    }
  }

  /** A file that goes up or comes down. @throws CliFailure for whatever is not a success */
  async file(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        ...init,
        redirect: 'error',
        headers: { ...init.headers, authorization: `Bearer ${this.#address.token}` },
        signal: this.#address.signal,
      });
      if (response.ok) return response;
      const body: unknown = await response.json().catch(() => null);
      if (isServiceError(body)) throw serviceFailure(body);
      throw unreachable(this.url, `HTTP ${response.status}`);
    } catch (error) {
      throw this.#failureOf(error);
    }
  }

  #limit(ms: number): AbortSignal {
    return AbortSignal.any([this.#address.signal, AbortSignal.timeout(ms)]);
  }

  #failureOf(error: unknown): unknown {
    if (error instanceof CliFailure || this.#address.signal.aborted) return error;
    if (error instanceof ClientError) {
      const [first] = error.response.errors ?? [];
      const body = first && { message: first.message, ...(first.extensions as object) };
      return isServiceError(body) ? serviceFailure(body) : unreachable(this.url, `HTTP ${error.response.status}`);
    }
    return unreachable(this.url, reasonOf(error));
  }
}

function isServiceError(body: unknown): body is ServiceError {
  if (typeof body !== 'object' || body === null) return false;
  const { code, message } = body as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string';
}

/** Such as ECONNREFUSED: the code says more than "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.name;
}
