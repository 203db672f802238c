import { Gauge, type Registry } from 'prom-client';

/** What operations are alerted by. Offices are few (140), and only those that something is wrong with are shown. */
export interface MassivoFigures {
  offices: readonly {
    officeCode: string;
    state: 'OPEN' | 'HALF_OPEN' | 'CLOSED';
    trouble: string | null;
    workers: number;
  }[];
  notices: readonly { officeCode: string; kind: string; entries: number }[];
  overdue: readonly { officeCode: string; kind: string; batches: number }[];
}

export type ReadMassivoFigures = () => Promise<MassivoFigures>;

const NOTHING: MassivoFigures = { offices: [], notices: [], overdue: [] };

export function massivoGauges(registry: Registry, read: ReadMassivoFigures): void {
  let reading: Promise<MassivoFigures> | null = null;
  /** The gauges of a scrape ask at once. Without an answer the other metrics must still come: the database is away. */
  const figures = (): Promise<MassivoFigures> =>
    (reading ??= read()
      .catch(() => NOTHING)
      .finally(() => (reading = null)));
  const registers = [registry];
  new Gauge({
    name: 'massivo_office_circuit',
    help: 'Workers that find the office not well, by the state of its circuit; absent: it is well.',
    labelNames: ['office', 'state'],
    registers,
    async collect() {
      const { offices } = await figures();
      this.reset();
      for (const { officeCode, state, workers } of offices) this.set({ office: officeCode, state }, workers);
    },
  });
  new Gauge({
    name: 'massivo_office_trouble',
    help: 'Workers that find the office not well, by what was wrong last; absent: it is well.',
    labelNames: ['office', 'trouble'],
    registers,
    async collect() {
      const { offices } = await figures();
      this.reset();
      for (const { officeCode, trouble, workers } of offices)
        this.set({ office: officeCode, trouble: trouble ?? 'OTHER' }, workers);
    },
  });
  new Gauge({
    name: 'massivo_drop_area_notices',
    help: 'Foreign entries, and folders with too many entries, found at the office; absent: none.',
    labelNames: ['office', 'notice'],
    registers,
    async collect() {
      const { notices } = await figures();
      this.reset();
      for (const { officeCode, kind, entries } of notices) this.set({ office: officeCode, notice: kind }, entries);
    },
  });
  new Gauge({
    name: 'massivo_overdue_batches',
    help: 'Batches that have waited too long, by what they wait for.',
    labelNames: ['kind', 'office'],
    registers,
    async collect() {
      const { overdue } = await figures();
      this.reset();
      for (const { officeCode, kind, batches } of overdue) this.set({ kind, office: officeCode }, batches);
    },
  });
}
