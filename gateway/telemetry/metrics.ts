import { Counter, Registry, collectDefaultMetrics } from 'prom-client';
import { KeptSeries } from './kept-series.js';
import { labelGauges, type ReadLabels } from './label-gauges.js';
import { massivoGauges, type ReadMassivoFigures } from './massivo-gauges.js';
import { progressGauges, type AskProgress } from './progress-gauges.js';
import { transitionGauges, type ReadTransitionFigures } from './transition-gauges.js';
import { transportGauges, type ReadTransportFigures } from './transport-gauges.js';
import { retentionGauges, type ReadRetentionFigures } from './retention-gauges.js';

/** How a fetch from a subgraph ended. */
export type FetchOutcome = 'ok' | 'errors' | 'failed';

/**
 * What is counted, for Prometheus. Labels have few values each: never an id, an operation name or anything else that a
 * caller chooses.
 */
export interface Metrics {
  requestEnded(request: { method: string; route: string; status: number; seconds: number }): void;
  fetchEnded(fetch: { subgraph: string; outcome: FetchOutcome; seconds: number }): void;
  /** A fetch was not made because the same one, of the same caller, was under way. */
  fetchShared(subgraph: string): void;
  /** A fetch was made a second time. */
  fetchRetried(subgraph: string): void;
  /** An operation that our own executor left to Apollo's, by why. */
  leftToApollo(reason: string): void;
  /** One error of a graph answer, by its code. */
  graphError(code: string): void;
  /** A certificate in a header that came from somebody who may not send one. */
  certificateIgnored(reason: string): void;
  /** Shows massivo's figures, asked for at each scrape; nothing of them when they cannot be had. */
  showMassivo(read: ReadMassivoFigures): void;
  /** Shows how far the erasing of PDFs is, likewise. */
  showRetention(read: ReadRetentionFigures): void;
  /** Shows the flag as this instance has heard of it. */
  showTransition(read: ReadTransitionFigures): void;
  /** Shows which labels of `@override` hold here. */
  showLabels(read: ReadLabels): void;
  /** Shows how far the migration is, as the graph answers it; nothing of it when it does not. */
  showProgress(ask: AskProgress): void;
  /** Shows the way to each subgraph over HTTP as it is now. */
  showTransport(read: ReadTransportFigures): void;
  readonly contentType: string;
  text(): Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Metrics in a registry of their own, so that several gateways can live in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new KeptSeries();
  requests.showCounter(registry, {
    name: 'http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
  });
  const requestSeconds = new KeptSeries(SECONDS);
  requestSeconds.showHistogram(registry, {
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of the request to the last of the answer.',
  });
  const fetches = new KeptSeries();
  fetches.showCounter(registry, {
    name: 'subgraph_fetches_total',
    help: 'Fetches from subgraphs by how they ended.',
    labelNames: ['subgraph', 'outcome'],
  });
  const fetchSeconds = new KeptSeries(SECONDS);
  fetchSeconds.showHistogram(registry, {
    name: 'subgraph_fetch_duration_seconds',
    help: 'Time of fetches from subgraphs.',
  });
  const counterOfSubgraph = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['subgraph'], registers });
  const fetchesShared = counterOfSubgraph(
    'subgraph_fetches_shared_total',
    'Fetches that were not made because the same one, of the same caller, was under way.',
  );
  const fetchesRetried = counterOfSubgraph('subgraph_fetches_retried_total', 'Fetches that were made a second time.');
  const leftToApollo = new Counter({
    name: 'graphql_operations_left_to_apollo_total',
    help: "Operations executed by Apollo's executor, by why they could not be compiled.",
    labelNames: ['reason'],
    registers,
  });
  const graphErrors = new Counter({
    name: 'graphql_errors_total',
    help: 'Errors in answers of the graph by code.',
    labelNames: ['code'],
    registers,
  });
  const certificatesIgnored = new Counter({
    name: 'client_certificate_headers_ignored_total',
    help: 'Certificates in a header that did not come from a trusted proxy over mutual TLS, by why not.',
    labelNames: ['reason'],
    registers,
  });
  return {
    requestEnded({ method, route, status, seconds }) {
      requests.add(`${method} ${route} ${status}`, () => ({ method, route, status }));
      requestSeconds.add(route, () => ({ route }), seconds);
    },
    fetchEnded({ subgraph, outcome, seconds }) {
      fetches.add(`${subgraph} ${outcome}`, () => ({ subgraph, outcome }));
      fetchSeconds.add(subgraph, () => ({ subgraph }), seconds);
    },
    fetchShared(subgraph) {
      fetchesShared.inc({ subgraph });
    },
    fetchRetried(subgraph) {
      fetchesRetried.inc({ subgraph });
    },
    leftToApollo(reason) {
      leftToApollo.inc({ reason });
    },
    graphError(code) {
      graphErrors.inc({ code });
    },
    certificateIgnored(reason) {
      certificatesIgnored.inc({ reason });
    },
    showMassivo(read) {
      massivoGauges(registry, read);
    },
    showRetention(read) {
      retentionGauges(registry, read);
    },
    showTransition(read) {
      transitionGauges(registry, read);
    },
    showLabels(read) {
      labelGauges(registry, read);
    },
    showProgress(ask) {
      progressGauges(registry, ask);
    },
    showTransport(read) {
      transportGauges(registry, read);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
