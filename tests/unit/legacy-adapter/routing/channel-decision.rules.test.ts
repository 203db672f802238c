import type { ChannelQuestion } from '../../../../legacy-adapter/contract.js';
import { decideChannel, deprecationOn } from '../../../../legacy-adapter/routing/channel-decision.rules.js';

const question: ChannelQuestion = {
  ipaCode: 'c_g482',
  officeCode: 'PROC-G482',
  kind: 'CASELLARIO_GENERAL',
  agreement: 'NONE',
  pilotOffice: false,
  massivoUser: true,
};
const flag = { opensOn: '2026-02-05', lastDay: '2026-08-05', state: 'OPEN', pinnedToMassivo: false } as const;
const notice = { since: '2026-02-05', lastDay: '2026-08-05', daysLeft: 5, guide: 'https://quicasellario.giustizia.it' };

describe('the decision on one question', () => {
  it('R-16 gives whoever is let into massivo the last day, the days left and the page of the new service', () => {
    const decision = decideChannel(question, flag, '2026-07-31');
    expect(decision).toEqual({ line: 6, channel: 'MASSIVO', refusal: null, deprecation: notice });
  });

  it('R-16 gives the same with the refusal of a dismissed massivo', () => {
    const decision = decideChannel(question, { ...flag, state: 'DRAINING' }, '2026-07-31');
    expect(decision).toEqual({ line: 7, channel: null, refusal: 'MASSIVO_DISMISSED', deprecation: notice });
  });

  it('R-16 has no notice for whoever does not use massivo', () => {
    const covered = decideChannel({ ...question, agreement: 'COVERING' }, flag, '2026-07-31');
    expect(covered).toEqual({ line: 5, channel: 'DIRECT_AGREEMENT', refusal: null, deprecation: null });
    const refused = decideChannel({ ...question, massivoUser: false }, flag, '2026-07-31');
    expect(refused).toEqual({ line: 8, channel: null, refusal: 'AGREEMENT_REQUIRED', deprecation: null });
  });

  it('R-02 refuses a covered request where the direct channel is not open yet, unless the office is a pilot', () => {
    const asked = { ...question, agreement: 'COVERING', massivoUser: false } as const;
    expect(decideChannel(asked, flag, '2026-02-04')).toMatchObject({ line: 8, refusal: 'CHANNEL_NOT_YET_OPEN' });
    const atPilot = { ...asked, pilotOffice: true };
    expect(decideChannel(atPilot, flag, '2026-02-04')).toMatchObject({ line: 5, channel: 'DIRECT_AGREEMENT' });
  });

  it.each([
    ['2026-08-04', 1],
    ['2026-08-05', 0],
    ['2026-09-01', 0],
  ])('R-01 counts the days from %s to the last day: %i', (today, daysLeft) => {
    expect(deprecationOn(today, flag).daysLeft).toBe(daysLeft);
  });
});
