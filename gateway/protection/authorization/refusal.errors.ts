import { GraphQLError } from 'graphql';
import type { Actor } from '../../../schema/kernel/actor.js';
import { LEAST_SIGN_IN_LEVEL } from '../../../schema/access.js';
import { DomainError, type DomainErrorOptions } from '../../../schema/kernel/domain-error.js';
import type { Refusal } from './filtered-operation.type.js';
import type { Lack } from './requirement.rules.js';

/** How refusals are told. */
export interface RefusalStyle {
  /**
   * The product's own graph: a query or mutation as a whole is refused with UNAUTHENTICATED or FORBIDDEN, as the
   * subgraph that owns it does. Anything else, and everything of other graphs: UNAUTHORIZED_FIELD_OR_TYPE.
   */
  ownGraph: boolean;
}

export function refusalError({ path, lack }: Refusal, actor: Actor, { ownGraph }: RefusalStyle): GraphQLError {
  const { rule, ...words } = reasonOf(lack, actor);
  const isWhole = path.length === 1 && ownGraph;
  const wholeCode = lack === 'authentication' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  const error = isWhole
    ? new DomainError(wholeCode, { rule, ...words })
    : new DomainError('UNAUTHORIZED_FIELD_OR_TYPE', { rule, details: { ...words.details, lack } });
  const { message } = error;
  return new GraphQLError(message, { path, originalError: error, extensions: error.toBody('') });
}

/** The rule that refuses; R-11 in the words of the subgraphs. */
function reasonOf(lack: Lack, actor: Actor): DomainErrorOptions & { rule: string } {
  if (lack === 'authentication') return { rule: 'R-11' };
  if (lack === 'policies' && actor.kind === 'contact') {
    return {
      rule: 'R-11',
      message: `The sign-in is too weak: level ${LEAST_SIGN_IN_LEVEL} of SPID, CIE or CNS is the least.`,
      messageIt: `Livello di autenticazione insufficiente: serve almeno il livello ${LEAST_SIGN_IN_LEVEL} di SPID, CIE o CNS.`,
      details: { leastLevel: LEAST_SIGN_IN_LEVEL },
    };
  }
  return { rule: actor.kind === 'dashboard' ? 'R-52' : 'R-61' };
}
