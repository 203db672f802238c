import { isExclusionViolation, isUniqueViolation, type Database } from '../../../schema/kernel/database.js';
import type { Prisma } from '../../../schema/prisma/generated/client.js';
import { columnOfDay } from '../../shared/date-column.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';
import { agreementOverlap, alreadyRenewed, statusChangedMeanwhile } from './direct-agreement.errors.js';
import { AGREEMENT_COLUMNS } from './direct-agreement.loader.js';
import type { Period } from './direct-agreement-period.rules.js';
import type { AgreementEntryKind } from './direct-agreement.type.js';
import type { DirectAgreementRow } from './direct-agreement.view.js';

/** Who did a step, when and why: R-08. */
export interface StepRecord {
  by: string;
  at: Date;
  reason: string;
}

/** What an act makes of an agreement that was read a moment ago. */
export interface AgreementChange {
  agreement: DirectAgreementRow;
  to: DirectAgreementStatus;
  period?: Period;
  signature?: { signedOn: IsoDay; signedCopySha256: string | null };
  sicReference?: string | null;
  adsReference?: string | null;
  entries?: readonly NewEntry[];
}

/** An act that changes no status. */
export interface NewEntry {
  kind: AgreementEntryKind;
  detail: string;
}

/** A new agreement with all that it names. */
export interface NewAgreement extends Pick<DirectAgreementRow, 'id' | 'ipaCode' | 'officeCode' | 'kinds'> {
  status: DirectAgreementStatus;
  period: Partial<Period>;
  purposeCodes: readonly string[];
  contactIds: readonly string[];
  unitCodes: readonly string[];
  renewsId?: string;
  sicReference?: string | null;
  adsReference?: string | null;
}

/**
 * Milliseconds: for a connection, and for the transaction with the turns of others that it waits for. Prisma's own are 2
 * and 5 seconds, which a busy machine does not keep.
 */
const DEADLINES = { maxWait: 5_000, timeout: 20_000 };

/** Whose periods may not overlap. */
type Parties = Pick<DirectAgreementRow, 'officeCode' | 'ipaCode'>;

/** Writes agreements. Everything that belongs together is one transaction. */
export class DirectAgreementStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  find(id: string): Promise<DirectAgreementRow | undefined> {
    return this.#one('a.id = $1::uuid', id);
  }

  /** The renewal that is not withdrawn. */
  renewalOf(id: string): Promise<DirectAgreementRow | undefined> {
    return this.#one("a.renews_id = $1::uuid AND a.status <> 'WITHDRAWN'", id);
  }

  /** What an agreement names: its renewal names the same. `sides`: of the contact persons that are still active. */
  async scopeOf(
    id: string,
  ): Promise<Pick<NewAgreement, 'purposeCodes' | 'contactIds' | 'unitCodes'> & { sides: ReadonlySet<string> }> {
    const { purposes, contacts, units } = await this.#database.prisma.directAgreement.findUniqueOrThrow({
      where: { id },
      select: {
        purposes: true,
        contacts: { where: { contact: { active: true } }, include: { contact: { select: { side: true } } } },
        units: true,
      },
    });
    return {
      purposeCodes: purposes.map(({ purposeCode }) => purposeCode),
      contactIds: contacts.map(({ contactId }) => contactId),
      sides: new Set(contacts.map(({ contact }) => contact.side)),
      unitCodes: units.map(({ unitCode }) => unitCode),
    };
  }

  /**
   * Applies changes to agreements of the same parties, all or none; each only if the agreement still is what was read.
   * `alongside` runs in the same transaction.
   * @throws DomainError ILLEGAL_STATUS_CHANGE when it is not, AGREEMENT_OVERLAP when its period is taken.
   */
  async apply(
    changes: readonly [AgreementChange, ...AgreementChange[]],
    step: StepRecord,
    alongside?: (tx: Prisma.TransactionClient) => Promise<void>,
  ): Promise<void> {
    const [{ agreement, period }] = changes;
    await this.#transaction({ parties: agreement, period }, async (tx) => {
      for (const change of changes) await applyOne(tx, change, step);
      await alongside?.(tx);
    });
  }

  /** Inserts an agreement; `prepare` runs before it in the same transaction and names its contact persons. */
  async insert(
    agreement: Omit<NewAgreement, 'contactIds'>,
    step: StepRecord,
    prepare: (tx: Prisma.TransactionClient) => Promise<readonly string[]>,
  ): Promise<void> {
    await this.#transaction({ parties: agreement, period: agreement.period }, async (tx) => {
      const contactIds = await prepare(tx);
      await insertOne(tx, { ...agreement, contactIds }, step);
    });
  }

  /** names further units; those that are named already stay. All the agreements or none. */
  async addUnits(
    agreements: readonly [DirectAgreementRow, ...DirectAgreementRow[]],
    unitCodes: readonly string[],
    step: StepRecord,
  ): Promise<void> {
    await this.#transaction({ parties: agreements[0] }, async (tx) => {
      for (const agreement of agreements) {
        const { id: agreementId, ipaCode, status: to } = agreement;
        // Writing the status anew holds the row, so that the agreement does not end meanwhile.
        await applyOne(tx, { agreement, to, entries: [{ kind: 'UNITS', detail: unitCodes.join(', ') }] }, step);
        const data = unitCodes.map((unitCode) => ({ agreementId, ipaCode, unitCode }));
        await tx.directAgreementUnit.createMany({ data, skipDuplicates: true });
      }
    });
  }

  #one(condition: string, id: string): Promise<DirectAgreementRow | undefined> {
    return this.#database.one(`SELECT ${AGREEMENT_COLUMNS} FROM agreements.direct_agreement a WHERE ${condition}`, [
      id,
    ]);
  }

  async #transaction(
    { parties, period = {} }: { parties: Parties; period?: Partial<Period> | undefined },
    run: (tx: Prisma.TransactionClient) => Promise<void>,
  ): Promise<void> {
    try {
      await this.#database.prisma.$transaction(async (tx) => {
        await takeTurn(tx, parties);
        await run(tx);
      }, DEADLINES);
    } catch (error) {
      if (isExclusionViolation(error)) throw agreementOverlap(period, error);
      if (isUniqueViolation(error, 'direct_agreement_one_renewal')) throw alreadyRenewed(error);
      throw error;
    }
  }
}

/**
 * Two operators of one office and body act one after the other. The exclusion constraint alone would keep periods apart,
 * but two inserts that meet in its index wait for each other, and the server ends one of them as a deadlock.
 */
async function takeTurn(tx: Prisma.TransactionClient, { officeCode, ipaCode }: Parties): Promise<void> {
  const key = `agreements of ${officeCode} and ${ipaCode}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

async function applyOne(
  tx: Prisma.TransactionClient,
  { agreement, to, period, signature, entries = [], ...references }: AgreementChange,
  step: StepRecord,
): Promise<void> {
  const { id, status: from, sicReference, adsReference } = agreement;
  const { count } = await tx.directAgreement.updateMany({
    where: { id, status: from, sicReference, adsReference },
    data: {
      status: to,
      ...references,
      ...(period && columnsOf(period)),
      ...(signature && signatureColumns(signature)),
    },
  });
  if (count === 0) {
    const { status } = await tx.directAgreement.findUniqueOrThrow({ where: { id }, select: { status: true } });
    throw statusChangedMeanwhile(status);
  }
  if (to !== from) await tx.directAgreementStatusChange.create({ data: { agreementId: id, from, to, ...step } });
  await tx.directAgreementEntry.createMany({ data: entries.map((entry) => ({ agreementId: id, ...entry, ...step })) });
}

async function insertOne(tx: Prisma.TransactionClient, agreement: NewAgreement, step: StepRecord): Promise<void> {
  const { purposeCodes, contactIds, unitCodes, period, kinds, ...columns } = agreement;
  const { id: agreementId, ipaCode, status } = columns;
  await tx.directAgreement.create({
    data: { ...columns, ...columnsOf(period), kinds: [...kinds], createdAt: step.at },
  });
  await tx.directAgreementPurpose.createMany({
    data: purposeCodes.map((purposeCode) => ({ agreementId, purposeCode })),
  });
  await tx.directAgreementContact.createMany({ data: contactIds.map((contactId) => ({ agreementId, contactId })) });
  await tx.directAgreementUnit.createMany({
    data: unitCodes.map((unitCode) => ({ agreementId, ipaCode, unitCode })),
  });
  await tx.directAgreementStatusChange.create({ data: { agreementId, from: null, to: status, ...step } });
}

function columnsOf({ startsOn, endsOn }: Partial<Period>): { startsOn: Date | null; endsOn: Date | null } {
  return { startsOn: startsOn ? columnOfDay(startsOn) : null, endsOn: endsOn ? columnOfDay(endsOn) : null };
}

function signatureColumns({ signedOn, signedCopySha256 }: { signedOn: IsoDay; signedCopySha256: string | null }) {
  return { signedOn: columnOfDay(signedOn), signedCopySha256 };
}
