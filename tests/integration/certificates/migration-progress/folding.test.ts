import pg from 'pg';
import { FixedClock } from '../../../../schema/kernel/clock.js';
import { MigrationProgressService } from '../../../../subgraphs/certificates/migration-progress/migration-progress.service.js';
import { ProgressFolding } from '../../../../subgraphs/certificates/migration-progress/progress-folding.service.js';
import type { MigrationProgressKey } from '../../../../subgraphs/shared/migration-progress-id.js';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.js';
import { eventually } from '../../../testkit/product.js';
import {
  accept,
  end,
  forgetHistory,
  insertProgressParties,
  type WrittenRequest,
} from '../../../testkit/progress-history.js';
import { rawRejections, rawTurnaround, readRawHistory } from '../../../testkit/progress-oracle.js';

const NOW = new Date('2026-06-10T10:00:00Z');
const EVERYWHERE: MigrationProgressKey = {
  scope: { officeCode: null, district: null, region: null, bodyType: null },
  asOf: '2026-06-30',
};
const MINUTE_MS = 60_000;

describe('R-51 folding of the figures', () => {
  let test: TestDatabase;
  let owner: pg.Client;
  let service: MigrationProgressService;
  beforeAll(async () => {
    test = await createTestDatabase();
    await insertProgressParties(test.database);
    service = new MigrationProgressService(test);
    owner = new pg.Client({ connectionString: test.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await test.drop();
  });
  beforeEach(() => forgetHistory(test.database));

  const folding = (parts: { deltasAtOnce?: number; figuresACheckpoint?: number } = {}, now = NOW): ProgressFolding =>
    new ProgressFolding({ database: test.database, clock: new FixedClock(now), ...parts });

  function request(minutesAgo: number): Promise<WrittenRequest> {
    const acceptedAt = new Date(NOW.getTime() - minutesAgo * MINUTE_MS);
    return accept(test.database, {
      ...{ ipaCode: 'b_1', officeCode: 'PROC-A001', channel: 'MASSIVO', accepted: 4, refused: ['NOM-001', 'NOM-002'] },
      ...{ stagedAt: acceptedAt, acceptedAt },
    });
  }

  /** A request three hours old, answered one item after the other. */
  async function history(): Promise<void> {
    const written = await request(180);
    for (const [index, status] of (['ISSUED', 'REJECTED', 'ISSUED', 'FAILED'] as const).entries()) {
      const code = { ISSUED: null, REJECTED: 'NOM-003', FAILED: 'SIC-001' }[status];
      await end(test.database, written, { items: 1, status, code, at: new Date(NOW.getTime() + index * MINUTE_MS) });
    }
  }

  async function figures(): Promise<unknown> {
    const volumes = await service.volumes(EVERYWHERE, { by: 'DAY', from: null, to: null });
    return { volumes, ...(await answered()) };
  }

  async function answered(): Promise<object> {
    const turnaround = await service.turnaround(EVERYWHERE);
    const rejections = await service.rejections(EVERYWHERE, 100);
    return {
      turnaround: Object.fromEntries(turnaround.map(({ channel, ...rest }) => [channel, rest])),
      rejections: rejections.map(({ code, count }) => [code, count]),
    };
  }

  async function expected(): Promise<object> {
    const raw = await readRawHistory(test.database);
    return { turnaround: rawTurnaround(raw, EVERYWHERE), rejections: rawRejections(raw, EVERYWHERE) };
  }

  const openDeltas = async (): Promise<number> =>
    (await test.database.one<{ open: number }>('SELECT count(*)::int AS open FROM certificates.progress_delta'))
      ?.open ?? 0;

  it('counts what is not folded yet, and the same when it is', async () => {
    await history();
    const before = await figures();
    expect(before).toMatchObject({
      volumes: [{ from: '2026-06-10', to: '2026-06-10', channel: 'MASSIVO', requests: 1, subjects: 4 }],
      turnaround: { MASSIVO: { items: 3, p50Minutes: 181, p95Minutes: 182 } },
      rejections: [['NOM-001', 1], ['NOM-002', 1], ['NOM-003', 1]], // prettier-ignore
    });
    expect(await folding().fold()).toBe(4); // the failed item was not answered
    expect(await openDeltas()).toBe(0);
    expect(await figures()).toEqual(before);
    expect(await folding().fold()).toBe(0);
    expect(await figures()).toEqual(before);
  });

  it.each(['progress_volume', 'progress_turnaround', 'progress_rejection', 'progress_checkpoint'])(
    'R-51 changes nothing when the writing of %s fails, and everything the next time',
    async (table) => {
      await history();
      await folding({ figuresACheckpoint: 1 }, new Date('2026-06-20T10:00:00Z')).fold();
      await folding({ figuresACheckpoint: 1 }, new Date('2026-06-20T10:00:00Z')).makeCheckpoints();
      await history();
      const before = await figures();
      await owner.query(
        `CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken off'; END $$;
         CREATE TRIGGER break_off BEFORE INSERT OR UPDATE OR DELETE ON certificates.${table}
           FOR EACH ROW EXECUTE FUNCTION break_off()`,
      );
      await expect(folding().fold()).rejects.toThrow('broken off');
      expect(await openDeltas()).toBe(4);
      expect(await figures()).toEqual(before);
      await owner.query('DROP FUNCTION break_off CASCADE');
      expect(await folding().fold()).toBe(4);
      expect(await figures()).toEqual(before);
      expect(await answered()).toEqual(await expected());
    },
  );

  it('loses and doubles nothing when its connection is cut in the middle, and another takes over', async () => {
    await history();
    await folding().fold();
    await history();
    const before = await figures();
    // The fold is stopped between the figures that it adds to.
    await owner.query('BEGIN; SELECT FROM certificates.progress_turnaround FOR UPDATE');
    const cut = folding().fold();
    const died = expect(cut).rejects.toThrow();
    const [backend] = await eventually(
      () =>
        test.database.rows<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%progress_delta%'`,
        ),
      (found) => found.length > 0,
    );
    expect(await folding().fold()).toBe(0); // another one waits for its turn, and not at all
    await owner.query('SELECT pg_terminate_backend($1)', [backend?.pid]);
    await died;
    await owner.query('ROLLBACK');
    expect(await openDeltas()).toBe(4);
    expect(await figures()).toEqual(before);
    expect(await folding().fold()).toBe(4);
    expect(await figures()).toEqual(before);
  });

  it('R-53 forgets the sums of days that something is added to late, and makes them again', async () => {
    const later = new Date('2026-06-20T10:00:00Z');
    const checkpoints = (): Promise<{ office_code: string; through: string }[]> =>
      test.database.rows('SELECT DISTINCT office_code, through FROM certificates.progress_checkpoint ORDER BY 1, 2');
    for (const day of [9, 8, 7]) {
      const written = await request(day * 24 * 60);
      await end(test.database, written, { items: 2, status: 'ISSUED', code: null, at: written.acceptedAt });
    }
    await folding({ figuresACheckpoint: 1 }, later).fold();
    expect(await folding({ figuresACheckpoint: 1 }, later).makeCheckpoints()).toBe(6);
    const days = ['2026-06-01', '2026-06-02', '2026-06-03'];
    const all = ['', 'PROC-A001'].flatMap((office_code) => days.map((through) => ({ office_code, through })));
    expect(await checkpoints()).toEqual(all);

    const late = await request(8 * 24 * 60);
    await end(test.database, late, { items: 1, status: 'ISSUED', code: null, at: late.acceptedAt });
    await folding().fold();
    expect(await checkpoints()).toEqual(all.filter(({ through }) => through === '2026-06-01'));
    expect(await answered()).toEqual(await expected());
    await folding({ figuresACheckpoint: 1 }, later).makeCheckpoints();
    expect(await checkpoints()).toEqual(all);
    expect(await answered()).toEqual(await expected());
  });

  it('makes no sum of a day that is not over', async () => {
    await history();
    await folding().fold();
    expect(await folding({ figuresACheckpoint: 1 }).makeCheckpoints()).toBe(0);
  });

  it('is exact while many write, several fold and others read', async () => {
    const WRITERS = 6;
    const REQUESTS = 12;
    let writing = true;
    let seen = 0;
    const write = async (): Promise<void> => {
      for (let number = 0; number < REQUESTS; number += 1) await history();
    };
    const fold = async (): Promise<void> => {
      while (writing) await folding({ deltasAtOnce: 7, figuresACheckpoint: 1 }).fold();
    };
    const read = async (): Promise<void> => {
      while (writing) {
        const [volume] = await service.volumes(EVERYWHERE, { by: 'MONTH', from: null, to: null });
        const requests = volume?.requests ?? 0;
        expect(requests).toBeGreaterThanOrEqual(seen); // nothing counted is ever missing in between
        expect(volume?.subjects ?? 0).toBe(requests * 4);
        seen = requests;
      }
    };
    const others = [fold(), fold(), read()];
    await Promise.all(Array.from({ length: WRITERS }, write)).finally(() => (writing = false));
    await Promise.all(others);
    await folding().fold();
    expect(await openDeltas()).toBe(0);
    const [volume] = await service.volumes(EVERYWHERE, { by: 'MONTH', from: null, to: null });
    expect(volume).toMatchObject({ requests: WRITERS * REQUESTS, subjects: WRITERS * REQUESTS * 4 });
    expect(await answered()).toEqual(await expected());
  });

  it('counts a history from before the counting at once', async () => {
    await history();
    await folding().fold();
    const before = await figures();
    // As the migration finds it.
    await test.database.query(
      `DO $$ BEGIN DELETE FROM certificates.progress_volume; DELETE FROM certificates.progress_turnaround;
                   DELETE FROM certificates.progress_rejection; END $$`,
    );
    expect(await figures()).toMatchObject({ volumes: [], rejections: [] });
    await test.database.query('SELECT certificates.recount_progress()');
    expect(await figures()).toEqual(before);
  });
});
