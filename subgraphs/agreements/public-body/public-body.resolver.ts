import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { parseIpaCode } from '../../../schema/identifiers.js';
import { ForSignedIn, ForStaff } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import { MigrationStage } from '../../shared/graph-enums.js';
import type { AgreementsContext } from '../agreements-context.js';
import type { ProsecutorOfficeRow } from '../prosecutor-office/prosecutor-office.loader.js';
import { ProsecutorOffice } from '../prosecutor-office/prosecutor-office.type.js';
import type { OrganisationalUnitRow } from './organisational-unit.loader.js';
import { OrganisationalUnit } from './organisational-unit.type.js';
import { PublicBodyFilter } from './public-body.input.js';
import type { PublicBodyRow } from './public-body.loader.js';
import { PublicBodyService } from './public-body.service.js';
import { PublicBody, PublicBodyConnection } from './public-body.type.js';

@Resolver(() => PublicBody)
export class PublicBodyResolver {
  readonly #bodies: PublicBodyService;

  constructor(bodies: PublicBodyService) {
    this.#bodies = bodies;
  }

  @ForSignedIn()
  @Query(() => PublicBody, { nullable: true, description: 'One body (un ente). Anyone who has signed in may ask.' })
  async publicBody(
    @Arg('ipaCode', () => ID, { description: 'Its IPA code: `c_h501`.' }) ipaCode: string,
    @Ctx() context: AgreementsContext,
  ): Promise<PublicBodyRow | null> {
    return this.#bodies.find(parseIpaCode(ipaCode) ?? '', context);
  }

  @ForStaff()
  @Query(() => PublicBodyConnection, {
    description: 'Bodies by name (elenco degli enti). Operators see those of their office, operations all.',
  })
  publicBodies(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => PublicBodyFilter, { nullable: true, description: 'Which ones (filtro).' })
    filter: PublicBodyFilter | null | undefined,
    @Ctx() context: AgreementsContext,
  ): Promise<Connection<PublicBodyRow>> {
    return this.#bodies.list(filter ?? {}, page, context);
  }

  @FieldResolver(() => ProsecutorOffice, { description: 'The competent office: R-05 (ufficio competente).' })
  office(@Root() body: PublicBody, @Ctx() { loaders }: AgreementsContext): Promise<ProsecutorOfficeRow | null> {
    return loaders.prosecutorOffice.load(body.officeCode);
  }

  @FieldResolver(() => [OrganisationalUnit], { description: 'Its organisational units, by code: R-15 (AOO e UO).' })
  units(@Root() body: PublicBody, @Ctx() { loaders }: AgreementsContext): Promise<OrganisationalUnitRow[]> {
    return loaders.unitsOfBody.load(body.ipaCode);
  }

  @FieldResolver(() => Boolean, {
    description: 'In the register of former massivo bodies at its office: R-12 (ente del massivo).',
  })
  massivoUser(@Root() body: PublicBody, @Ctx() context: AgreementsContext): Promise<boolean> {
    return this.#bodies.isMassivoUser(body, context);
  }

  @FieldResolver(() => MigrationStage, { description: 'How far it has come today: R-50 (fase di migrazione).' })
  migrationStage(@Root() body: PublicBody, @Ctx() context: AgreementsContext): Promise<MigrationStage> {
    return this.#bodies.migrationStage(body, context);
  }
}
