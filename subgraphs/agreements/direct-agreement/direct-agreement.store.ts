import { isExclusionViolation, isUniqueViolation, type Database } from '../../../schema/kernel/database.js';
import type { Prisma } from '../../../schema/prisma/generated/client.js';
import { columnOfDay } from '../../shared/date-column.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';
import { agreementOverlap, alreadyRenewed, statusChangedMeanwhile } from './direct-agreement.errors.js';
import { AGREEMENT_COLUMNS } from './direct-agreement.loader.js';
import type { DirectAgreementRow } from './direct-agreement.view.js';
import type { Period } from './direct-agreement-period.rules.js';

/** Who did a step, when and why: R-08. */
export interface StepRecord {
  by: string;
  at: Date;
  reason: string | null;
}

/** What an act makes of an agreement that was read a moment ago. */
export interface AgreementChange {
  agreement: DirectAgreementRow;
  to: DirectAgreementStatus;
  period?: Period;
  sicReference?: string | null;
  adsReference?: string | null;
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

/** Writes agreements. Everything that belongs together is one transaction. */
export class DirectAgreementStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  find(id: string): Promise<DirectAgreementRow | undefined> {
    return this.#one('a.id = $1::uuid', id);
  }

  renewalOf(id: string): Promise<DirectAgreementRow | undefined> {
    return this.#one('a.renews_id = $1::uuid', id);
  }

  /** What an agreement names: its renewal names the same. */
  async scopeOf(id: string): Promise<Pick<NewAgreement, 'purposeCodes' | 'contactIds' | 'unitCodes'>> {
    const { purposes, contacts, units } = await this.#database.prisma.directAgreement.findUniqueOrThrow({
      where: { id },
      select: { purposes: true, contacts: { where: { contact: { active: true } } }, units: true },
    });
    return {
      purposeCodes: purposes.map(({ purposeCode }) => purposeCode),
      contactIds: contacts.map(({ contactId }) => contactId),
      unitCodes: units.map(({ unitCode }) => unitCode),
    };
  }

  /**
   * Applies changes, all or none; each only if the agreement still is what was read.
   * @throws DomainError ILLEGAL_STATUS_CHANGE when it is not, AGREEMENT_OVERLAP when its period is taken.
   */
  async apply(changes: readonly AgreementChange[], step: StepRecord): Promise<void> {
    await this.#transaction(async (tx) => {
      for (const change of changes) await applyOne(tx, change, step);
    });
  }

  /** Inserts an agreement; `prepare` runs before it in the same transaction and names its contact persons. */
  async insert(
    agreement: Omit<NewAgreement, 'contactIds'>,
    step: StepRecord,
    prepare: (tx: Prisma.TransactionClient) => Promise<readonly string[]>,
  ): Promise<void> {
    await this.#transaction(async (tx) => {
      const contactIds = await prepare(tx);
      await insertOne(tx, { ...agreement, contactIds }, step);
    });
  }

  /** names further units; those that are named already stay. */
  async addUnits({ id, ipaCode, status }: DirectAgreementRow, unitCodes: readonly string[]): Promise<void> {
    await this.#transaction(async (tx) => {
      // Writing the status anew holds the row, so that the agreement does not end meanwhile.
      const { count } = await tx.directAgreement.updateMany({ where: { id, status }, data: { status } });
      if (count === 0) throw statusChangedMeanwhile();
      const data = unitCodes.map((unitCode) => ({ agreementId: id, ipaCode, unitCode }));
      await tx.directAgreementUnit.createMany({ data, skipDuplicates: true });
    });
  }

  #one(condition: string, id: string): Promise<DirectAgreementRow | undefined> {
    return this.#database.one(`SELECT ${AGREEMENT_COLUMNS} FROM agreements.direct_agreement a WHERE ${condition}`, [
      id,
    ]);
  }

  async #transaction(run: (tx: Prisma.TransactionClient) => Promise<void>): Promise<void> {
    try {
      await this.#database.prisma.$transaction(run);
    } catch (error) {
      if (isExclusionViolation(error)) throw agreementOverlap(error);
      if (isUniqueViolation(error)) throw alreadyRenewed(error);
      throw error;
    }
  }
}

async function applyOne(
  tx: Prisma.TransactionClient,
  { agreement, to, period, ...references }: AgreementChange,
  step: StepRecord,
): Promise<void> {
  const { id, status: from, sicReference, adsReference } = agreement;
  const { count } = await tx.directAgreement.updateMany({
    where: { id, status: from, sicReference, adsReference },
    data: { status: to, ...references, ...(period && columnsOf(period)) },
  });
  if (count === 0) throw statusChangedMeanwhile();
  if (to !== from) await tx.directAgreementStatusChange.create({ data: { agreementId: id, from, to, ...step } });
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
