import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { GraphQLClient } from 'graphql-request';

export interface ServiceClientOptions {
  /** Of the graph, such as `https://casellario.example/graphql`. */
  url: string;
  /** Asked before each operation, so that a renewed access token is taken up. */
  token(): string | Promise<string>;
  /** Longest time that an operation may take; 30 s unless told otherwise. */
  timeoutMs?: number;
}

/** The graph for the software of a public body: one method for every operation of `schema/operations`. */
export interface ServiceClient {
  /**
   * @throws ClientError of graphql-request: `response.errors[0].extensions` says code, sentences in Italian and English,
   * remedy, and whether the same call may succeed later (`schema/ERROR_CODES.md`).
   */
  ask<Data, Variables extends object>(
    operation: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
}

const TIMEOUT_MS = 30_000;

export function createServiceClient({ url, token, timeoutMs = TIMEOUT_MS }: ServiceClientOptions): ServiceClient {
  const client = new GraphQLClient(url);
  return {
    ask: async (document, variables) =>
      client.request({
        ...{ document, variables, signal: AbortSignal.timeout(timeoutMs) },
        requestHeaders: { authorization: `Bearer ${await token()}` },
      } as never),
  };
}
