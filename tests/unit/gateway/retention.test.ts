import { readConfig } from '../../../gateway/config.js';
import { createMetrics } from '../../../gateway/telemetry/metrics.js';
import type { RetentionFigures } from '../../../gateway/telemetry/retention-gauges.js';

describe('R-62 how long PDFs are kept is configured', () => {
  it('R-62 180 days unless told otherwise, one at least', () => {
    expect(readConfig({ env: {} }).certificateRetentionDays).toBe(180);
    expect(readConfig({ env: { CERTIFICATE_RETENTION_DAYS: '1' } }).certificateRetentionDays).toBe(1);
  });

  it.each(['0', '-1', '1.5', 'six months', '36501'])('R-62 %s is refused', (days) => {
    expect(() => readConfig({ env: { CERTIFICATE_RETENTION_DAYS: days } })).toThrow(
      'CERTIFICATE_RETENTION_DAYS: must be a whole number from 1 to 36500',
    );
  });
});

describe('R-62 the metrics tell how far the erasing is', () => {
  async function shown(read: () => Promise<RetentionFigures>): Promise<Record<string, number>> {
    const metrics = createMetrics();
    metrics.showRetention(read);
    const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('certificate_pdf'));
    return Object.fromEntries(lines.map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)]));
  }

  it('R-62 with one reading a scrape', async () => {
    let readings = 0;
    const figures = { retentionDays: 180, certificates: 12, documents: 7, oldestDays: 180 };
    expect(await shown(async () => ((readings += 1), figures))).toEqual({
      certificate_pdf_retention_days: 180,
      certificate_pdfs_erased: 7,
      certificate_pdf_closed_certificates: 12,
      certificate_pdf_oldest_days: 180,
    });
    expect(readings).toBe(1);
  });

  it('R-62 without an age where nothing has one', async () => {
    const figures = { retentionDays: 180, certificates: 0, documents: 0, oldestDays: null };
    expect(await shown(async () => figures)).toEqual({
      certificate_pdf_retention_days: 180,
      certificate_pdfs_erased: 0,
      certificate_pdf_closed_certificates: 0,
    });
  });

  it('without any of them when the database is away; the others still come', async () => {
    const metrics = createMetrics();
    metrics.showRetention(() => Promise.reject(new Error('away')));
    const text = await metrics.text();
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toMatch(/^certificate_pdf/m);
  });
});
