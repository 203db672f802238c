import { z } from 'zod';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { requireOperator, requireSignedIn, type Caller } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import type { MigrationStage } from '../../shared/graph-enums.js';
import type { AgreementsContext } from '../agreements-context.js';
import { readMigrationFacts } from '../migration-progress/migration-stage.read-model.js';
import { migrationStageOn } from '../migration-progress/migration-stage.rules.js';
import { requireText } from '../text-input.rules.js';
import type { PublicBodyFilter } from './public-body.input.js';
import {
  countPublicBodies,
  massivoUserKey,
  readIpaCodes,
  readPublicBodies,
  type PublicBodyRow,
  type PublicBodySelection,
  type PublicBodySortKey,
} from './public-body.loader.js';

const sortKey: z.ZodType<PublicBodySortKey> = z.tuple([z.string(), z.string()]);

/** Reads bodies for those who may: R-61. */
export class PublicBodyService {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  /** Any signed-in person. */
  async find(ipaCode: string, context: AgreementsContext): Promise<PublicBodyRow | null> {
    requireSignedIn(context);
    return context.loaders.publicBody.load(ipaCode);
  }

  /** Operators list the bodies of their office, operations all. */
  async list(
    filter: PublicBodyFilter,
    page: PageArguments,
    context: AgreementsContext,
  ): Promise<Connection<PublicBodyRow>> {
    const { stage, ...rest } = filter;
    const search = filter.search ? requireText(filter.search, 'search') : null;
    const selection = { ...rest, search, officeCode: listedOffice(filter, context) };
    const wanted = readPage(page, listOf('publicBodies', { ...selection, stage }), sortKey);
    const selected = stage ? await this.#atStage(stage, selection, context.day) : selection;
    const rows = await readPublicBodies(this.#database, selected, wanted);
    return toConnection(rows, wanted, {
      keyOf: (body) => [body.name, body.ipaCode],
      totalCount: () => countPublicBodies(this.#database, selected),
    });
  }

  async isMassivoUser(body: PublicBodyRow, { loaders }: AgreementsContext): Promise<boolean> {
    return (await loaders.massivoUser.load(massivoUserKey(body))) !== null;
  }

  async migrationStage({ ipaCode }: PublicBodyRow, { loaders, day }: AgreementsContext): Promise<MigrationStage> {
    const facts = await loaders.migrationFacts.load(ipaCode);
    return facts ? migrationStageOn(facts, day) : 'NOT_STARTED';
  }

  /** The stage is not stored: it is worked out for every body that the rest of the filter leaves over. */
  async #atStage(stage: MigrationStage, selection: PublicBodySelection, day: IsoDay): Promise<PublicBodySelection> {
    const facts = await readMigrationFacts(this.#database, await readIpaCodes(this.#database, selection));
    const ipaCodes = [...facts].filter(([, each]) => migrationStageOn(each, day) === stage).map(([ipaCode]) => ipaCode);
    return { ...selection, ipaCodes };
  }
}

function listedOffice({ officeCode }: PublicBodyFilter, caller: Caller): string | null {
  if (caller.actor.kind === 'operations') return officeCode ?? null;
  const operator = requireOperator(caller);
  if (officeCode && officeCode !== operator.officeCode) throw new DomainError('FORBIDDEN');
  return operator.officeCode;
}
