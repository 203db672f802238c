import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import { ForOperators } from '../../shared/access.js';
import { CertificateOutcome } from '../../shared/graph-enums.js';
import { CertificateItem } from '../certificate-request/certificate-item.type.js';
import type { StoredItem } from '../certificate-request/stored-item.type.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { CounterHandlingView, CounterItemService } from './counter-item.service.js';
import { CounterHandling } from './counter-item.type.js';

@Resolver(() => CertificateItem)
export class CounterItemResolver {
  constructor(private readonly items: CounterItemService) {}

  @FieldResolver(() => CounterHandling, {
    nullable: true,
    description: 'How it is handled at the counter; null on other channels and until it is taken up (sportello, R-45).',
  })
  counter(@Root() item: StoredItem, @Ctx() context: CertificatesContext): Promise<CounterHandlingView | null> {
    return this.items.handling(item, context);
  }

  @ForOperators()
  @Mutation(() => CertificateItem, {
    description: 'Takes an item of a counter request up; operator of the office (presa in carico, R-45).',
  })
  takeUpCounterRequest(
    @Arg('itemId', () => ID, { description: 'The item.' }) id: string,
    @Ctx() context: CertificatesContext,
  ): Promise<StoredItem> {
    return this.items.takeUp(id, context);
  }

  @ForOperators()
  @Mutation(() => CertificateItem, {
    description:
      'Issues the certificate of an item that was taken up; operator of the office (rilascio allo sportello, R-45).',
  })
  issueCounterCertificate(
    @Arg('itemId', () => ID, { description: 'The item.' }) id: string,
    @Arg('outcome', () => CertificateOutcome, { description: 'What was found (esito).' }) outcome: CertificateOutcome,
    @Arg('pages', () => Int, { description: 'Pages of the certificate, 1 to 10,000 (pagine).' }) pages: number,
    @Ctx() context: CertificatesContext,
  ): Promise<StoredItem> {
    return this.items.issue({ id, outcome, pages }, context);
  }

  @ForOperators()
  @Mutation(() => CertificateItem, {
    description: 'Rejects an item that was taken up; operator of the office (rigetto, R-45).',
  })
  rejectCounterRequest(
    @Arg('itemId', () => ID, { description: 'The item.' }) id: string,
    @Arg('reason', { description: 'Why, for the body (motivazione).' }) reason: string,
    @Ctx() context: CertificatesContext,
  ): Promise<StoredItem> {
    return this.items.reject({ id, reason }, context);
  }
}
