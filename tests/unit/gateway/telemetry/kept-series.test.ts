import { Counter, Histogram, Registry } from 'prom-client';
import { KeptSeries } from '../../../../gateway/telemetry/kept-series.js';
import { SeededRandom } from '../../../testkit/seeded-random.js';

const BOUNDS = [0.005, 0.1, 1];

describe('series that are kept here', () => {
  it('are shown as prom-client shows its own', async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const count = { name: 'requests_total', help: 'Requests.', labelNames: ['route', 'status'] };
    const time = { name: 'request_seconds', help: 'Time.', labelNames: ['route'] };
    const counted = new KeptSeries();
    const timed = new KeptSeries(BOUNDS);
    counted.showCounter(ours, count);
    timed.showHistogram(ours, time);
    const counter = new Counter({ ...count, registers: [theirs] });
    const histogram = new Histogram({ ...time, buckets: BOUNDS, registers: [theirs] });
    const random = new SeededRandom(7);
    for (let asked = 0; asked < 300; asked += 1) {
      const [route, status] = [random.pick(['/graphql', '/metrics']), random.pick([200, 400])];
      const seconds = random.pick([0, 0.005, 0.0051, 0.1, 0.5, 1, 7.25]);
      counted.add(`${route} ${status}`, () => ({ route, status }));
      timed.add(route, () => ({ route }), seconds);
      counter.inc({ route, status });
      histogram.observe({ route }, seconds);
      if (asked === 150) await ours.metrics(); // a scrape changes nothing
    }
    expect(sorted(await ours.metrics())).toEqual(sorted(await theirs.metrics()));
    expect(await ours.metrics()).toContain('request_seconds_bucket{le="+Inf",route="/graphql"}');
  });
});

const sorted = (text: string): string[] => text.split('\n').sort();
