import type {
  AgreementReach,
  ChannelDecision,
  ChannelQuestion,
  TransitionState,
} from '../../../../legacy-adapter/contract.js';
import { decideChannel, type FlagFacts } from '../../../../legacy-adapter/routing/channel-decision.rules.js';
import { CERTIFICATE_KINDS } from '../../../../schema/certificate-kind.js';
import { addDays, type IsoDay } from '../../../../schema/kernel/clock.js';
import { Channel } from '../../../../subgraphs/shared/graph-enums.js';

const PILOT_DAY = '2025-10-13';
const OPENS_ON = '2026-02-05';
const LAST_DAY = '2026-08-05';

/** Around every day on which something begins or ends. */
const DAYS: IsoDay[] = [PILOT_DAY, OPENS_ON, LAST_DAY].flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]);

interface Situation {
  question: ChannelQuestion;
  flag: FlagFacts;
  today: IsoDay;
}

function everySituation(): Situation[] {
  const situations: Situation[] = [];
  for (const { name: kind } of CERTIFICATE_KINDS)
    for (const agreement of ['NONE', 'NOT_COVERING', 'COVERING'] as AgreementReach[])
      for (const massivoUser of [true, false])
        for (const pilotOffice of [true, false])
          for (const state of ['OPEN', 'DRAINING', 'CLOSED'] as TransitionState[])
            for (const pinnedToMassivo of [true, false])
              for (const today of DAYS)
                situations.push({
                  question: { ipaCode: 'c_g482', officeCode: 'PROC-G482', kind, agreement, massivoUser, pilotOffice },
                  flag: { opensOn: OPENS_ON, lastDay: LAST_DAY, state, pinnedToMassivo },
                  today,
                });
  return situations;
}

/**
 * The table of domain.md written from its last line to its first: each line overrules those below it. So a mistake in
 * the order of the rules, which an oracle in the same order would repeat, shows.
 */
function oracle({ question, flag, today }: Situation): string {
  const isOpen = today >= OPENS_ON ? true : question.pilotOffice ? today >= PILOT_DAY : false;
  const covered = question.agreement === 'COVERING' && isOpen;
  const reason =
    question.agreement === 'COVERING'
      ? 'CHANNEL_NOT_YET_OPEN'
      : question.agreement === 'NOT_COVERING'
        ? 'PURPOSE_NOT_COVERED'
        : 'AGREEMENT_REQUIRED';
  let said = '';
  if (!covered && !question.massivoUser) said = `8 refuses ${reason}`;
  if (!covered && question.massivoUser && flag.state !== 'OPEN') said = '7 refuses MASSIVO_DISMISSED';
  if (!covered && question.massivoUser && flag.state === 'OPEN' && !flag.pinnedToMassivo) said = '6 MASSIVO';
  if (covered) said = '5 DIRECT_AGREEMENT';
  if (question.massivoUser && flag.state === 'OPEN' && flag.pinnedToMassivo) said = '4 MASSIVO';
  const isSanctions = question.kind === 'ADMINISTRATIVE_SANCTIONS';
  if (isSanctions && !covered) said = `3 refuses ${reason}`;
  if (isSanctions && covered) said = '2 DIRECT_AGREEMENT';
  if (question.kind === 'PENDING_PROCEEDINGS') said = '1 OFFICE_COUNTER';
  return said;
}

const decide = ({ question, flag, today }: Situation): ChannelDecision => decideChannel(question, flag, today);
const said = ({ line, channel, refusal }: ChannelDecision): string =>
  channel === null ? `${line} refuses ${refusal}` : `${line} ${channel}`;

describe('the truth table on every day that matters', () => {
  const situations = everySituation();

  it('R-01 R-02 R-03 R-04 R-05 R-20 R-21 says for every combination of its inputs what the table says', () => {
    expect(situations).toHaveLength(7 * 3 * 2 * 2 * 3 * 2 * 9);
    const different = situations.filter((situation) => said(decide(situation)) !== oracle(situation));
    expect(different.slice(0, 3)).toEqual([]);
  });

  it('R-16 gives a notice where massivo is or was the answer, and nowhere else', () => {
    for (const situation of situations) {
      const { channel, refusal, deprecation } = decide(situation);
      const isAboutMassivo = channel === 'MASSIVO' || refusal === 'MASSIVO_DISMISSED';
      expect({ situation, told: deprecation !== null }).toEqual({ situation, told: isAboutMassivo });
    }
  });

  it('R-02 the direct channel issues nothing before the pilot, and before the opening only at pilot offices', () => {
    const direct = situations.filter((situation) => decide(situation).channel === 'DIRECT_AGREEMENT');
    const days = (pilot: boolean): IsoDay[] => [
      ...new Set(direct.filter(({ question }) => question.pilotOffice === pilot).map(({ today }) => today)),
    ];
    expect(days(true).sort()).toEqual(DAYS.filter((day) => day >= PILOT_DAY));
    expect(days(false).sort()).toEqual(DAYS.filter((day) => day >= OPENS_ON));
  });

  it('R-04 no sanctions certificate goes to massivo, whatever the flag says', () => {
    const sanctions = situations.filter(({ question }) => question.kind === 'ADMINISTRATIVE_SANCTIONS');
    expect(sanctions.filter((situation) => decide(situation).channel === 'MASSIVO')).toEqual([]);
  });

  it('R-14 PDND is a channel from the start, and no line and no day leads to it', () => {
    expect(Object.keys(Channel)).toContain('PDND');
    const farDays = ['2027-01-01', '2036-02-05', '2999-12-31'];
    const later = farDays.flatMap((today) => situations.slice(0, 504).map((situation) => ({ ...situation, today })));
    expect([...situations, ...later].filter((situation) => decide(situation).channel === 'PDND')).toEqual([]);
  });

  it('R-14 the direct channel has no last day', () => {
    const covered: Situation = {
      question: {
        ...{ ipaCode: 'c_g482', officeCode: 'PROC-G482', kind: 'SELECTIVE', agreement: 'COVERING' },
        ...{ massivoUser: false, pilotOffice: false },
      },
      flag: { opensOn: OPENS_ON, lastDay: LAST_DAY, state: 'CLOSED', pinnedToMassivo: false },
      today: '2999-12-31',
    };
    expect(said(decide(covered))).toBe('5 DIRECT_AGREEMENT');
  });
});
