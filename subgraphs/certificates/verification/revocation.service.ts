import DataLoader from 'dataloader';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { requireOperator } from '../../shared/authorization.rules.js';
import type { Certificate } from '../certificate-request/certificate-item.type.js';
import { certificateView } from '../certificate-request/certificate-item.view.js';
import { issuedCertificate, type IssuedCertificate } from '../certificate-request/issued-certificate.store.js';
import type { CertificatesContext } from '../certificates.context.js';
import { assertRevocationReason } from './revocation.rules.js';
import { insertRevocation, revocationReasons } from './revocation.store.js';

export interface RevocationParts {
  database: Database;
  vault: PersonalDataVault;
  clock: Clock;
}

const TRANSACTION_LIMITS = { lockTimeoutMs: 5_000, statementTimeoutMs: 10_000 };

/** Revoking a certificate, and what is told of it to those who may see the certificate. */
export class RevocationService {
  readonly #parts: RevocationParts;
  /** One loader a call: a page of items is read in one statement. */
  readonly #loaders = new WeakMap<CertificatesContext, DataLoader<string, string | null>>();

  constructor(parts: RevocationParts) {
    this.#parts = parts;
  }

  /**
   * Revokes a certificate of the operator's office, once and for good. From then on `verifyCertificate` says REVOKED and
   * its PDF is handed out no more.
   * @throws BAD_USER_INPUT without a reason, NOT_FOUND for one of another office, CERTIFICATE_ALREADY_REVOKED
   */
  async revoke(
    { number, reason }: { number: string; reason: string },
    context: CertificatesContext,
  ): Promise<Certificate> {
    const { subject, officeCode } = requireOperator(context);
    const text = assertRevocationReason(reason);
    const { database, vault, clock } = this.#parts;
    const { requestId } = await this.#certificateOf(number, officeCode);
    const sealed = vault.seal(text, revocationPlace(number));
    const revoked = await database.transaction(
      (sql) => insertRevocation(sql, { number, officeCode, at: clock.now(), by: subject, reason: sealed }),
      TRANSACTION_LIMITS,
    );
    if (!revoked) throw new DomainError('CERTIFICATE_ALREADY_REVOKED');
    context.forgetLoaded();
    await this.#recordReading({ number, requestId, operator: subject }, context);
    return certificateView(await this.#certificateOf(number, officeCode), vault);
  }

  /** Why a certificate was revoked; `null` unless it was. Whoever has the certificate may read it. */
  async reason({ number, revokedAt }: Certificate, context: CertificatesContext): Promise<string | null> {
    return revokedAt === null ? null : this.#loader(context).load(number);
  }

  /** of another office there is no such certificate. */
  async #certificateOf(number: string, officeCode: string): Promise<IssuedCertificate & { requestId: string }> {
    const certificate = await issuedCertificate(this.#parts.database, { number, officeCode });
    if (!certificate) throw new DomainError('NOT_FOUND', { details: { field: 'number' } });
    if (certificate.content.sealed.length === 0) throw new DomainError('DOCUMENT_ERASED');
    return certificate;
  }

  /** what is given back says what was found about the person. */
  async #recordReading(
    { number, requestId, operator }: { number: string; requestId: string; operator: string },
    context: CertificatesContext,
  ): Promise<void> {
    const request = await context.loaders.request.load(requestId);
    if (!request) throw new DomainError('NOT_FOUND', { details: { field: 'number' } });
    const { ipaCode, purposeCode } = request;
    await context.loaders.reading.load(number, { personKey: `operator:${operator}`, ipaCode, purposeCode });
  }

  #loader(context: CertificatesContext): DataLoader<string, string | null> {
    const known = this.#loaders.get(context);
    if (known) return known;
    const { database, vault } = this.#parts;
    const loader = new DataLoader<string, string | null>(async (numbers) => {
      const reasons = await revocationReasons(database, numbers);
      return numbers.map((number) => {
        const reason = reasons.get(number);
        return reason ? vault.open(reason.keyId, reason.sealed, revocationPlace(number)) : null;
      });
    });
    this.#loaders.set(context, loader);
    return loader;
  }
}

/** What the reason of a revocation is sealed for. */
export const revocationPlace = (number: string): string => `revocation:${number}`;
