import { randomUUID } from 'node:crypto';
import { addDays, startOfDay } from '../../schema/kernel/clock.js';
import { isExclusionViolation, type Database } from '../../schema/kernel/database.js';
import type { SeededRandom } from './seeded-random.js';

/** Four offices of three regions; two regions share a district. */
export const HISTORY_OFFICES = ['PROC-L219', 'PROC-A326', 'PROC-H501', 'PROC-G482'] as const;
export const HISTORY_FIRST = '2024-03-01';
export const HISTORY_LAST = '2026-06-05';

const BODIES = 5;
const CHANNELS = ['MASSIVO', 'DIRECT_AGREEMENT', 'MASSIVO', 'DIRECT_AGREEMENT', 'OFFICE_COUNTER', 'PDND'] as const;
/** What may be done next with an agreement, as operators can. */
const NEXT: Record<string, readonly string[]> = {
  DRAFT: ['SIGNED', 'SIGNED', 'WITHDRAWN'],
  SIGNED: ['REGISTERED', 'REGISTERED', 'WITHDRAWN'],
  REGISTERED: ['ACTIVE', 'ACTIVE', 'ACTIVE', 'WITHDRAWN'],
  ACTIVE: ['SUSPENDED', 'SUSPENDED', 'WITHDRAWN'],
  SUSPENDED: ['ACTIVE', 'ACTIVE', 'WITHDRAWN'],
};

interface OpenAgreement {
  id: string;
  ipa: string;
  office: string;
  status: string;
  first: string | null;
  last: string | null;
  acted: string;
}

/** Does random things to bodies, agreements and requests, straight in the tables, one transaction each. */
export class RandomHistory {
  readonly #database: Database;
  readonly #random: SeededRandom;
  readonly #agreements: OpenAgreement[] = [];
  /** Of the latest request. */
  #asked = { ipa: '', day: HISTORY_LAST };

  constructor(database: Database, random: SeededRandom) {
    this.#database = database;
    this.#random = random;
  }

  /** A day on which something may have happened; often near others. */
  day(): string {
    const random = this.#random;
    const days = 826;
    return addDays(HISTORY_FIRST, random.chance(0.5) ? days - random.below(120) : random.below(days + 1));
  }

  async step(): Promise<void> {
    const random = this.#random;
    const choice = random.below(24);
    if (choice < 3) return this.#recordBody();
    if (choice < 4) return this.#registerElsewhere();
    if (choice < 6) return this.#volume();
    if (choice < 8) return this.#draft();
    if (choice < 16) return this.#act();
    if (choice < 18) return this.#renew();
    return this.#request();
  }

  #ipa = (): string => `body_${this.#random.below(BODIES)}`;

  /** An instant of a day in Rome; now and then in its first or last minute, where it is another day in UTC. */
  #instantOf(day: string): Date {
    const minutes = this.#random.pick([0, 30, 12 * 60, 23 * 60 + 59]);
    return new Date(startOfDay(day).getTime() + minutes * 60_000);
  }

  async #recordBody(): Promise<void> {
    const random = this.#random;
    const ipa = this.#ipa();
    await this.#database.query(
      `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec, recorded_at)
       VALUES ($1, $1, $2, '00000000000', $3, 'a@b.it', $4)
       ON CONFLICT (ipa_code) DO UPDATE SET type = EXCLUDED.type`,
      [ipa, random.pick(['PA', 'GPS']), random.pick(HISTORY_OFFICES), this.#instantOf(this.day())],
    );
    if (random.chance(0.7)) await this.#register(ipa);
  }

  async #register(ipa: string, office?: string): Promise<void> {
    await this.#database.query(
      `INSERT INTO agreements.former_massivo_body (ipa_code, office_code)
       SELECT ipa_code, coalesce($2, office_code) FROM agreements.public_body WHERE ipa_code = $1 ON CONFLICT DO NOTHING`,
      [ipa, office ?? null],
    );
  }

  #registerElsewhere(): Promise<void> {
    return this.#register(this.#ipa(), this.#random.pick(HISTORY_OFFICES));
  }

  async #volume(): Promise<void> {
    const month = `${this.day().slice(0, 7)}-01`;
    await this.#database.query(
      `INSERT INTO agreements.former_massivo_volume (ipa_code, office_code, month, subjects)
       SELECT ipa_code, office_code, $2, $3 FROM agreements.former_massivo_body WHERE ipa_code = $1
       ON CONFLICT (ipa_code, office_code, month) DO UPDATE SET subjects = EXCLUDED.subjects`,
      [this.#ipa(), month, this.#random.below(300)],
    );
  }

  async #draft(): Promise<void> {
    const random = this.#random;
    const created = addDays(this.day(), -random.below(200));
    const first = random.chance(0.8) ? addDays(created, random.below(20) - 5) : null;
    const last = first && addDays(first, random.pick([40, 180, 364, 364]));
    const body = await this.#database.one<{ office: string }>(
      'SELECT office_code AS office FROM agreements.public_body WHERE ipa_code = $1',
      [this.#ipa()],
    );
    const ipa = this.#ipa();
    const own = await this.#database.one<{ office: string }>(
      'SELECT office_code AS office FROM agreements.public_body WHERE ipa_code = $1',
      [ipa],
    );
    if (!own) return;
    const office = random.chance(0.85) ? own.office : (body?.office ?? own.office);
    await this.#insert({ id: randomUUID(), ipa, office, status: 'DRAFT', first, last, acted: created }, null);
  }

  async #insert(agreement: OpenAgreement, renews: string | null): Promise<void> {
    const { id, ipa, office, first, last, acted } = agreement;
    const at = this.#instantOf(acted);
    await this.#database.transaction(async (sql) => {
      await sql.query(
        `INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, kinds, renews_id, created_at)
         VALUES ($1, $2, $3, 'DRAFT', $4, $5, '{}', $6, $7)`,
        [id, office, ipa, first, last, renews, at],
      );
      // Taken over from elsewhere: without a history.
      if (this.#random.chance(0.1)) return;
      await sql.query(
        `INSERT INTO agreements.direct_agreement_status_change (agreement_id, "to", at, by) VALUES ($1, 'DRAFT', $2, 'op')`,
        [id, at],
      );
    });
    this.#agreements.push(agreement);
  }

  async #act(): Promise<void> {
    const random = this.#random;
    if (this.#agreements.length === 0) return;
    const agreement = random.pick(this.#agreements);
    const from = agreement.status;
    const next = NEXT[from];
    // What is in force stays so for a while.
    if (!next || (from === 'ACTIVE' && random.chance(0.8))) return;
    const to = random.pick(next);
    const on = addDays(agreement.acted, random.pick([0, 0, 1, 1, 3, 20]));
    if (on > HISTORY_LAST) return;
    const hasNoPeriod = agreement.first === null && to === 'SIGNED';
    const period = hasNoPeriod ? [on, addDays(on, 364)] : [agreement.first, agreement.last];
    try {
      await this.#database.transaction(async (sql) => {
        await sql.query(
          'UPDATE agreements.direct_agreement SET status = $2, starts_on = $3, ends_on = $4 WHERE id = $1',
          [agreement.id, to, ...period],
        );
        const at = new Date(startOfDay(on).getTime() + 86_340_000);
        await sql.query(
          `INSERT INTO agreements.direct_agreement_status_change (agreement_id, "from", "to", at, by) VALUES ($1, $2, $3, $4, 'op')`,
          [agreement.id, from, to, at],
        );
      });
      Object.assign(agreement, { status: to, acted: on, first: period[0], last: period[1] });
    } catch (error) {
      if (!isExclusionViolation(error)) throw error;
    }
  }

  async #renew(): Promise<void> {
    const active = this.#agreements.filter(({ status, last }) => status === 'ACTIVE' && last !== null);
    if (active.length === 0) return;
    const old = this.#random.pick(active);
    const first = addDays(old.last ?? '', 1);
    const taken = await this.#database.one(
      `SELECT 1 FROM agreements.direct_agreement WHERE renews_id = $1 AND status <> 'WITHDRAWN' LIMIT 1`,
      [old.id],
    );
    if (taken) return;
    const renewal = { ...old, id: randomUUID(), status: 'DRAFT', first, last: addDays(first, 180) };
    await this.#insert({ ...renewal, acted: addDays(old.acted, this.#random.below(10)) }, old.id);
  }

  async #request(): Promise<void> {
    const random = this.#random;
    const columns = `id, state, ipa_code, office_code, client_request_id, content_hash, kind, purpose_code, protocol_number,
      protocol_date, german, channel, submitted_at, submitted_by, sign_in_method, sign_in_level, total, accepted`;
    const isStaged = random.chance(0.5);
    const id = randomUUID();
    // Often of the same body, about as many days from the last one as R-50 counts.
    const echo = addDays(this.#asked.day, random.pick([-31, -30, -29, 29, 30, 31]));
    const isEcho = this.#asked.ipa !== '' && echo >= HISTORY_FIRST && echo <= HISTORY_LAST && random.chance(0.5);
    this.#asked = isEcho ? { ...this.#asked, day: echo } : { ipa: this.#ipa(), day: this.day() };
    const [channel, at] = [random.pick(CHANNELS), this.#instantOf(this.#asked.day)];
    await this.#database.query(
      `INSERT INTO certificates.certificate_request (${columns})
       VALUES ($1::uuid, $2, $3, $4, $1::text, '\\x00', 'CASELLARIO_GENERAL', 'FIN-001', '1', '2026-01-01', false, $5, $6, 'k', 'SPID', 2, $7, $7)`,
      [
        id,
        isStaged ? 'STAGED' : 'ACCEPTED',
        this.#asked.ipa,
        random.pick(HISTORY_OFFICES),
        isStaged ? null : channel,
        at,
        random.below(50),
      ],
    );
    if (!isStaged) return;
    await this.#database.query(
      `UPDATE certificates.certificate_request SET state = 'ACCEPTED', channel = $2, submitted_at = $3 WHERE id = $1`,
      [id, channel, at],
    );
  }
}

/** Everything that a history has written, so that another can begin: raw tables first, then what was folded of them. */
export async function forgetHistory(database: Database): Promise<void> {
  const tables = [
    'certificates.certificate_request',
    'agreements.direct_agreement_status_change',
    'agreements.direct_agreement',
    'agreements.former_massivo_volume',
    'agreements.former_massivo_body',
    'agreements.public_body',
  ];
  await database.query('UPDATE agreements.direct_agreement SET renews_id = NULL WHERE renews_id IS NOT NULL');
  for (const table of tables) await database.query(`DELETE FROM ${table}`);
}
