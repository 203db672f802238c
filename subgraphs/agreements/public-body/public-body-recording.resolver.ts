import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ForOperators } from '../../shared/access.js';
import type { AgreementsContext } from '../agreements-context.js';
import { RecordPublicBodyInput } from './public-body.input.js';
import type { PublicBodyRow } from './public-body.loader.js';
import { PublicBodyRecordingService } from './public-body-recording.service.js';
import { PublicBody } from './public-body.type.js';

@Resolver(() => PublicBody)
export class PublicBodyRecordingResolver {
  readonly #recording: PublicBodyRecordingService;

  constructor(recording: PublicBodyRecordingService) {
    this.#recording = recording;
  }

  @ForOperators()
  @Mutation(() => PublicBody, {
    description: "Records a body of the operator's office, or corrects it (censimento dell'ente).",
  })
  recordPublicBody(
    @Arg('input', () => RecordPublicBodyInput, { description: 'What is recorded.' }) input: RecordPublicBodyInput,
    @Ctx() context: AgreementsContext,
  ): Promise<PublicBodyRow | null> {
    return this.#recording.record(input, context);
  }
}
