import { Gauge, type Registry } from 'prom-client';

/**
 * Figures of the migration as the graph gives them to anybody: aggregates, no names of bodies. Labels are stages,
 * channels, codes of rejections, regions and offices: some 1,500 series, however many bodies there are.
 */
const PROGRESS_QUERY = `query MigrationProgressMetrics {
  migrationProgress {
    asOf daysLeft bodiesTotal newBodies migratedShare migratedVolumeShare expiringAgreements atRisk
    bodies { ...Stages }
    volumes(by: WEEK) { to channel requests subjects }
    turnaround { channel items p50Minutes p95Minutes }
    rejections(first: 100) { code count }
    forecast { completesOn reachable remaining activatedLast28Days perDay }
    inFlight { batches items }
    byRegion { region migratedShare migratedVolumeShare atRisk bodies { ...Stages } }
    byOffice { office { code } migratedShare migratedVolumeShare atRisk bodies { ...Stages } }
  }
}
fragment Stages on StageCounts { notStarted drafted signed registered active firstDirectRequest massivoFree }`;

/** What is shown of the answer. */
export interface ProgressFigures {
  asOf: string;
  daysLeft: number;
  bodiesTotal: number;
  newBodies: number;
  migratedShare: number | null;
  migratedVolumeShare: number | null;
  expiringAgreements: number;
  atRisk: number;
  bodies: Record<string, number>;
  volumes: { to: string; channel: string; requests: number; subjects: number }[];
  turnaround: { channel: string; items: number; p50Minutes: number | null; p95Minutes: number | null }[];
  rejections: { code: string; count: number }[];
  forecast: {
    completesOn: string | null;
    reachable: boolean;
    remaining: number;
    activatedLast28Days: number;
    perDay: number;
  };
  inFlight: { batches: number; items: number };
  byRegion: (PlaceFigures & { region: string })[];
  byOffice: (PlaceFigures & { office: { code: string } })[];
}

interface PlaceFigures {
  migratedShare: number | null;
  migratedVolumeShare: number | null;
  atRisk: number;
  bodies: Record<string, number>;
}

/** Puts a question to the graph. */
export type AskProgress = (query: string) => Promise<{ migrationProgress: ProgressFigures | null }>;

type Sample = [labels: Record<string, string>, value: number | null];

interface Shown {
  name: string;
  help: string;
  labelNames: string[];
  samplesOf: (figures: ProgressFigures) => Sample[];
}

/** Read at a scrape, once for all gauges and never twice at a time; without an answer the other metrics still come. */
export function progressGauges(registry: Registry, ask: AskProgress): void {
  let reading: Promise<ProgressFigures | null> | null = null;
  const figures = (): Promise<ProgressFigures | null> =>
    (reading ??= ask(PROGRESS_QUERY)
      .then(({ migrationProgress }) => migrationProgress)
      .catch(() => null)
      .finally(() => (reading = null)));
  for (const { name, help, labelNames, samplesOf } of SHOWN) {
    new Gauge({
      ...{ name, help, labelNames },
      registers: [registry],
      async collect() {
        const found = await figures();
        this.reset();
        if (labelNames.length === 0) this.remove(); // a number that there is not is not zero
        for (const [labels, value] of found ? samplesOf(found) : []) if (value !== null) this.set(labels, value);
      },
    });
  }
}

const one = (name: string, help: string, valueOf: (figures: ProgressFigures) => number | null): Shown => ({
  ...{ name, help, labelNames: [] },
  samplesOf: (figures) => [[{}, valueOf(figures)]],
});

const stages = (bodies: Record<string, number>, place: Record<string, string> = {}): Sample[] =>
  Object.entries(bodies).map(([stage, count]) => [{ ...place, stage }, count]);

/** The running week, up to now. */
const thisWeek = ({ volumes, asOf }: ProgressFigures): ProgressFigures['volumes'] =>
  volumes.filter(({ to }) => to === asOf);

function byPlace(label: string, placesOf: (figures: ProgressFigures) => [string, PlaceFigures][]): Shown[] {
  const shown = (name: string, help: string, valueOf: (figures: PlaceFigures) => number | null): Shown => ({
    ...{ name: `migration_${label}_${name}`, help, labelNames: [label] },
    samplesOf: (figures) => placesOf(figures).map(([place, of]) => [{ [label]: place }, valueOf(of)]),
  });
  return [
    shown('share', `Share of the former massivo bodies that have migrated, by ${label}.`, (of) => of.migratedShare),
    shown('volume_share', `The same by their subjects, by ${label}.`, (of) => of.migratedVolumeShare),
    shown('bodies_at_risk', `Bodies at risk, by ${label}.`, (of) => of.atRisk),
    {
      ...{ name: `migration_${label}_bodies`, help: `Former massivo bodies by stage and ${label}.` },
      labelNames: [label, 'stage'],
      samplesOf: (figures) => placesOf(figures).flatMap(([place, { bodies }]) => stages(bodies, { [label]: place })),
    },
  ];
}

const SHOWN: readonly Shown[] = [
  {
    ...{ name: 'migration_bodies', help: 'Former massivo bodies by the stage of their migration.' },
    labelNames: ['stage'],
    samplesOf: ({ bodies }) => stages(bodies),
  },
  one('migration_bodies_total', 'Former massivo bodies.', ({ bodiesTotal }) => bodiesTotal),
  one('migration_new_bodies', 'Bodies that never used massivo.', ({ newBodies }) => newBodies),
  one('migration_share', 'Share of the former massivo bodies that have migrated.', (figures) => figures.migratedShare),
  one('migration_volume_share', 'The same by their subjects.', ({ migratedVolumeShare }) => migratedVolumeShare),
  one('migration_bodies_at_risk', 'Bodies for which the last day is too near.', ({ atRisk }) => atRisk),
  one('migration_expiring_agreements', 'Agreements that end within 90 days.', (figures) => figures.expiringAgreements),
  one('migration_days_left', 'Days to the last day of massivo.', ({ daysLeft }) => daysLeft),
  one('migration_in_flight_batches', 'Files of massivo without an end.', ({ inFlight }) => inFlight.batches),
  one('migration_in_flight_items', 'Items on massivo without an end.', ({ inFlight }) => inFlight.items),
  one('migration_forecast_remaining', 'Bodies that are not active yet.', ({ forecast }) => forecast.remaining),
  one(
    'migration_forecast_activated_28_days',
    'Bodies that became active in the last 28 days.',
    ({ forecast }) => forecast.activatedLast28Days,
  ),
  one('migration_forecast_per_day', 'Their number a day.', ({ forecast }) => forecast.perDay),
  one('migration_forecast_reachable', '0: not at this pace.', ({ forecast }) => (forecast.reachable ? 1 : 0)),
  one(
    'migration_forecast_completion_timestamp_seconds',
    'Day on which the last body becomes active at this pace; absent: not at this pace.',
    ({ forecast: { completesOn } }) => (completesOn === null ? null : Date.parse(completesOn) / 1000),
  ),
  {
    ...{ name: 'migration_requests_this_week', help: 'Requests accepted since Monday, by channel.' },
    labelNames: ['channel'],
    samplesOf: (figures) => thisWeek(figures).map(({ channel, requests }) => [{ channel }, requests]),
  },
  {
    ...{ name: 'migration_subjects_this_week', help: 'Subjects accepted since Monday, by channel.' },
    labelNames: ['channel'],
    samplesOf: (figures) => thisWeek(figures).map(({ channel, subjects }) => [{ channel }, subjects]),
  },
  {
    ...{ name: 'migration_answered_items', help: 'Items issued, or rejected by the office, by channel.' },
    labelNames: ['channel'],
    samplesOf: ({ turnaround }) => turnaround.map(({ channel, items }) => [{ channel }, items]),
  },
  {
    ...{ name: 'migration_turnaround_minutes', help: 'Minutes that answers took, nearest rank, by channel.' },
    labelNames: ['channel', 'quantile'],
    samplesOf: ({ turnaround }) =>
      turnaround.flatMap(({ channel, p50Minutes, p95Minutes }): Sample[] => [
        [{ channel, quantile: '0.5' }, p50Minutes],
        [{ channel, quantile: '0.95' }, p95Minutes],
      ]),
  },
  {
    ...{ name: 'migration_rejected_items', help: 'Items rejected at intake or by the office, by code.' },
    labelNames: ['code'],
    samplesOf: ({ rejections }) => rejections.map(({ code, count }) => [{ code }, count]),
  },
  ...byPlace('region', ({ byRegion }) => byRegion.map((of) => [of.region, of])),
  ...byPlace('office', ({ byOffice }) => byOffice.map((of) => [of.office.code, of])),
];
