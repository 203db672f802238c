import { Gauge, type Registry } from 'prom-client';

/** Whether a label of `@override` that hangs on a state of this process holds, for each such label. */
export type ReadLabels = () => Iterable<readonly [label: string, isActive: boolean]>;

/** What this gateway goes by when it decides which of two subgraphs it asks. */
export function labelGauges(registry: Registry, read: ReadLabels): void {
  new Gauge({
    name: 'override_label_active',
    help: 'Labels of @override that hang on a state: 1 while the overriding subgraph is asked.',
    labelNames: ['label'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [label, isActive] of read()) this.set({ label }, isActive ? 1 : 0);
    },
  });
}
