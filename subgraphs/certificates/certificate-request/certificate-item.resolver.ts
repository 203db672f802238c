import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { ForOperators } from '../../shared/access.js';
import { CertificateItemStatus, CertificateOutcome, OutcomeFlag } from '../../shared/graph-enums.js';
import type { CertificatesContext } from '../certificates.context.js';
import { itemId } from './certificate-item.rules.js';
import type { StoredItem } from './stored-item.type.js';
import type { StoredRequest } from './stored-request.type.js';
import type { CertificateItemService } from './certificate-item.service.js';
import { CertificateRequest } from './certificate-request.type.js';
import { Certificate, CertificateItem, RowRejection, Subject } from './certificate-item.type.js';

@Resolver(() => CertificateItem)
export class CertificateItemResolver {
  constructor(private readonly items: CertificateItemService) {}

  @FieldResolver(() => ID, { description: 'Identifier of the item (identificativo).' })
  id(@Root() item: StoredItem): string {
    return itemId(item);
  }

  @FieldResolver(() => CertificateRequest, { description: 'The request that it belongs to (richiesta).' })
  request(@Root() item: StoredItem, @Ctx() context: CertificatesContext): Promise<StoredRequest> {
    return this.items.request(item, context);
  }

  @FieldResolver(() => CertificateItemStatus, { description: 'Where it stands (stato).' })
  status(@Root() item: StoredItem, @Ctx() context: CertificatesContext): Promise<CertificateItemStatus> {
    return this.items.status(item, context);
  }

  @FieldResolver(() => Subject, {
    nullable: true,
    description: 'The subject; null for callers who may not see it, and where the row could not be read (R-61).',
  })
  subject(@Root() item: StoredItem, @Ctx() context: CertificatesContext): Promise<Subject | null> {
    return this.items.subject(item, context);
  }

  @FieldResolver(() => Certificate, {
    nullable: true,
    description: 'The certificate, once issued and for those who may see it.',
  })
  certificate(@Root() item: StoredItem, @Ctx() context: CertificatesContext): Promise<Certificate | null> {
    return this.items.certificate(item, context);
  }

  @FieldResolver(() => RowRejection, { nullable: true, description: 'Why there is no certificate (scarto).' })
  rejection(@Root() item: StoredItem): RowRejection | null {
    return this.items.rejection(item);
  }

  @FieldResolver(() => [OutcomeFlag], { description: 'Why the outcome was doubtful (segnalazioni, R-33).' })
  flags(@Root() item: StoredItem, @Ctx() context: CertificatesContext): Promise<OutcomeFlag[]> {
    return this.items.flags(item, context);
  }

  @ForOperators()
  @Mutation(() => CertificateItem, {
    description: 'Settles a doubtful outcome; operator of the office (verifica di omonimia e simili, R-33).',
  })
  settleReview(
    @Arg('itemId', () => ID, { description: 'The item under review.' }) id: string,
    @Arg('outcome', () => CertificateOutcome, { description: 'What was found.' }) outcome: CertificateOutcome,
    @Arg('note', { description: 'Why, for the record.' }) note: string,
    @Ctx() context: CertificatesContext,
  ): Promise<StoredItem> {
    return this.items.settleReview({ id, outcome, note }, context);
  }
}
