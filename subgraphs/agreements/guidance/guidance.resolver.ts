import { Query, Resolver } from 'type-graphql';
import { GUIDANCE } from './guidance.js';
import { Guidance } from './guidance.type.js';

@Resolver(() => Guidance)
export class GuidanceResolver {
  @Query(() => Guidance, { description: 'How to learn the new service: R-18 (guida). Anyone may ask.' })
  guidance(): Guidance {
    return GUIDANCE;
  }
}
