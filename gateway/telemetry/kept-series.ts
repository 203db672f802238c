import { Counter, type Histogram, type Registry } from 'prom-client';

type Labels = Readonly<Record<string, string | number>>;

interface Series {
  labels: Labels;
  count: number;
  sum: number;
  /** Values by the first bound that they do not pass; those beyond all bounds are in none. */
  within: number[];
}

/**
 * What is counted at every request and every fetch: series are found by a key of the caller's own and handed to
 * prom-client at the scrape, because its `inc` and `observe` check and hash the labels each time, 2.5 µs of CPU.
 */
export class KeptSeries {
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  /** @param bounds Upper ones of the buckets, ascending; none: values are not looked at. */
  constructor(bounds: readonly number[] = []) {
    this.#bounds = bounds;
  }

  /** @param labels Of the series, asked for when it is a new one. */
  add(key: string, labels: () => Labels, value = 0): void {
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels: labels(), count: 0, sum: 0, within: this.#bounds.map(() => 0) };
      this.#series.set(key, series);
    }
    series.count += 1;
    series.sum += value;
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    if (bucket !== -1) series.within[bucket] = (series.within[bucket] ?? 0) + 1;
  }

  showCounter(registry: Registry, about: { name: string; help: string; labelNames: string[] }): void {
    const series = this.#series;
    new Counter({
      ...about,
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, count } of series.values()) this.inc(labels, count);
      },
    });
  }

  showHistogram(registry: Registry, { name, help }: { name: string; help: string }): void {
    // What the registry asks of a metric; the class of prom-client's own takes single values only.
    const histogram = {
      ...{ name, help, type: 'histogram', aggregator: 'sum' },
      get: () =>
        Promise.resolve({
          ...{ name, help, type: 'histogram', aggregator: 'sum' },
          values: this.#histogramValues(name),
        }),
      reset: () => this.#series.clear(),
    };
    registry.registerMetric(histogram as unknown as Histogram);
  }

  #histogramValues(name: string): { metricName: string; labels: Labels; value: number }[] {
    return [...this.#series.values()].flatMap(({ labels, count, sum, within }) => {
      let upTo = 0;
      const buckets = this.#bounds.map((le, place) => {
        upTo += within[place] ?? 0;
        return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: upTo };
      });
      return [
        ...buckets,
        { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
  }
}
