import type { Clock } from '../../../schema/kernel/clock.js';
import { requireOperator } from '../../shared/authorization.rules.js';
import type { AgreementsContext } from '../agreements-context.js';
import type { RecordPublicBodyInput } from './public-body.input.js';
import type { PublicBodyRow } from './public-body.loader.js';
import { checkedBody } from './public-body.rules.js';
import type { PublicBodyStore } from './public-body.store.js';

export interface PublicBodyRecordingOptions {
  clock: Clock;
  bodies: PublicBodyStore;
}

export class PublicBodyRecordingService {
  readonly #clock: Clock;
  readonly #bodies: PublicBodyStore;

  constructor({ clock, bodies }: PublicBodyRecordingOptions) {
    this.#clock = clock;
    this.#bodies = bodies;
  }

  /** An operator records a body of the own office, or corrects what is recorded of it. */
  async record(input: RecordPublicBodyInput, context: AgreementsContext): Promise<PublicBodyRow | null> {
    const { officeCode } = requireOperator(context);
    const body = checkedBody(input);
    await this.#bodies.record(body, { officeCode, recordedAt: this.#clock.now() });
    context.forgetLoaded();
    return context.loaders.publicBody.load(body.ipaCode);
  }
}
