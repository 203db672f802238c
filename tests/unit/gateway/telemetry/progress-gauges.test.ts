import { Registry } from 'prom-client';
import { progressGauges, type ProgressFigures } from '../../../../gateway/telemetry/progress-gauges.js';

const stages = {
  notStarted: 3,
  drafted: 1,
  signed: 0,
  registered: 0,
  active: 2,
  firstDirectRequest: 1,
  massivoFree: 1,
};
const place = { migratedShare: 0.5, migratedVolumeShare: null, atRisk: 2, bodies: stages };
const FIGURES: ProgressFigures = {
  ...{ asOf: '2026-06-10', daysLeft: 56, bodiesTotal: 8, newBodies: 2, migratedShare: 0.5, migratedVolumeShare: null },
  ...{ expiringAgreements: 1, atRisk: 2, bodies: stages, inFlight: { batches: 3, items: 40 } },
  volumes: [
    { to: '2026-06-07', channel: 'MASSIVO', requests: 70, subjects: 700 },
    { to: '2026-06-10', channel: 'MASSIVO', requests: 7, subjects: 71 },
  ],
  turnaround: [{ channel: 'MASSIVO', items: 9, p50Minutes: 1_500, p95Minutes: 4_000 }],
  rejections: [{ code: 'NOM-001', count: 4 }],
  forecast: { completesOn: '2026-07-01', reachable: true, remaining: 4, activatedLast28Days: 7, perDay: 0.25 },
  byRegion: [{ region: 'Lazio', ...place }],
  byOffice: [{ office: { code: 'PROC-H501' }, ...place }],
};

describe('R-51 R-52 gauges of the migration', () => {
  const scrape = async (registry: Registry): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('show what the graph says, the running week of the volumes, and nothing where there is no figure', async () => {
    const registry = new Registry();
    progressGauges(registry, () => Promise.resolve({ migrationProgress: FIGURES }));
    const lines = await scrape(registry);
    expect(lines).toEqual(
      expect.arrayContaining([
        'migration_bodies{stage="notStarted"} 3',
        'migration_bodies_total 8',
        'migration_share 0.5',
        'migration_days_left 56',
        'migration_in_flight_items 40',
        'migration_forecast_completion_timestamp_seconds 1782864000',
        'migration_requests_this_week{channel="MASSIVO"} 7',
        'migration_subjects_this_week{channel="MASSIVO"} 71',
        'migration_turnaround_minutes{channel="MASSIVO",quantile="0.95"} 4000',
        'migration_rejected_items{code="NOM-001"} 4',
        'migration_region_share{region="Lazio"} 0.5',
        'migration_office_bodies{office="PROC-H501",stage="active"} 2',
      ]),
    );
    expect(lines.filter((line) => line.includes('volume_share'))).toEqual([]);
  });

  it('ask once for all of them, and not again while the answer is awaited', async () => {
    const registry = new Registry();
    let asked = 0;
    let answer = (): void => undefined;
    progressGauges(registry, () => {
      asked += 1;
      return new Promise((resolve) => (answer = () => resolve({ migrationProgress: FIGURES })));
    });
    const scrapes = [registry.metrics(), registry.metrics()];
    answer();
    await Promise.all(scrapes);
    expect(asked).toBe(1);
  });

  it('are left out when the graph does not answer, those of before as well', async () => {
    const registry = new Registry();
    let isAway = false;
    progressGauges(registry, () =>
      isAway ? Promise.reject(new Error('away')) : Promise.resolve({ migrationProgress: FIGURES }),
    );
    expect(await scrape(registry)).not.toEqual([]);
    isAway = true;
    expect(await scrape(registry)).toEqual([]);
  });
});
