import { Arg, Args, Ctx, FieldResolver, Float, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ChannelDeprecation as Deprecation } from '../../../legacy-adapter/index.js';
import { ForContacts, ForSignedIn } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import { CertificateItemStatus } from '../../shared/graph-enums.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { StoredItem } from './stored-item.type.js';
import { CertificateItemConnection } from './certificate-item.type.js';
import { CertificateRequestFilter, RequestCertificatesInput } from './certificate-request.input.js';
import type { CertificateRequestService, RequestCounts } from './certificate-request.service.js';
import type { StoredRequest } from './stored-request.type.js';
import {
  CertificateRequest,
  CertificateRequestConnection,
  ChannelDeprecation,
  ItemCounts,
  ProsecutorOffice,
  PublicBody,
  Purpose,
} from './certificate-request.type.js';
import type { RequestCertificatesService } from './request-certificates.service.js';

@Resolver(() => CertificateRequest)
export class CertificateRequestResolver {
  constructor(
    private readonly requests: CertificateRequestService,
    private readonly submission: RequestCertificatesService,
  ) {}

  @ForSignedIn()
  @Query(() => CertificateRequest, {
    nullable: true,
    description: 'One request; contact person, operator of the office, operations (richiesta).',
  })
  certificateRequest(
    @Arg('id', () => ID, { description: 'Identifier of the request.' }) id: string,
    @Ctx() context: CertificatesContext,
  ): Promise<StoredRequest | null> {
    return this.requests.byId(id, context);
  }

  @ForSignedIn()
  @Query(() => CertificateRequestConnection, {
    description: "A body's history, latest first, whatever the channel (storico, R-36).",
  })
  certificateRequests(
    @Arg('ipaCode', () => ID, { description: 'The body (codice IPA).' }) ipaCode: string,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => CertificateRequestFilter, { nullable: true, description: 'Which requests.' })
    filter: CertificateRequestFilter | null,
    @Ctx() context: CertificatesContext,
  ): Promise<Connection<StoredRequest>> {
    return this.requests.history(ipaCode, { page, filter }, context);
  }

  @ForContacts()
  @Mutation(() => CertificateRequest, {
    description: 'Asks for certificates; contact person of the body (richiesta di certificazione multipla).',
  })
  requestCertificates(
    @Arg('input', () => RequestCertificatesInput, { description: 'The request and its subjects.' })
    input: RequestCertificatesInput,
    @Ctx() context: CertificatesContext,
  ): Promise<StoredRequest> {
    return this.submission.request(input, context);
  }

  @FieldResolver(() => PublicBody, { description: 'The body that asked (ente fruitore).' })
  publicBody(@Root() request: StoredRequest): PublicBody {
    return { ipaCode: request.ipaCode };
  }

  @FieldResolver(() => ProsecutorOffice, { description: 'The office that was asked (ufficio).' })
  office(@Root() request: StoredRequest): ProsecutorOffice {
    return { code: request.officeCode };
  }

  @FieldResolver(() => Purpose, { description: 'What for (finalità).' })
  purpose(@Root() request: StoredRequest): Purpose {
    return { code: request.purposeCode };
  }

  @FieldResolver(() => ChannelDeprecation, {
    nullable: true,
    description: 'Set while the request is on massivo (avviso di dismissione).',
  })
  deprecation(@Root() request: StoredRequest, @Ctx() context: CertificatesContext): Promise<Deprecation | null> {
    return this.requests.deprecation(request, context);
  }

  @FieldResolver(() => ItemCounts, { description: 'How many subjects have come to what (conteggi).' })
  counts(@Root() request: StoredRequest, @Ctx() context: CertificatesContext): Promise<RequestCounts> {
    return this.requests.counts(request, context);
  }

  @FieldResolver(() => Float, { description: 'Share of the subjects that are at an end, 0 to 1 (avanzamento).' })
  progress(@Root() request: StoredRequest, @Ctx() context: CertificatesContext): Promise<number> {
    return this.requests.progress(request, context);
  }

  @FieldResolver(() => CertificateItemConnection, { description: 'The subjects in their order (nominativi).' })
  items(
    @Root() request: StoredRequest,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('status', () => CertificateItemStatus, { nullable: true, description: 'Only those that stand here (stato).' })
    status: CertificateItemStatus | null,
    @Ctx() context: CertificatesContext,
  ): Promise<Connection<StoredItem>> {
    return this.requests.items(request, { page, status: status ?? null }, context);
  }
}

@Resolver(() => PublicBody)
export class PublicBodyRequestsResolver {
  constructor(private readonly requests: CertificateRequestService) {}

  @ForSignedIn()
  @FieldResolver(() => CertificateRequestConnection, {
    description: "The body's history, latest first, whatever the channel (storico, R-36).",
  })
  certificateRequests(
    @Root() body: PublicBody,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => CertificateRequestFilter, { nullable: true, description: 'Which requests.' })
    filter: CertificateRequestFilter | null,
    @Ctx() context: CertificatesContext,
  ): Promise<Connection<StoredRequest>> {
    return this.requests.history(body.ipaCode, { page, filter }, context);
  }
}
