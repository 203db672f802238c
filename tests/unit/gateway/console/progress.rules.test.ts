import { burnDownChart } from '../../../../gateway/console/web/pages/progress/burn-down.rules.js';
import { channelsIn, channelWeeks } from '../../../../gateway/console/web/pages/progress/channel-weeks.rules.js';
import { dayNumber, isoDay } from '../../../../gateway/console/web/pages/progress/days.rules.js';
import { lengthOf } from '../../../../gateway/console/web/pages/progress/minutes.rules.js';
import { officePlace } from '../../../../gateway/console/web/pages/progress/office-name.rules.js';
import {
  choicesOf,
  filterOf,
  searchOf,
  variablesOf,
  withChoice,
} from '../../../../gateway/console/web/pages/progress/progress-filter.rules.js';

describe('R-51 the burn-down', () => {
  const burnDown = [
    { on: '2026-06-28', remaining: 30 },
    { on: '2026-07-05', remaining: 20 },
    { on: '2026-07-08', remaining: 18 },
  ];
  const chart = (completesOn: string | null, remaining = 18) =>
    burnDownChart({ asOf: '2026-07-08', lastDay: '2026-08-05', burnDown, forecast: { completesOn, remaining } });
  const dots = (completesOn: string | null) =>
    chart(completesOn).dots.map(({ day, remaining, forecast }) => [isoDay(day), remaining, forecast]);

  it('goes from the past through today to the day of the forecast', () => {
    expect(dots('2026-07-20')).toEqual([
      ['2026-06-28', 30, null],
      ['2026-07-05', 20, null],
      ['2026-07-08', 18, 18],
      ['2026-07-20', null, 0],
    ]);
    expect(isoDay(chart('2026-07-20').endDay)).toBe('2026-08-05');
  });

  it('draws no forecast where the pace leads nowhere, or nobody is left', () => {
    expect(dots(null)).toHaveLength(3);
    expect(chart('2026-07-08', 0).dots).toHaveLength(3);
  });

  it('cuts a forecast that is years away, at the height that it has there', () => {
    const { dots: cut, endDay } = chart('2027-07-08');
    expect(isoDay(endDay)).toBe('2026-11-03');
    expect(cut.at(-1)?.forecast).toBeCloseTo(18 * (247 / 365));
  });
});

describe('volumes by week and channel', () => {
  const volume = (from: string, channel: 'MASSIVO' | 'DIRECT_AGREEMENT', subjects: number) => ({
    ...{ from, to: from, channel, requests: 1, subjects },
  });

  it('fills the weeks in which nothing came, whatever day of its week a volume begins on', () => {
    const weeks = channelWeeks([
      volume('2026-06-03', 'MASSIVO', 5), // the range began on a Wednesday
      volume('2026-06-22', 'MASSIVO', 7),
      volume('2026-06-22', 'DIRECT_AGREEMENT', 2),
    ]);
    expect(weeks.map(({ from }) => from)).toEqual(['2026-06-03', '2026-06-08', '2026-06-15', '2026-06-22']);
    expect(weeks.map(({ subjects }) => [subjects.MASSIVO, subjects.DIRECT_AGREEMENT])).toEqual([
      [5, 0],
      [0, 0],
      [0, 0],
      [7, 2],
    ]);
    expect(channelsIn(weeks)).toEqual(['MASSIVO', 'DIRECT_AGREEMENT']);
  });

  it('is empty when nothing came', () => {
    expect(channelWeeks([])).toEqual([]);
  });
});

describe('the filter in the address', () => {
  const NONE = { region: '', district: '', office: '', bodyType: '', asOf: '' } as const;

  it.each([
    ['', NONE],
    ['region=Lazio&bodyType=GPS&asOf=2026-02-28', { ...NONE, region: 'Lazio', bodyType: 'GPS', asOf: '2026-02-28' }],
    ['bodyType=OTHER&asOf=2026-02-30&other=1', NONE],
    ['asOf=yesterday', NONE],
  ])('%s', (search, filter) => {
    expect(filterOf(new URLSearchParams(search))).toEqual(filter);
  });

  it('comes back from the address as it was, and says nothing of what is not narrowed', () => {
    const filter = { ...NONE, region: 'Valle d’Aosta/Vallée d’Aoste', office: 'PROC-A326', asOf: '2026-01-01' };
    expect(filterOf(new URLSearchParams(searchOf(filter)))).toEqual(filter);
    expect(searchOf(NONE)).toEqual({});
    expect(variablesOf(NONE)).toEqual({ filter: {}, asOf: null });
    expect(variablesOf(filter)).toEqual({
      filter: { region: filter.region, officeCode: 'PROC-A326' },
      asOf: '2026-01-01',
    });
  });

  it('takes back the narrower choices when a wider one is made', () => {
    const filter = { ...NONE, region: 'Lazio', district: 'Roma', office: 'PROC-H501' };
    expect(withChoice(filter, 'region', 'Puglia')).toEqual({ ...NONE, region: 'Puglia' });
    expect(withChoice(filter, 'district', '')).toEqual({ ...NONE, region: 'Lazio' });
    expect(withChoice(filter, 'asOf', '2026-01-01')).toEqual({ ...filter, asOf: '2026-01-01' });
  });

  it('offers what lies within the wider choices, in the order of names', () => {
    const places = [
      { code: 'PROC-H501', name: 'Roma', district: 'Roma', region: 'Lazio' },
      { code: 'PROC-D810', name: 'Frosinone', district: 'Roma', region: 'Lazio' },
      { code: 'PROC-A662', name: 'Bari', district: 'Bari', region: 'Puglia' },
    ];
    const { regions, districts, offices } = choicesOf(places, { ...NONE, region: 'Lazio' });
    expect([regions, districts]).toEqual([['Lazio', 'Puglia'], ['Roma']]);
    expect(offices.map(({ name }) => name)).toEqual(['Frosinone', 'Roma']);
  });

  it('shows what is chosen before the places are known', () => {
    const { regions, districts, offices } = choicesOf([], { ...NONE, region: 'Lazio', office: 'PROC-H501' });
    expect([regions, districts, offices.map(({ code }) => code)]).toEqual([['Lazio'], [], ['PROC-H501']]);
  });
});

describe('small things of the page', () => {
  it.each(['1969-12-31', '1970-01-01', '2026-03-29', '2028-02-29'])('%s is the same day there and back', (day) => {
    expect(isoDay(dayNumber(day))).toBe(day);
  });

  it.each([
    [0, { days: 0, hours: 0, minutes: 0 }],
    [59, { days: 0, hours: 0, minutes: 59 }],
    [61, { days: 0, hours: 1, minutes: 1 }],
    [1_439, { days: 0, hours: 23, minutes: 59 }],
    [1_440, { days: 1, hours: 0, minutes: 0 }],
    [2_879, { days: 2, hours: 0, minutes: 0 }],
    [4_410, { days: 3, hours: 2, minutes: 0 }],
  ])('%i minutes', (minutes, length) => {
    expect(lengthOf(minutes)).toEqual(length);
  });

  it.each([
    ['Procura della Repubblica presso il Tribunale di Roma', 'Roma'],
    ['Procura della Repubblica presso il Tribunale di La Spezia', 'La Spezia'],
    ['Ufficio', 'Ufficio'],
  ])('%s', (name, place) => {
    expect(officePlace(name)).toBe(place);
  });
});
