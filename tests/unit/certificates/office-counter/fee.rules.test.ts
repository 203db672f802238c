import fc from 'fast-check';
import {
  FEE_PERIODS,
  feePeriodOn,
  type FeePeriod,
} from '../../../../subgraphs/certificates/office-counter/fee-table.js';
import {
  quoteFee,
  stampsFor,
  type FeeQuestion,
  type FeeQuoteParts,
} from '../../../../subgraphs/certificates/office-counter/fee.rules.js';
import type { ExemptionGround, PostageZone } from '../../../../subgraphs/shared/graph-enums.js';

const question = (fields: Partial<FeeQuestion> = {}): FeeQuestion => {
  const evidence = fields.exemption ? 'R.G. 123/2026' : null;
  const plain = { pages: 1, sameDay: false, exemption: null, postage: null, appliedOn: '2026-02-09' };
  return { ...plain, evidence, ...fields };
};

type Amounts = [stamp: number, fee: number, urgency: number, postage: number];
const amountsOf = (quote: FeeQuoteParts): Amounts => [
  quote.stampDutyCents,
  quote.certificateFeeCents,
  quote.urgencyFeeCents,
  quote.postageCents,
];

const FULL: ExemptionGround[] = ['ADOPTION_FOSTERING', 'LABOUR_WELFARE', 'LEGAL_AID', 'JUDICIAL_REDRESS'];
const ZONES: [PostageZone, number][] = [
  ['EUROPE', 90],
  ['OUTSIDE_EUROPE', 200],
  ['OCEANIA', 250],
];

describe('R-41 what a certificate costs', () => {
  it.each<[string, Partial<FeeQuestion>, Amounts]>([
    ['€ 3.92 and one duty stamp of € 16.00 for one page', {}, [1600, 392, 0, 0]],
    ['one duty stamp every two pages: two pages', { pages: 2 }, [1600, 392, 0, 0]],
    ['two stamps for three pages, the third begins another pair', { pages: 3 }, [3200, 392, 0, 0]],
    ['two stamps for four pages', { pages: 4 }, [3200, 392, 0, 0]],
    ['three stamps for five pages', { pages: 5 }, [4800, 392, 0, 0]],
    ['5,000 stamps for the most pages', { pages: 10_000 }, [8_000_000, 392, 0, 0]],
    ['€ 3.92 more on the same day', { sameDay: true }, [1600, 392, 392, 0]],
    ['the urgency fee once, whatever the pages', { sameDay: true, pages: 5 }, [4800, 392, 392, 0]],
    ...FULL.map((exemption): [string, Partial<FeeQuestion>, Amounts] => [
      `nothing for ${exemption}`,
      { exemption, pages: 7 },
      [0, 0, 0, 0],
    ]),
    ...FULL.map((exemption): [string, Partial<FeeQuestion>, Amounts] => [
      `the urgency fee alone for ${exemption} on the same day`,
      { exemption, sameDay: true },
      [0, 0, 392, 0],
    ]),
    ['no stamp duty but the fee for Annex B', { exemption: 'ANNEX_B' }, [0, 392, 0, 0]],
    ['fee and urgency for Annex B on the same day', { exemption: 'ANNEX_B', sameDay: true }, [0, 392, 392, 0]],
    ...ZONES.map(([postage, cents]): [string, Partial<FeeQuestion>, Amounts] => [
      `€ 19.92 and the postage from abroad (${postage})`,
      { postage },
      [1600, 392, 0, cents],
    ]),
    ...ZONES.map(([postage, cents]): [string, Partial<FeeQuestion>, Amounts] => [
      `€ 3.92 and the postage without stamp duty (${postage})`,
      { postage, exemption: 'ANNEX_B' },
      [0, 392, 0, cents],
    ]),
    [
      'the postage alone for a full exemption from abroad',
      { postage: 'OCEANIA', exemption: 'LEGAL_AID' },
      [0, 0, 0, 250],
    ],
    ['pages count abroad too, against the flat € 19.92', { postage: 'EUROPE', pages: 3 }, [3200, 392, 0, 90]],
    ['everything at once', { pages: 3, sameDay: true, postage: 'OUTSIDE_EUROPE' }, [3200, 392, 392, 200]],
  ])('R-41 %s', (_, fields, amounts) => {
    const quote = quoteFee(question(fields));
    expect(amountsOf(quote)).toEqual(amounts);
    expect(quote.totalCents).toBe(amounts.reduce((sum, cents) => sum + cents, 0));
  });

  it('R-41 totals what the page prints for abroad: € 19.92', () => {
    expect(quoteFee(question()).totalCents).toBe(1992);
  });

  it.each<[string, Partial<FeeQuestion>, string, string]>([
    [
      'an exemption without evidence',
      { exemption: 'LEGAL_AID', evidence: null },
      'EXEMPTION_EVIDENCE_REQUIRED',
      'evidence',
    ],
    [
      'an exemption with blank evidence',
      { exemption: 'ANNEX_B', evidence: ' \n' },
      'EXEMPTION_EVIDENCE_REQUIRED',
      'evidence',
    ],
    ['evidence without a purpose', { evidence: 'R.G. 1/2026' }, 'EXEMPTION_PURPOSE_REQUIRED', 'exemption'],
    ['evidence that is a book', { exemption: 'ANNEX_B', evidence: 'x'.repeat(2_001) }, 'BAD_USER_INPUT', 'evidence'],
    ['no page', { pages: 0 }, 'BAD_USER_INPUT', 'pages'],
    ['fewer than no pages', { pages: -2 }, 'BAD_USER_INPUT', 'pages'],
    ['half a page', { pages: 1.5 }, 'BAD_USER_INPUT', 'pages'],
    ['more pages than there are', { pages: 10_001 }, 'BAD_USER_INPUT', 'pages'],
    ['a day before the amounts are known', { appliedOn: '2021-08-23' }, 'FEES_UNKNOWN', 'appliedOn'],
  ])('R-41 refuses %s, with rule, field and both languages', (_, fields, code, field) => {
    expect(() => quoteFee(question(fields))).toThrow(
      expect.objectContaining({
        code,
        rule: 'R-41',
        messageIt: expect.stringMatching(/\S/),
        details: expect.objectContaining({ field: `input.${field}` }),
      }),
    );
  });

  it('R-41 never repeats the evidence', () => {
    const { basis } = quoteFee(question({ exemption: 'LEGAL_AID', evidence: 'R.G. 4711/2026 Rossi' }));
    expect(basis.join()).not.toContain('4711');
  });
});

describe('R-41 the lines an amount rests on', () => {
  const basisOf = (fields: Partial<FeeQuestion>): string => quoteFee(question(fields)).basis.join('\n');

  it.each<[string, Partial<FeeQuestion>, string[], string[]]>([
    ['the plain case', {}, ['€ 16.00', '€ 3.92 for diritti', 'marche da bollo'], ['urgenza', 'Europe']],
    ['urgency', { sameDay: true }, ['diritto d’urgenza'], []],
    ['adoption', { exemption: 'ADOPTION_FOSTERING' }, ['Law 184/83', 'evidence', 'purpose'], ['€ 16.00', 'No, never']],
    ['labour', { exemption: 'LABOUR_WELFARE' }, ['Law 533/73'], ['€ 3.92 for diritti']],
    ['legal aid', { exemption: 'LEGAL_AID' }, ['115/2002'], []],
    ['redress', { exemption: 'JUDICIAL_REDRESS' }, ['Art. 176'], []],
    ['Annex B', { exemption: 'ANNEX_B' }, ['642/72', '€ 3.92 for diritti'], ['issued free']],
    ['postage', { postage: 'EUROPE' }, ['€ 0.90', 'Do not send cash'], ['affixed on the application form']],
  ])('R-41 are cited: %s', (_, fields, cited, left) => {
    const basis = basisOf(fields);
    for (const words of cited) expect(basis).toContain(words);
    for (const words of left) expect(basis).not.toContain(words);
    expect(basis).toContain('2021-08-24');
  });
});

describe('R-41 the table of amounts', () => {
  const [first] = FEE_PERIODS as [FeePeriod];
  const later: FeePeriod = { ...first, from: '2027-01-01', stampDutyCents: 2000, urgencyFeeCents: 500 };

  it.each([
    ['2021-08-24', '2021-08-24'],
    ['2026-12-31', '2021-08-24'],
    ['2027-01-01', '2027-01-01'],
    ['2099-12-31', '2027-01-01'],
    ['2021-08-23', undefined],
  ])('R-41 the day of application %s picks the amounts of %s', (day, from) => {
    expect(feePeriodOn(day, [first, later])?.from).toBe(from);
  });

  it('R-41 the amounts of the period are those of the quote', () => {
    const quoteOn = (appliedOn: string): number =>
      quoteFee(question({ appliedOn, sameDay: true }), [first, later]).totalCents;
    expect([quoteOn('2026-12-31'), quoteOn('2027-01-01')]).toEqual([2384, 2892]);
  });

  it('R-41 is in order, in whole cents', () => {
    const days = FEE_PERIODS.map(({ from }) => from);
    expect(days).toEqual([...new Set(days)].sort());
    for (const { from: _, postageCents, ...amounts } of FEE_PERIODS) {
      expect([...Object.values(amounts), ...Object.values(postageCents)].every(Number.isSafeInteger)).toBe(true);
    }
  });
});

describe('R-41 whatever is asked', () => {
  const arbitrary = fc.record({
    pages: fc.integer({ min: 1, max: 10_000 }),
    sameDay: fc.boolean(),
    exemption: fc.constantFrom<ExemptionGround | null>(null, 'ANNEX_B', ...FULL),
    postage: fc.constantFrom<PostageZone | null>(null, 'EUROPE', 'OUTSIDE_EUROPE', 'OCEANIA'),
  });
  const run = (check: (fields: Partial<FeeQuestion> & { pages: number }) => void): void =>
    fc.assert(fc.property(arbitrary, check), { seed: 41, numRuns: 500 });

  it('R-41 the total is the sum of its parts, whole, and fits an Int', () => {
    run((fields) => {
      const quote = quoteFee(question(fields));
      expect(quote.totalCents).toBe(amountsOf(quote).reduce((sum, cents) => sum + cents));
      expect(amountsOf(quote).every((cents) => Number.isInteger(cents) && cents >= 0)).toBe(true);
      expect(quote.totalCents).toBeLessThan(2 ** 31);
    });
  });

  it('R-41 more pages never cost less, and two more cost one stamp more', () => {
    run((fields) => {
      const { total, oneMore, twoMore } = {
        total: quoteFee(question(fields)).totalCents,
        oneMore: quoteFee(question({ ...fields, pages: Math.min(fields.pages + 1, 10_000) })).totalCents,
        twoMore: stampsFor(fields.pages + 2) - stampsFor(fields.pages),
      };
      expect(oneMore).toBeGreaterThanOrEqual(total);
      expect(twoMore).toBe(1);
    });
  });

  it('R-41 an exemption never costs more, and leaves urgency and postage as they are', () => {
    run((fields) => {
      const exempt = quoteFee(question(fields));
      const plain = quoteFee(question({ ...fields, exemption: null }));
      expect(exempt.totalCents).toBeLessThanOrEqual(plain.totalCents);
      expect([exempt.urgencyFeeCents, exempt.postageCents]).toEqual([plain.urgencyFeeCents, plain.postageCents]);
    });
  });
});
