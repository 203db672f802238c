import { z } from 'zod';
import type { MassivoClient, MassivoClientKey, TransitionControl } from '../../../legacy-adapter/index.js';
import { requireOperations, requireOperatorOrOperations, type Caller } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import { scopeOf } from './transition.input.js';

const CLIENT_KEY: z.ZodType<MassivoClientKey> = z.tuple([z.number().int().min(0), z.string(), z.string()]);

/** Who still uses massivo, for whoever has to talk to them. */
export class MassivoClientService {
  readonly #transition: TransitionControl;

  constructor(transition: TransitionControl) {
    this.#transition = transition;
  }

  /** Operators see their own office, whether they name it or not. */
  async list(page: PageArguments, officeCode: string | null, caller: Caller): Promise<Connection<MassivoClient>> {
    const office = officeSeenBy(caller, officeCode);
    const wanted = readPage(page, listOf('massivoClients', { officeCode: office }), CLIENT_KEY);
    const { clients, count } = await this.#transition.massivoClients({
      ...{ take: wanted.take, after: wanted.after, officeCode: office },
    });
    return toConnection(clients, wanted, {
      keyOf: ({ subjectsLast90Days, ipaCode, officeCode }): MassivoClientKey => [
        subjectsLast90Days,
        ipaCode,
        officeCode,
      ],
      totalCount: () => Promise.resolve(count),
    });
  }
}

function officeSeenBy(caller: Caller, asked: string | null): string | null {
  const { actor } = caller;
  const office = scopeOf({ officeCode: asked ?? (actor.kind === 'operator' ? actor.officeCode : null) }).officeCode;
  if (office === undefined) requireOperations(caller);
  else requireOperatorOrOperations(caller, office);
  return office ?? null;
}
