import { Gauge, type Registry } from 'prom-client';

/** How far the erasing of PDFs is; counts and days only. */
export interface RetentionFigures {
  retentionDays: number;
  /** Certificates whose PDF there will be no more, and how many of these had one. */
  certificates: number;
  documents: number;
  /** Days since the issue of the oldest certificate whose PDF is not erased; null when there is none. */
  oldestDays: number | null;
}

export type ReadRetentionFigures = () => Promise<RetentionFigures>;

/**
 * Read from the database at a scrape, so that every process shows the same. To be alerted by:
 * `certificate_pdf_oldest_days > certificate_pdf_retention_days + 1`.
 */
export function retentionGauges(registry: Registry, read: ReadRetentionFigures): void {
  let reading: Promise<RetentionFigures | null> | null = null;
  /** All gauges of a scrape ask at once. Without an answer the other metrics must still come: the database is away. */
  const figures = (): Promise<RetentionFigures | null> =>
    (reading ??= read()
      .catch(() => null)
      .finally(() => (reading = null)));
  const gauge = (name: string, help: string, valueOf: (figures: RetentionFigures) => number | null): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const found = await figures();
        const value = found && valueOf(found);
        this.reset();
        // An age without anything that has one is not zero.
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  };
  gauge('certificate_pdf_retention_days', 'Days for which PDFs are kept.', ({ retentionDays }) => retentionDays);
  gauge('certificate_pdfs_erased', 'PDFs erased so far.', ({ documents }) => documents);
  gauge(
    'certificate_pdf_closed_certificates',
    'Certificates of which there will be no PDF any more, downloaded before or not.',
    ({ certificates }) => certificates,
  );
  gauge(
    'certificate_pdf_oldest_days',
    'Days since the issue of the oldest certificate whose PDF is not erased; absent: there is none.',
    ({ oldestDays }) => oldestDays,
  );
}
