import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { ForOperations } from '../../shared/access.js';
import { DayScalar } from '../../shared/scalars.js';
import { PublicBody } from '../entity.type.js';
import type { LegacyContext } from '../legacy-context.js';
import { TransitionChangeInput, TransitionScopeArgs } from './transition.input.js';
import { TransitionService } from './transition.service.js';
import { Transition, TransitionChange } from './transition.type.js';

/** The flag is changed by operations only. */
@Resolver(() => TransitionChange)
export class TransitionChangeResolver {
  readonly #transition: TransitionService;

  constructor(transition: TransitionService) {
    this.#transition = transition;
  }

  @ForOperations()
  @Mutation(() => TransitionChange, {
    description:
      'Changes the flag: now, or once a second operator has approved, or at its time: R-20 … R-25 (modifica dello stato).',
  })
  changeTransition(
    @Arg('input', () => TransitionChangeInput, { description: 'The change.' }) input: TransitionChangeInput,
    @Ctx() context: LegacyContext,
  ): Promise<TransitionChange> {
    return this.#transition.change(input, context);
  }

  @ForOperations()
  @Mutation(() => TransitionChange, {
    description: 'Takes away the value that an office or a body has of its own: R-21 (rimozione dello stato proprio).',
  })
  clearTransitionOverride(
    @Args(() => TransitionScopeArgs) scope: TransitionScopeArgs,
    @Arg('reason', () => String, { description: 'Why (motivazione).' }) reason: string,
    @Arg('expectedVersion', () => Int, { description: 'The version that was read: R-22.' }) expectedVersion: number,
    @Ctx() context: LegacyContext,
  ): Promise<TransitionChange> {
    return this.#transition.clearOverride(scope, { reason, expectedVersion }, context);
  }

  @ForOperations()
  @Mutation(() => TransitionChange, {
    description: 'Approves a change that another operator asked for: R-24 (approvazione del secondo operatore).',
  })
  approveTransitionChange(
    @Arg('id', () => ID, { description: 'The change.' }) id: string,
    @Ctx() context: LegacyContext,
  ): Promise<TransitionChange> {
    return this.#transition.approve(id, context);
  }

  @ForOperations()
  @Mutation(() => TransitionChange, { description: 'Takes back a change that still waits: R-24 (annullamento).' })
  cancelTransitionChange(
    @Arg('id', () => ID, { description: 'The change.' }) id: string,
    @Arg('reason', () => String, { description: 'Why (motivazione).' }) reason: string,
    @Ctx() context: LegacyContext,
  ): Promise<TransitionChange> {
    return this.#transition.cancel(id, reason, context);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether the caller has asked for it, and so cannot approve it: R-24 (propria modifica).',
  })
  own(@Root() { by }: TransitionChange, @Ctx() { actor }: LegacyContext): boolean {
    return actor.kind === 'operations' && actor.subject === by;
  }

  @ForOperations()
  @Mutation(() => Transition, { description: 'Moves the last day later, by an act: R-01, R-24 (proroga).' })
  extendTransition(
    @Arg('lastDay', () => DayScalar, { description: 'The new last day, inclusive (ultimo giorno).' }) lastDay: IsoDay,
    @Arg('act', () => String, { description: 'Number of the act that extends it (estremi dell’atto).' }) act: string,
    @Ctx() context: LegacyContext,
  ): Promise<Transition> {
    return this.#transition.extend(lastDay, act, context);
  }

  @ForOperations()
  @Mutation(() => Transition, {
    description:
      'Confirms a database that may be an older copy, so that the flag holds as it stands there: R-27 (conferma).',
  })
  confirmTransition(
    @Arg('reason', () => String, { description: 'Why it is the right one (motivazione).' }) reason: string,
    @Arg('expectedVersion', () => Int, { description: 'The version that was read: R-22.' }) expectedVersion: number,
    @Ctx() context: LegacyContext,
  ): Promise<Transition> {
    return this.#transition.confirm({ reason, expectedVersion }, context);
  }
}

/** What the flag adds to a body. */
@Resolver(() => PublicBody)
export class PublicBodyPinResolver {
  readonly #transition: TransitionService;

  constructor(transition: TransitionService) {
    this.#transition = transition;
  }

  @ForOperations()
  @Mutation(() => PublicBody, {
    description: 'Sends a covered body back to massivo while that is OPEN, or lets it go: R-21 (ritorno al massivo).',
  })
  async pinToMassivo(
    @Arg('ipaCode', () => ID, { description: 'The body (ente).' }) ipaCode: string,
    @Arg('pinned', () => Boolean, { description: 'Whether it is to be pinned.' }) pinned: boolean,
    @Arg('reason', () => String, { description: 'Why (motivazione).' }) reason: string,
    @Ctx() context: LegacyContext,
  ): Promise<PublicBody> {
    return { ipaCode: await this.#transition.pin(ipaCode, { pinned, reason }, context) };
  }

  @FieldResolver(() => Boolean, {
    description: 'Goes to massivo while that is OPEN although an agreement covers it: R-21 (vincolato al massivo).',
  })
  pinnedToMassivo(@Root() { ipaCode }: PublicBody, @Ctx() { loaders }: LegacyContext): Promise<boolean> {
    return loaders.isPinned.load(ipaCode);
  }
}
