import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { ForContacts } from '../../shared/access.js';
import { CertificateItem } from '../certificate-request/certificate-item.type.js';
import { CertificateRequest } from '../certificate-request/certificate-request.type.js';
import type { StoredItem } from '../certificate-request/stored-item.type.js';
import type { StoredRequest } from '../certificate-request/stored-request.type.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { ResubmissionService } from './resubmission.service.js';

/** What was abandoned on massivo, onto the direct channel. */
@Resolver(() => CertificateRequest)
export class ResubmissionResolver {
  constructor(private readonly service: ResubmissionService) {}

  @ForContacts()
  @Mutation(() => CertificateRequest, {
    description:
      'Sends the abandoned subjects of a request onto the direct channel, as a request of its own that keeps their row numbers; the same call again gives the same request. Contact person of the body (nuova richiesta dei nominativi abbandonati, R-25).',
  })
  resubmitAbandoned(
    @Arg('requestId', () => ID, { description: 'The request with the abandoned subjects.' }) requestId: string,
    @Ctx() context: CertificatesContext,
  ): Promise<StoredRequest> {
    return this.service.resubmit(requestId, context);
  }

  @FieldResolver(() => CertificateRequest, {
    nullable: true,
    description: 'The request whose abandoned subjects this one has (richiesta originaria, R-25).',
  })
  resubmits(@Root() request: StoredRequest, @Ctx() context: CertificatesContext): Promise<StoredRequest | null> {
    return this.service.original(request, context);
  }

  @FieldResolver(() => [CertificateRequest], {
    description: 'The requests that were made of its abandoned subjects, oldest first (nuove richieste, R-25).',
  })
  resubmissions(@Root() request: StoredRequest, @Ctx() context: CertificatesContext): Promise<StoredRequest[]> {
    return this.service.resubmissions(request, context);
  }
}

@Resolver(() => CertificateItem)
export class ItemResubmissionResolver {
  constructor(private readonly service: ResubmissionService) {}

  @FieldResolver(() => CertificateItem, {
    nullable: true,
    description: 'The abandoned item that this one was made of (nominativo originario, R-25).',
  })
  resubmits(@Root() item: StoredItem, @Ctx() context: CertificatesContext): Promise<StoredItem | null> {
    return this.service.originalItem(item, context);
  }

  @FieldResolver(() => CertificateItem, {
    nullable: true,
    description: 'What an abandoned item was resubmitted as (nuovo nominativo, R-25).',
  })
  resubmittedBy(@Root() item: StoredItem, @Ctx() context: CertificatesContext): Promise<StoredItem | null> {
    return this.service.resubmittedItem(item, context);
  }
}
