import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { ForSignedIn } from '../../shared/access.js';
import type { CertificatesContext } from '../certificates.context.js';
import { ChannelQuestion } from './certificate-request.input.js';
import { ChannelAnswer } from './channel-answer.type.js';
import type { ChannelAnswerParts, RequestCertificatesService } from './request-certificates.service.js';

@Resolver(() => ChannelAnswer)
export class ChannelAnswerResolver {
  constructor(private readonly requests: RequestCertificatesService) {}

  @ForSignedIn()
  @Query(() => ChannelAnswer, {
    description:
      'Which channel a request would take now, asked without doing anything; contact person, operator, operations (quale canale).',
  })
  channelFor(
    @Arg('input', () => ChannelQuestion, { description: 'The question.' }) input: ChannelQuestion,
    @Ctx() context: CertificatesContext,
  ): Promise<ChannelAnswerParts> {
    return this.requests.channelFor(input, context);
  }
}
