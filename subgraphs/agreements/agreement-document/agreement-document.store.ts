import type { Database } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';
import type { Prisma } from '../../../schema/prisma/generated/client.js';

/** A document that is kept: what was put forward for signature does not change any more. */
export interface KeptDocument {
  agreementId: string;
  sha256: string;
  keyId: number;
  sealed: Uint8Array;
}

export class AgreementDocumentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  find(agreementId: string): Promise<KeptDocument | null> {
    return this.#database.prisma.directAgreementDocument.findUnique({ where: { agreementId } });
  }

  /** The first one to be kept is everybody's. */
  async keep(
    { agreementId, sha256, sealed, madeAt }: { agreementId: string; sha256: string; sealed: SealedValue; madeAt: Date },
    within: Prisma.TransactionClient = this.#database.prisma,
  ): Promise<void> {
    const data = { agreementId, sha256, keyId: sealed.keyId, sealed: Uint8Array.from(sealed.sealed), madeAt };
    await within.directAgreementDocument.createMany({ data: [data], skipDuplicates: true });
  }
}
