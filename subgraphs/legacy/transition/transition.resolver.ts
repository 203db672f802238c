import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { TransitionDryRun as DryRun } from '../../../legacy-adapter/index.js';
import { ForOperations, ForSignedIn } from '../../shared/access.js';
import { PageArgs, type Connection } from '../../shared/connection.js';
import { PublicBody } from '../entity.type.js';
import type { LegacyContext } from '../legacy-context.js';
import { StrandedBody, TransitionDryRun } from './transition-dry-run.type.js';
import { TransitionChangeInput, TransitionScopeArgs } from './transition.input.js';
import { TransitionService } from './transition.service.js';
import { Transition, TransitionChange, TransitionChangeConnection, TransitionOverride } from './transition.type.js';

@Resolver(() => Transition)
export class TransitionResolver {
  readonly #transition: TransitionService;

  constructor(transition: TransitionService) {
    this.#transition = transition;
  }

  @ForSignedIn()
  @Query(() => Transition, {
    description:
      'The flag as it holds now, everywhere, at an office or for a body (stato del periodo transitorio). Anyone who has signed in may ask.',
  })
  transition(
    @Args(() => TransitionScopeArgs) scope: TransitionScopeArgs,
    @Ctx() context: LegacyContext,
  ): Promise<Transition> {
    return this.#transition.present(scope, context);
  }

  @Query(() => Boolean, {
    description: 'Whether massivo is CLOSED everywhere: R-20 (massivo dismesso). Anyone may ask.',
  })
  massivoDismissed(): Promise<boolean> {
    return this.#transition.isDismissed();
  }

  @ForOperations()
  @Query(() => TransitionChangeConnection, {
    description: 'Every change that was asked for, latest first: R-22 (registro delle modifiche). For operations.',
  })
  transitionLog(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: LegacyContext,
  ): Promise<Connection<TransitionChange>> {
    return this.#transition.log(page, context);
  }

  @ForOperations()
  @Query(() => TransitionDryRun, {
    description: 'What a change would do, without doing it: R-26 (simulazione). For operations.',
  })
  transitionDryRun(
    @Arg('input', () => TransitionChangeInput, { description: 'The change.' }) input: TransitionChangeInput,
    @Ctx() context: LegacyContext,
  ): Promise<DryRun> {
    return this.#transition.dryRun(input, context);
  }

  @FieldResolver(() => [TransitionOverride], {
    description:
      'Values that offices and bodies have of their own, newest first; empty but for operators and operations (stati propri).',
  })
  overrides(@Root() transition: Transition, @Ctx() context: LegacyContext): Promise<TransitionOverride[]> {
    return this.#transition.overrides(transition, context);
  }

  @FieldResolver(() => [TransitionChange], {
    description:
      'Changes that wait for approval or for their time; empty but for operators and operations (in attesa).',
  })
  pending(@Root() transition: Transition, @Ctx() context: LegacyContext): Promise<TransitionChange[]> {
    return this.#transition.pending(transition, context);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether the log of changes is whole, verified now from its first entry: R-22 (registro integro).',
  })
  logIntact(): Promise<boolean> {
    return this.#transition.isLogIntact();
  }
}

@Resolver(() => StrandedBody)
export class StrandedBodyResolver {
  @FieldResolver(() => PublicBody, { description: 'The body (ente).' })
  publicBody(@Root() { ipaCode }: StrandedBody): PublicBody {
    return { ipaCode };
  }
}
