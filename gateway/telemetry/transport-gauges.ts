import { Gauge, type Registry } from 'prom-client';

/** The way to a subgraph over HTTP, as it is now. */
export interface TransportFigures {
  subgraph: string;
  circuit: 'closed' | 'open' | 'half-open';
  underWay: number;
  waiting: number;
}

export type ReadTransportFigures = () => readonly TransportFigures[];

const STATES = ['closed', 'half-open', 'open'] as const;

/**
 * What is under way to subgraphs, what waits for it, and whether they are left alone for a while. A subgraph that got
 * another URL with a new supergraph is read twice: the last is shown.
 */
export function transportGauges(registry: Registry, read: ReadTransportFigures): void {
  const registers = [registry];
  new Gauge({
    name: 'subgraph_circuit_state',
    help: 'State of the circuit breaker of a subgraph over HTTP: 1 for the one that holds.',
    labelNames: ['subgraph', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { subgraph, circuit } of read()) {
        for (const state of STATES) this.set({ subgraph, state }, state === circuit ? 1 : 0);
      }
    },
  });
  const gauge = (name: string, help: string, valueOf: (figures: TransportFigures) => number): void => {
    new Gauge({
      ...{ name, help, labelNames: ['subgraph'], registers },
      collect() {
        this.reset();
        for (const figures of read()) this.set({ subgraph: figures.subgraph }, valueOf(figures));
      },
    });
  };
  gauge('subgraph_fetches_under_way', 'Fetches that a subgraph is answering.', ({ underWay }) => underWay);
  gauge('subgraph_fetches_waiting', 'Fetches that wait until one of those ends.', ({ waiting }) => waiting);
}
