import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { parseOfficeCode } from '../../../schema/identifiers.js';
import type { AgreementsContext } from '../agreements-context.js';
import type { ProsecutorOfficeRow } from './prosecutor-office.loader.js';
import { ProsecutorOfficeService } from './prosecutor-office.service.js';
import { ProsecutorOffice } from './prosecutor-office.type.js';

@Resolver(() => ProsecutorOffice)
export class ProsecutorOfficeResolver {
  readonly #offices: ProsecutorOfficeService;

  constructor(offices: ProsecutorOfficeService) {
    this.#offices = offices;
  }

  @Query(() => ProsecutorOffice, { nullable: true, description: 'One office (una Procura). Anyone may ask.' })
  async prosecutorOffice(
    @Arg('code', () => ID, { description: '`PROC-H501`.' }) code: string,
    @Ctx() { loaders }: AgreementsContext,
  ): Promise<ProsecutorOfficeRow | null> {
    const officeCode = parseOfficeCode(code);
    return officeCode && loaders.prosecutorOffice.load(officeCode);
  }

  @Query(() => [ProsecutorOffice], { description: 'The offices, by name (le Procure). Anyone may ask.' })
  async prosecutorOffices(
    @Arg('district', () => String, { nullable: true, description: 'Only of this district (distretto).' })
    district?: string | null,
    @Arg('region', () => String, { nullable: true, description: 'Only of this region (regione).' })
    region?: string | null,
  ): Promise<ProsecutorOfficeRow[]> {
    return this.#offices.list({ district, region });
  }
}
