import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { ForStaff } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import { CertificateItemConnection } from '../certificate-request/certificate-item.type.js';
import type { StoredItem } from '../certificate-request/stored-item.type.js';
import type { CertificatesContext } from '../certificates.context.js';
import { CounterItemState } from './counter-item.type.js';
import type { OfficeWorkService } from './office-work.service.js';

@Resolver()
export class OfficeWorkResolver {
  constructor(private readonly work: OfficeWorkService) {}

  @ForStaff()
  @Query(() => CertificateItemConnection, {
    description:
      'Open items at the counter of an office, those lodged first at the top; operators of the office, operations without the persons (sportello, R-45).',
  })
  counterItems(
    @Arg('officeCode', () => ID, { description: 'The office (ufficio).' }) officeCode: string,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('state', () => CounterItemState, { nullable: true, description: 'Only those that have come so far (stato).' })
    state: CounterItemState | null,
    @Ctx() context: CertificatesContext,
  ): Promise<Connection<StoredItem>> {
    return this.work.counterItems({ officeCode, state: state ?? null }, page, context);
  }

  @ForStaff()
  @Query(() => CertificateItemConnection, {
    description:
      'Items under review at an office, those that have waited longest at the top; operators of the office, operations without the persons (verifiche in attesa, R-33).',
  })
  reviewItems(
    @Arg('officeCode', () => ID, { description: 'The office (ufficio).' }) officeCode: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: CertificatesContext,
  ): Promise<Connection<StoredItem>> {
    return this.work.reviewItems(officeCode, page, context);
  }
}
