import { isUniqueViolation, type Database } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { RecordPublicBodyInput } from './public-body.input.js';

export class PublicBodyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Records a body of an office, or corrects it, with its units and its entry in the register of former massivo bodies
   * . What is not given stays. @throws DomainError FORBIDDEN when the body belongs to another office.
   */
  async record(
    { ipaCode, units, massivoUser, ...body }: RecordPublicBodyInput,
    { officeCode, recordedAt }: { officeCode: string; recordedAt: Date },
  ): Promise<void> {
    try {
      await this.#database.prisma.$transaction(async (tx) => {
        // Not an upsert: Prisma turns it into ON CONFLICT, which passes over the body of another office in silence.
        const { count } = await tx.publicBody.updateMany({ where: { ipaCode, officeCode }, data: body });
        if (count === 0) await tx.publicBody.create({ data: { ...body, ipaCode, officeCode, recordedAt } });
        const register = massivoUser ? [{ ipaCode, officeCode }] : [];
        await tx.formerMassivoBody.createMany({ data: register, skipDuplicates: true });
        for (const { code, ...unit } of units) {
          const key = { ipaCode_code: { ipaCode, code } };
          await tx.organisationalUnit.upsert({ where: key, create: { ...unit, ipaCode, code }, update: unit });
        }
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new DomainError('FORBIDDEN', { rule: 'R-05', cause: error });
      throw error;
    }
  }
}
