import { daysBetween, type IsoDay } from '../../schema/kernel/clock.js';
import { HELP_DESK } from '../../schema/kernel/domain-error.js';
import type { ChannelDecision, ChannelDeprecation, ChannelQuestion, TransitionState } from '../contract.js';
import { chooseChannel, chooseOffMassivo, isDirectChannelOpen, type ChannelFacts } from './choose-channel.rules.js';

/** The flag and its calendar as they bear on one question. */
export interface FlagFacts {
  opensOn: IsoDay;
  lastDay: IsoDay;
  state: TransitionState;
  pinnedToMassivo: boolean;
}

/** The truth table applied to a question on one day, with the notice where massivo is or would have been the answer. */
export function decideChannel(question: ChannelQuestion, flag: FlagFacts, today: IsoDay): ChannelDecision {
  const facts: ChannelFacts = {
    kind: question.kind,
    agreement: question.agreement,
    directChannelOpen: isDirectChannelOpen(today, flag.opensOn, question.pilotOffice),
    massivoUser: question.massivoUser,
    state: flag.state,
    pinnedToMassivo: flag.pinnedToMassivo,
  };
  const choice = question.keptOffMassivo ? chooseOffMassivo(facts) : chooseChannel(facts);
  const notice = deprecationOn(today, flag);
  if ('channel' in choice) {
    return { ...choice, refusal: null, deprecation: choice.channel === 'MASSIVO' ? notice : null };
  }
  return { ...choice, channel: null, deprecation: choice.refusal === 'MASSIVO_DISMISSED' ? notice : null };
}

/** what massivo's users are told. `daysLeft` is 0 on the last day and after it. */
export function deprecationOn(
  today: IsoDay,
  { opensOn, lastDay }: Pick<FlagFacts, 'opensOn' | 'lastDay'>,
): ChannelDeprecation {
  return { since: opensOn, lastDay, daysLeft: Math.max(0, daysBetween(today, lastDay)), guide: HELP_DESK.url };
}
