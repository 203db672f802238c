import { z } from 'zod';
import type {
  BatchOwner,
  MassivoBatch,
  MassivoBatches,
  MassivoBatchFilter as BatchSelection,
  TransitionControl,
} from '../../../legacy-adapter/index.js';
import { parseOfficeCode } from '../../../schema/identifiers.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import {
  isReaderOf,
  requireOperator,
  requireOperatorOrOperations,
  requireReaderOf,
  requireSignedIn,
  type Caller,
} from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import type { LegacyContext } from '../legacy-context.js';
import { massivoDismissed } from './massivo-batch.errors.js';
import type { MassivoBatchFilter } from './massivo-batch.input.js';

/** Newest first. */
const SORT_KEY: z.ZodType<[createdAt: string, id: string]> = z.tuple([z.iso.datetime(), z.uuid()]);
const keyOf = ({ createdAt, id }: MassivoBatch): [string, string] => [createdAt.toISOString(), id];
const cursorOf = (key: [string, string] | null) => key && { createdAt: new Date(key[0]), id: key[1] };

/** What an operator wants done, and why. */
export interface Handling {
  id: string;
  reason: string | null;
}

const NOBODY: Connection<MassivoBatch>['totalCount'] = () => Promise.resolve(0);

/** Files to the offices, for whoever may see or handle them. */
export class MassivoBatchService {
  readonly #batches: MassivoBatches;
  readonly #transition: Pick<TransitionControl, 'present'>;

  constructor(batches: MassivoBatches, transition: Pick<TransitionControl, 'present'>) {
    this.#batches = batches;
    this.#transition = transition;
  }

  /** For contact persons of the body, operators of the office, operations. */
  async byId(id: string, context: LegacyContext): Promise<MassivoBatch | null> {
    requireSignedIn(context);
    const batch = isUuid(id) ? await context.loaders.batch.load(id.toLowerCase()) : null;
    if (batch) await requireReaderOf(context, batch);
    return batch;
  }

  /** Operators list the batches of their office, operations all. */
  async list(
    filter: MassivoBatchFilter,
    page: PageArguments,
    context: LegacyContext,
  ): Promise<Connection<MassivoBatch>> {
    const selected = selectionOf(filter, context);
    const wanted = readPage(page, listOf('massivoBatches', selected ?? {}), SORT_KEY);
    if (selected === null) return toConnection([], wanted, { keyOf, totalCount: NOBODY });
    const after = cursorOf(wanted.after);
    const { nodes, hasNextPage } = await this.#batches.list(selected, { first: wanted.first, ...(after && { after }) });
    const connection = toConnection(nodes, wanted, { keyOf, totalCount: () => this.#batches.count(selected) });
    return hasNextPage ? { ...connection, pageInfo: { ...connection.pageInfo, hasNextPage } } : connection;
  }

  /** Those of the body's batches that the caller may read; its contact persons, operators for their office, operations. */
  async ofBody(ipaCode: string, page: PageArguments, context: LegacyContext): Promise<Connection<MassivoBatch>> {
    const owner = await readableOwner(ipaCode, context);
    const wanted = readPage(page, listOf('PublicBody.massivoBatches', owner ?? {}), SORT_KEY);
    if (owner === null) return toConnection([], wanted, { keyOf, totalCount: NOBODY });
    const { loaders } = context;
    const found = await loaders.batchesOfBody(owner, { take: wanted.take, after: cursorOf(wanted.after) });
    return toConnection(found, wanted, { keyOf, totalCount: () => loaders.batchCountOfBody.load(owner) });
  }

  /** The files of one request, in the order of their parts, for whoever may read them. */
  async ofRequest(requestId: string, context: LegacyContext): Promise<MassivoBatch[]> {
    const found = await context.loaders.batchesOfRequest.load(requestId);
    const readable = await Promise.all(found.map((batch) => isReaderOf(context, batch)));
    return found.filter((_, index) => readable[index]);
  }

  retry({ id, reason }: Handling, context: LegacyContext): Promise<MassivoBatch> {
    return this.#handle(id, context, (batch, by) => this.#batches.retry(batch, { by, reason }));
  }

  recollect({ id, reason }: Handling, context: LegacyContext): Promise<MassivoBatch> {
    return this.#handle(id, context, (batch, by) => this.#batches.recollect(batch, { by, reason }));
  }

  abandon({ id, reason }: Handling, context: LegacyContext): Promise<MassivoBatch> {
    return this.#handle(id, context, (batch, by) => this.#batches.abandon(batch, { by, reason }));
  }

  /** For operators of the office and operations. */
  async #handle(
    id: string,
    context: LegacyContext,
    act: (id: string, by: string) => Promise<MassivoBatch>,
  ): Promise<MassivoBatch> {
    requireSignedIn(context);
    const batch = isUuid(id) ? await context.loaders.batch.load(id.toLowerCase()) : null;
    if (!batch) {
      await this.#refuseDismissed({});
      throw new DomainError('NOT_FOUND');
    }
    const { subject } = requireOperatorOrOperations(context, batch.officeCode);
    await this.#refuseDismissed(batch);
    return act(batch.id, subject);
  }

  /**
   * nothing is done with massivo where it is CLOSED; nothing of it is open there either, so that this is the reason
   * and not what keeps it from happening.
   */
  async #refuseDismissed({ officeCode, ipaCode }: Partial<BatchOwner>): Promise<void> {
    const scope = { ...(officeCode && { officeCode }), ...(ipaCode && { ipaCode }) };
    const { state, lastDay } = await this.#transition.present(scope);
    if (state === 'CLOSED') throw massivoDismissed(lastDay);
  }
}

/** What a list is narrowed to; `null` when a code or id is named that cannot be one. Raises FORBIDDEN for another's office. */
function selectionOf(filter: MassivoBatchFilter, caller: Caller): BatchSelection | null {
  const { officeCode, ipaCode, requestId, state, overdue, quarantined, sentFrom, sentTo } = filter;
  const office = officeCode == null ? undefined : parseOfficeCode(officeCode);
  const own = caller.actor.kind === 'operations' ? undefined : requireOperator(caller).officeCode;
  if (own !== undefined && office !== undefined && office !== own) throw new DomainError('FORBIDDEN');
  if (office === null || (requestId != null && !isUuid(requestId))) return null;
  const listed = own ?? office;
  return {
    ...(listed && { officeCode: listed }),
    ...(ipaCode != null && { ipaCode }),
    ...(requestId && { requestId }),
    ...(state && { state }),
    ...(overdue != null && { overdue }),
    ...(quarantined != null && { quarantined }),
    ...(sentFrom && { sentFrom }),
    ...(sentTo && { sentTo }),
  };
}

async function readableOwner(ipaCode: string, caller: Caller): Promise<BatchOwner | null> {
  const officeCode = caller.actor.kind === 'operator' ? caller.actor.officeCode : null;
  return (await isReaderOf(caller, { ipaCode, officeCode: officeCode ?? '' })) ? { ipaCode, officeCode } : null;
}
