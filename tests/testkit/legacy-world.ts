import type {
  ChannelQuestion,
  ChannelRouting,
  MassivoSubmission,
  TransitionScope,
} from '../../legacy-adapter/contract.js';
import { ChannelRoutingService } from '../../legacy-adapter/routing/channel-routing.service.js';
import type { InFlightWork } from '../../legacy-adapter/transition/in-flight-work.port.js';
import { createTransitionControl, type TransitionControl } from '../../legacy-adapter/transition/transition-control.js';
import type { InFlight } from '../../legacy-adapter/transition/transition.type.js';
import { FixedClock } from '../../schema/kernel/clock.js';
import { openDatabase, type Database, type Sql, type TransactionOptions } from '../../schema/kernel/database.js';
import { newId } from '../../schema/kernel/identity.js';
import { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { logKey } from './log-key.js';

/** Roma is a pilot office, Milano is not. */
export const ROMA = 'PROC-H501';
export const MILANO = 'PROC-F205';
/** Former massivo users at Roma and at Milano. */
export const BODY_OF_ROMA = 'c_h501';
export const BODY_OF_MILANO = 'c_f205';

export const OPENS_ON = '2026-02-05';
export const LAST_DAY = '2026-08-05';

/** Massivo with nothing in it; what a test says is in flight is. */
export class FakeInFlightWork implements InFlightWork {
  now: InFlight = { batches: 0, submissions: 0, items: 0 };
  abandoned: TransitionScope[] = [];

  reset(): void {
    this.now = { batches: 0, submissions: 0, items: 0 };
    this.abandoned = [];
  }

  inFlight(): Promise<InFlight> {
    return Promise.resolve(this.now);
  }

  abandonInFlight(_sql: Sql, { officeCode, ipaCode }: TransitionScope): Promise<InFlight> {
    this.abandoned.push({ ...(officeCode && { officeCode }), ...(ipaCode && { ipaCode }) });
    const ended = this.now;
    this.now = { batches: 0, submissions: 0, items: 0 };
    return Promise.resolve(ended);
  }
}

export interface LegacyWorld {
  test: TestDatabase;
  database: Database;
  /** Stands at noon of 10 June 2026, in the middle of the transition. */
  clock: FixedClock;
  vault: PersonalDataVault;
  work: FakeInFlightWork;
  transition: TransitionControl;
  routing: ChannelRouting;
  /** Back to the beginning: an OPEN flag, nothing in massivo, the clock where it stood. Quicker than a new database. */
  reset(): Promise<void>;
  drop(): Promise<void>;
}

const NOON: string = '2026-06-10T12:00:00+02:00';

/** A database with two offices and their bodies, an OPEN flag, and the adapter's deciding half on it. */
export async function createLegacyWorld(): Promise<LegacyWorld> {
  const test = await createTestDatabase();
  const { database } = test;
  const owner = openDatabase({ url: test.ownerUrl, poolSize: 1 });
  const clock = new FixedClock(NOON);
  const vault = new PersonalDataVault([{ id: 1, key: new Uint8Array(32).fill(7) }]);
  const work = new FakeInFlightWork();
  const transition = createTransitionControl({ database, clock, work, logKey });
  const routing = new ChannelRoutingService({ database, clock, vault });
  await insertOffices(database);
  const ensureWindow = () => transition.ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
  await ensureWindow();
  return {
    ...{ test, database, clock, vault, work, transition, routing },
    async reset() {
      clock.set(NOON);
      work.reset();
      await emptyLegacyTables(owner);
      await ensureWindow();
    },
    async drop() {
      await owner.close();
      await test.drop();
    },
  };
}

/** Only the owner can, and only with the guard of the log out of the way. */
async function emptyLegacyTables(owner: Database): Promise<void> {
  await owner.transaction(async (sql) => {
    await sql.query('SET LOCAL session_replication_role = replica');
    const tables = await sql.rows<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'legacy'`,
    );
    await sql.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
  });
}

async function insertOffices({ prisma }: Database): Promise<void> {
  const offices = [
    { code: ROMA, name: 'Roma', district: 'Roma', region: 'Lazio', belfiore: 'H501', pilot: true },
    { code: MILANO, name: 'Milano', district: 'Milano', region: 'Lombardia', belfiore: 'F205', pilot: false },
  ];
  await prisma.prosecutorOffice.createMany({ data: offices });
  for (const [ipaCode, officeCode, taxCode] of [
    [BODY_OF_ROMA, ROMA, '02438750586'],
    [BODY_OF_MILANO, MILANO, '01199250158'],
  ] as const) {
    await prisma.publicBody.create({
      data: { ipaCode, officeCode, taxCode, name: ipaCode, type: 'PA', pec: `${ipaCode}@pec.example.it` },
    });
    await prisma.formerMassivoBody.create({ data: { ipaCode, officeCode } });
  }
}

/** A massivo user without agreement asks for a general certificate: MASSIVO while that is OPEN. */
export function massivoQuestion(some: Partial<ChannelQuestion> = {}): ChannelQuestion {
  return {
    ...{ ipaCode: BODY_OF_ROMA, officeCode: ROMA, kind: 'CASELLARIO_GENERAL', agreement: 'NONE' },
    ...{ pilotOffice: true, massivoUser: true },
    ...some,
  };
}

/** The outbox entry that goes with a question. */
export function submissionOf(question: ChannelQuestion, some: Partial<MassivoSubmission> = {}): MassivoSubmission {
  const requestId = newId(new Date('2026-06-10T10:00:00Z'));
  return {
    ...{ requestId, fileRequestId: requestId, ipaCode: question.ipaCode, officeCode: question.officeCode },
    ...{ bodyTaxCode: '02438750586', kind: question.kind, purposeCode: 'FIN-001', protocolNumber: '1/2026' },
    ...{ protocolDate: '2026-06-09', german: false, pec: 'a@pec.example.it', contactTaxCode: 'RSSMRA80A01H501U' },
    ...{ items: 3 },
    ...some,
  };
}

export const ADMISSION: TransactionOptions = { lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 };

/** One admission in a transaction of its own. */
export function admitOnce(
  { database, routing }: Pick<LegacyWorld, 'database' | 'routing'>,
  question = massivoQuestion(),
  submission = submissionOf(question),
): ReturnType<ChannelRouting['admit']> {
  return database.transaction((sql) => routing.admit(sql, question, submission), ADMISSION);
}
