import { Query, Resolver } from 'type-graphql';
import type { PurposeRow } from './purpose.loader.js';
import { PurposeService } from './purpose.service.js';
import { Purpose } from './purpose.type.js';

@Resolver(() => Purpose)
export class PurposeResolver {
  readonly #purposes: PurposeService;

  constructor(purposes: PurposeService) {
    this.#purposes = purposes;
  }

  @Query(() => [Purpose], { description: 'The library of purposes (biblioteca delle finalità). Anyone may ask.' })
  purposes(): Promise<PurposeRow[]> {
    return this.#purposes.list();
  }
}
