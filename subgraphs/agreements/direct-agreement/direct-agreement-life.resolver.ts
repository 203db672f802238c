import { Arg, Args, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { ForOperators } from '../../shared/access.js';
import { DayScalar } from '../../shared/scalars.js';
import type { AgreementsContext } from '../agreements-context.js';
import { DirectAgreementDraftService } from './direct-agreement-draft.service.js';
import { DirectAgreementLifeService } from './direct-agreement-life.service.js';
import { DirectAgreementRenewalService } from './direct-agreement-renewal.service.js';
import {
  DraftDirectAgreementInput,
  RegisterDirectAgreementArgs,
  SignDirectAgreementArgs,
} from './direct-agreement.input.js';
import { DirectAgreement } from './direct-agreement.type.js';

type Answer = Promise<DirectAgreement | null>;

/** The acts of office operators: R-08. */
@Resolver(() => DirectAgreement)
export class DirectAgreementLifeResolver {
  readonly #drafts: DirectAgreementDraftService;
  readonly #life: DirectAgreementLifeService;
  readonly #renewals: DirectAgreementRenewalService;

  constructor(
    drafts: DirectAgreementDraftService,
    life: DirectAgreementLifeService,
    renewals: DirectAgreementRenewalService,
  ) {
    this.#drafts = drafts;
    this.#life = life;
    this.#renewals = renewals;
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, { description: 'Writes a new agreement down: R-05, R-06, R-07 (bozza).' })
  draftDirectAgreement(
    @Arg('input', () => DraftDirectAgreementInput, { description: 'What it is to say.' })
    input: DraftDirectAgreementInput,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#drafts.draft(input, context);
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, { description: 'Both sides have signed: DRAFT to SIGNED (sottoscrizione).' })
  signDirectAgreement(
    @Args(() => SignDirectAgreementArgs) { id, ...signature }: SignDirectAgreementArgs,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#life.sign(id, signature, context);
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, {
    description: 'Entered in SIC, in ADS, or both, in either order: REGISTERED once both are there (censimento).',
  })
  registerDirectAgreement(
    @Args(() => RegisterDirectAgreementArgs) { id, ...references }: RegisterDirectAgreementArgs,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#life.register(id, references, context);
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, { description: 'REGISTERED to ACTIVE (attivazione).' })
  activateDirectAgreement(
    @Arg('id', () => ID, { description: 'The agreement.' }) id: string,
    @Arg('reason', () => String, { nullable: true, description: 'Why; it stands with the step: R-08 (motivo).' })
    reason: string | null | undefined,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#life.activate(id, reason, context);
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, { description: 'ACTIVE to SUSPENDED (sospensione).' })
  suspendDirectAgreement(
    @Arg('id', () => ID, { description: 'The agreement.' }) id: string,
    @Arg('reason', { description: 'Why (motivo).' }) reason: string,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#life.suspend(id, reason, context);
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, { description: 'SUSPENDED to ACTIVE again (ripresa).' })
  resumeDirectAgreement(
    @Arg('id', () => ID, { description: 'The agreement.' }) id: string,
    @Arg('reason', { description: 'Why (motivo).' }) reason: string,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#life.resume(id, reason, context);
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, {
    description: 'Ends an agreement before its last day; a renewal that has not begun goes with it (revoca).',
  })
  withdrawDirectAgreement(
    @Arg('id', () => ID, { description: 'The agreement.' }) id: string,
    @Arg('reason', { description: 'Why (motivo).' }) reason: string,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#life.withdraw(id, reason, context);
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, {
    description:
      'A new agreement that begins on the day after the last of this one and names the same: R-09. Answers with the ' +
      'new one; the old one stays ACTIVE to its last day and is RENEWED after it (rinnovo).',
  })
  renewDirectAgreement(
    @Arg('id', () => ID, { description: 'The agreement to renew.' }) id: string,
    @Arg('endsOn', () => DayScalar, { nullable: true, description: 'Last day of the new one; else one year.' })
    endsOn: IsoDay | null | undefined,
    @Arg('reason', () => String, { nullable: true, description: 'Why; it stands with the step: R-08 (motivo).' })
    reason: string | null | undefined,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#renewals.renew(id, { endsOn: endsOn ?? null, reason }, context);
  }

  @ForOperators()
  @Mutation(() => DirectAgreement, { description: 'Names further units of the same body: R-15 (estensione).' })
  extendDirectAgreement(
    @Arg('id', () => ID, { description: 'The agreement.' }) id: string,
    @Arg('unitCodes', () => [ID], { description: 'The units to add (unità).' }) unitCodes: string[],
    @Arg('reason', () => String, { nullable: true, description: 'Why; it stands with the step: R-08 (motivo).' })
    reason: string | null | undefined,
    @Ctx() context: AgreementsContext,
  ): Answer {
    return this.#renewals.extend(id, { unitCodes, reason }, context);
  }
}
