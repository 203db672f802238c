import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { TransitionProposal, TransitionScope } from '../../../legacy-adapter/index.js';
import { parseIpaCode, parseOfficeCode } from '../../../schema/identifiers.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { TransitionState } from '../../shared/graph-enums.js';

@ArgsType()
export class TransitionScopeArgs {
  @Field(() => ID, { nullable: true, description: 'The office (ufficio).' })
  officeCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'The body, by its IPA code (ente).' })
  ipaCode?: string | null;
}

@InputType({
  description: 'A change of the flag; without office and body it is for everybody: R-20 … R-25 (modifica).',
})
export class TransitionChangeInput {
  @Field(() => ID, { nullable: true, description: 'For this office only (ufficio).' })
  officeCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'For this body only (ente).' })
  ipaCode?: string | null;

  @Field(() => TransitionState, { description: 'The state to go to (stato).' })
  to!: TransitionState;

  @Field({ description: 'Why; never empty (motivazione).' })
  reason!: string;

  @Field(() => Int, { description: 'The version that the decision rests on: R-22 (versione letta).' })
  expectedVersion!: number;

  @Field(() => Date, { nullable: true, description: 'When to apply it; left out: now (data di decorrenza).' })
  at?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Close although something is in flight, which then ends as ABANDONED: R-25 (forzatura).',
  })
  force?: boolean | null;
}

/** The office and the body that a caller names. Raises NOT_FOUND for what cannot be the code of one. */
export function scopeOf({ officeCode, ipaCode }: TransitionScopeArgs): TransitionScope {
  return {
    ...(officeCode != null && { officeCode: known(parseOfficeCode(officeCode), 'officeCode') }),
    ...(ipaCode != null && { ipaCode: known(parseIpaCode(ipaCode), 'ipaCode') }),
  };
}

/** The input in the adapter's terms. Raises as `scopeOf`. */
export function proposalOf(input: TransitionChangeInput): TransitionProposal {
  const { to, reason, expectedVersion, at, force } = input;
  return { ...scopeOf(input), to, reason, expectedVersion, force: force ?? false, ...(at != null && { at }) };
}

function known(code: string | null, field: string): string {
  if (code === null) throw new DomainError('NOT_FOUND', { details: { field } });
  return code;
}
