import type { Actor } from '../../../schema/kernel/actor.js';
import { today, type Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';
import { maySeePersonsOf, requireOperator } from '../../shared/authorization.rules.js';
import type { CertificateOutcome } from '../../shared/graph-enums.js';
import { parseItemId } from '../certificate-request/certificate-item.rules.js';
import { itemAt } from '../certificate-request/certificate-item.store.js';
import type { StoredItem } from '../certificate-request/stored-item.type.js';
import type { StoredRequest } from '../certificate-request/stored-request.type.js';
import type { CertificatesContext } from '../certificates.context.js';
import { issuingRequest } from '../issuing/accepted-item.store.js';
import { completeCertificates, type IssuingKeys } from '../issuing/certificate-draft.js';
import { certificateNumber } from '../issuing/certificate.rules.js';
import { drawOrdinals, insertCertificates, type NewCertificate } from '../issuing/certificate.store.js';
import { IssuingFailure } from '../issuing/issuing.errors.js';
import { appendDelta, deltaOf, endItems } from '../issuing/item-end.store.js';
import { openSubject } from '../subject/subject-record.js';
import { assertMayClose, assertMayTakeUp, assertReason } from './counter-item.rules.js';
import { closeItem, counterItems, takeUpItem, type CounterItem } from './counter-item.store.js';
import { assertPages, stampsFor } from './fee.rules.js';

export interface CounterItemParts extends IssuingKeys {
  database: Database;
  clock: Clock;
}

/** What has become of an item at the counter, as the graph shows it. */
export interface CounterHandlingView {
  takenUpAt: Date;
  /** The operator's name in the office's system; null for anybody outside the office. */
  takenUpBy: string | null;
  pages: number | null;
  dutyStamps: number | null;
  feesDueCents: number;
  rejectionReason: string | null;
}

interface Handled {
  item: StoredItem;
  request: StoredRequest;
  counterItem: CounterItem | undefined;
  /** The operator's name in the office's system. */
  operator: string;
}

/** How an item ends: with a certificate, or with a reason. */
type Closing = { pages: number; dutyStamps: number; certificate: NewCertificate } | { reason: SealedValue };

const CODE_OF_REJECTION = 'COUNTER_REQUEST_REJECTED';
const TRANSACTION_LIMITS = { lockTimeoutMs: 5_000, statementTimeoutMs: 10_000 };

/** Counter requests in the hands of the office's operators: taken up, then issued or rejected by hand. */
export class CounterItemService {
  readonly #parts: CounterItemParts;

  constructor(parts: CounterItemParts) {
    this.#parts = parts;
  }

  /** Repeating it is harmless. @throws NOT_FOUND, COUNTER_ITEM_TAKEN, COUNTER_ITEM_ENDED */
  async takeUp(id: string, context: CertificatesContext): Promise<StoredItem> {
    const { item, counterItem, operator } = await this.#handled(id, context);
    assertMayTakeUp({ ended: item.end !== null, takenUpBy: counterItem?.takenUpBy ?? null }, operator);
    const { requestId, line } = item;
    const { database, clock } = this.#parts;
    const takenUpBy = await takeUpItem(database, { requestId, line, at: clock.now(), by: operator });
    assertMayTakeUp({ ended: false, takenUpBy }, operator); // a colleague may have been faster
    return this.#readAgain(item, context);
  }

  /**
   * Issues the certificate with the operator's finding: number, validity, language and verification as any other.
   * @throws BAD_USER_INPUT for pages out of range, NOT_FOUND, COUNTER_ITEM_NOT_TAKEN_UP, COUNTER_ITEM_ENDED
   */
  async issue(
    { id, outcome, pages }: { id: string; outcome: CertificateOutcome; pages: number },
    context: CertificatesContext,
  ): Promise<StoredItem> {
    assertPages(pages, 'pages');
    const handled = await this.#handled(id, context);
    assertMayClose(progressOf(handled));
    const certificate = await this.#certificateOf(handled, outcome);
    return this.#close(handled, { pages, dutyStamps: stampsFor(pages), certificate }, context);
  }

  /** @throws BAD_USER_INPUT without a reason, NOT_FOUND, COUNTER_ITEM_NOT_TAKEN_UP, COUNTER_ITEM_ENDED */
  async reject({ id, reason }: { id: string; reason: string }, context: CertificatesContext): Promise<StoredItem> {
    const text = assertReason(reason);
    const handled = await this.#handled(id, context);
    assertMayClose(progressOf(handled));
    return this.#close(handled, { reason: this.#parts.vault.seal(text, rejectionPlace(handled.item)) }, context);
  }

  /** `null` on other channels and until it is taken up. The reason is for whoever may see the person. */
  async handling(item: StoredItem, context: CertificatesContext): Promise<CounterHandlingView | null> {
    const request = await context.loaders.request.load(item.requestId);
    if (request?.channel !== 'OFFICE_COUNTER') return null;
    const counterItem = await context.loaders.counterItem.load(item);
    if (!counterItem) return null;
    const { takenUpAt, takenUpBy, pages, dutyStamps, reason } = counterItem;
    // Empty where it was erased (art. 17 GDPR).
    const mayRead = reason !== null && reason.sealed.length > 0 && (await maySeePersonsOf(context, request));
    return {
      takenUpAt,
      takenUpBy: isOperatorOf(context.actor, request) ? takenUpBy : null,
      pages,
      dutyStamps,
      feesDueCents: 0, // what a body asks for is free of charge
      rejectionReason: mayRead ? this.#parts.vault.open(reason.keyId, reason.sealed, rejectionPlace(item)) : null,
    };
  }

  /** of another office, and on another channel, there is no such item. */
  async #handled(id: string, context: CertificatesContext): Promise<Handled> {
    const { subject, officeCode } = requireOperator(context);
    const place = parseItemId(id) ?? noSuchItem();
    const request = await context.loaders.request.load(place.requestId);
    if (request?.officeCode !== officeCode || request.channel !== 'OFFICE_COUNTER') return noSuchItem();
    const item = (await itemAt(this.#parts.database, place)) ?? noSuchItem();
    const [counterItem] = await counterItems(this.#parts.database, [item]);
    return { item, request, counterItem, operator: subject };
  }

  async #certificateOf({ item, request }: Handled, outcome: CertificateOutcome): Promise<NewCertificate> {
    const { database, vault, clock } = this.#parts;
    const subject = openSubject(vault, item, item.subject);
    if (!subject) throw new IssuingFailure('ITEM_UNREADABLE');
    const issuedOn = today(clock);
    const [ordinal = 0n] = await drawOrdinals(database, 1);
    const number = certificateNumber(request.officeCode, issuedOn, ordinal);
    const draft = { line: item.line, number, issuedOn, outcome, flags: [], subject };
    const issuing = await issuingRequest(database, request.id);
    const [certificate] = issuing ? await completeCertificates(issuing, [draft], this.#parts) : [];
    if (!certificate) throw new IssuingFailure('ITEMS_MISSING');
    return certificate;
  }

  /** Closing, end, certificate and counts in one transaction: the item reaches exactly one end, once. */
  async #close({ item, operator }: Handled, how: Closing, context: CertificatesContext): Promise<StoredItem> {
    const { requestId, line } = item;
    const at = this.#parts.clock.now();
    const certificate = 'certificate' in how ? how.certificate : null;
    const end = certificate
      ? ({ line, status: 'ISSUED', code: null } as const)
      : ({ line, status: 'REJECTED', code: CODE_OF_REJECTION } as const);
    const closing = { requestId, line, at, by: operator, ...how };
    await this.#parts.database.transaction(async (sql: Sql) => {
      if (!(await closeItem(sql, closing))) throw new DomainError('COUNTER_ITEM_ENDED');
      const ended = await endItems(sql, { requestId, at, ends: [end] });
      if (ended.length === 0) throw new DomainError('COUNTER_ITEM_ENDED');
      if (certificate && (await insertCertificates(sql, [certificate])).size === 0) {
        throw new IssuingFailure('NUMBER_TAKEN');
      }
      await appendDelta(sql, { requestId, at, ...deltaOf(ended) });
    }, TRANSACTION_LIMITS);
    return this.#readAgain(item, context);
  }

  async #readAgain(item: StoredItem, context: CertificatesContext): Promise<StoredItem> {
    context.forgetLoaded();
    return (await itemAt(this.#parts.database, item)) ?? noSuchItem();
  }
}

/** Who works on what is the office's own affair. */
const isOperatorOf = (actor: Actor, { officeCode }: StoredRequest): boolean =>
  actor.kind === 'operator' && actor.officeCode === officeCode;

const progressOf = ({ item, counterItem }: Handled): { ended: boolean; takenUpBy: string | null } => ({
  ended: item.end !== null,
  takenUpBy: counterItem?.takenUpBy ?? null,
});

/** What the reason of a rejection is sealed for. */
export const rejectionPlace = ({ requestId, line }: { requestId: string; line: number }): string =>
  `counter:${requestId}:${line}`;

function noSuchItem(): never {
  throw new DomainError('NOT_FOUND', { details: { field: 'itemId' } });
}
