import type { IsoDay } from '../../schema/kernel/clock.js';
import type { AgreementReach, Channel, ChannelQuestion, ChannelRefusalCode, TransitionState } from '../contract.js';

/** The day from which the pilot offices had the direct channel, before the others (R-02; circular, third paragraph). */
export const PILOT_OPENS_ON: IsoDay = '2025-10-13';

/** Everything that the truth table looks at, and nothing else. */
export interface ChannelFacts {
  kind: ChannelQuestion['kind'];
  agreement: AgreementReach;
  /** Whether the direct channel is open at the office today: `isDirectChannelOpen`. */
  directChannelOpen: boolean;
  massivoUser: boolean;
  /** Effective state. */
  state: TransitionState;
  pinnedToMassivo: boolean;
}

/** What the table says: the number of the line that matched, and a channel or the reason for none. */
export type ChannelChoice = { line: number; channel: Channel } | { line: number; refusal: ChannelRefusalCode };

/** Whether the office has the direct channel on that day: pilot offices earlier than the others. */
export function isDirectChannelOpen(day: IsoDay, opensOn: IsoDay, pilotOffice: boolean): boolean {
  return day >= opensOn || (pilotOffice && day >= PILOT_OPENS_ON);
}

/** The truth table of domain.md ("Channel of a request"): the first line that matches wins. */
export function chooseChannel(facts: ChannelFacts): ChannelChoice {
  const covered = isCovered(facts);
  if (facts.kind === 'PENDING_PROCEEDINGS') return { line: 1, channel: 'OFFICE_COUNTER' };
  if (facts.kind === 'ADMINISTRATIVE_SANCTIONS') {
    return covered ? { line: 2, channel: 'DIRECT_AGREEMENT' } : { line: 3, refusal: refusalByReason(facts) };
  }
  const massivoOpen = facts.massivoUser && facts.state === 'OPEN';
  if (massivoOpen && facts.pinnedToMassivo) return { line: 4, channel: 'MASSIVO' };
  if (covered) return { line: 5, channel: 'DIRECT_AGREEMENT' };
  if (massivoOpen) return { line: 6, channel: 'MASSIVO' };
  if (facts.massivoUser) return { line: 7, refusal: 'MASSIVO_DISMISSED' };
  return { line: 8, refusal: refusalByReason(facts) };
}

/**
 * The table for what was abandoned on massivo. Where it says MASSIVO, nothing is sent there again: the refusal
 * tells what keeps the request from the direct channel, a missing agreement or else the pin of line 4.
 */
export function chooseOffMassivo(facts: ChannelFacts): ChannelChoice {
  const choice = chooseChannel(facts);
  if (!('channel' in choice) || choice.channel !== 'MASSIVO') return choice;
  return { line: choice.line, refusal: isCovered(facts) ? 'PINNED_TO_MASSIVO' : refusalByReason(facts) };
}

function isCovered({ agreement, directChannelOpen }: ChannelFacts): boolean {
  return agreement === 'COVERING' && directChannelOpen;
}

/** "By reason": called only where the request is not covered. */
function refusalByReason({ agreement }: ChannelFacts): ChannelRefusalCode {
  switch (agreement) {
    case 'COVERING':
      return 'CHANNEL_NOT_YET_OPEN';
    case 'NOT_COVERING':
      return 'PURPOSE_NOT_COVERED';
    case 'NONE':
      return 'AGREEMENT_REQUIRED';
  }
}
