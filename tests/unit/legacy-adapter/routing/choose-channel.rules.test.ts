import {
  chooseChannel,
  chooseOffMassivo,
  isDirectChannelOpen,
  PILOT_OPENS_ON,
  type ChannelFacts,
} from '../../../../legacy-adapter/routing/choose-channel.rules.js';

/** The truth table of domain.md, cell by cell, kept as text so that the two can be laid side by side. */
const TRUTH_TABLE = `
  1 | 27CAP | -   | -   | -                  | -   | OFFICE_COUNTER
  2 | 32SAN | yes | -   | -                  | -   | DIRECT_AGREEMENT
  3 | 32SAN | no  | -   | -                  | -   | by reason
  4 | other | -   | yes | OPEN               | yes | MASSIVO
  5 | other | yes | -   | -                  | -   | DIRECT_AGREEMENT
  6 | other | no  | yes | OPEN               | no  | MASSIVO
  7 | other | no  | yes | DRAINING or CLOSED | -   | MASSIVO_DISMISSED
  8 | other | no  | no  | -                  | -   | by reason
`;

const LINES = TRUTH_TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** "By reason", as domain.md spells it out below the table. */
const REASONS = {
  COVERING: 'CHANNEL_NOT_YET_OPEN',
  NOT_COVERING: 'PURPOSE_NOT_COVERED',
  NONE: 'AGREEMENT_REQUIRED',
} as const;

const KIND_CELLS = {
  CASELLARIO_GENERAL: 'other',
  CASELLARIO_CRIMINAL: 'other',
  CASELLARIO_CIVIL: 'other',
  SELECTIVE: 'other',
  ELECTORAL: 'other',
  ADMINISTRATIVE_SANCTIONS: '32SAN',
  PENDING_PROCEEDINGS: '27CAP',
} as const;

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
const fits = (cell: string | undefined, value: string): boolean =>
  cell === '-' || !!cell?.split(' or ').includes(value);

function whatTheTableSays(facts: ChannelFacts): string {
  const covered = yesNo(facts.agreement === 'COVERING' && facts.directChannelOpen);
  const values = [KIND_CELLS[facts.kind], covered, yesNo(facts.massivoUser), facts.state, yesNo(facts.pinnedToMassivo)];
  const line = LINES.find(([, ...cells]) => values.every((value, column) => fits(cells[column], value)));
  const outcome = line?.at(-1) === 'by reason' ? REASONS[facts.agreement] : line?.at(-1);
  return `line ${line?.[0]}: ${outcome}`;
}

function everyCombination(): ChannelFacts[] {
  const combinations: ChannelFacts[] = [];
  for (const kind of Object.keys(KIND_CELLS) as (keyof typeof KIND_CELLS)[])
    for (const agreement of ['NONE', 'NOT_COVERING', 'COVERING'] as const)
      for (const directChannelOpen of [false, true])
        for (const massivoUser of [false, true])
          for (const state of ['OPEN', 'DRAINING', 'CLOSED'] as const)
            for (const pinnedToMassivo of [false, true])
              combinations.push({ kind, agreement, directChannelOpen, massivoUser, state, pinnedToMassivo });
  return combinations;
}

const said = (facts: ChannelFacts): string => {
  const choice = chooseChannel(facts);
  return `line ${choice.line}: ${'channel' in choice ? choice.channel : choice.refusal}`;
};

describe('the truth table', () => {
  it('R-03 R-04 R-05 R-21 says for every combination of its inputs what domain.md says', () => {
    const combinations = everyCombination();
    expect(combinations).toHaveLength(7 * 3 * 2 * 2 * 3 * 2);
    for (const facts of combinations) {
      expect({ facts, answer: said(facts) }).toEqual({ facts, answer: whatTheTableSays(facts) });
    }
  });

  it('R-03 has no line that nothing reaches', () => {
    const reached = new Set(everyCombination().map((facts) => chooseChannel(facts).line));
    expect([...reached].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('R-25 the truth table for what was abandoned on massivo', () => {
  it('says the same, and where it says MASSIVO it tells what keeps the request from the direct channel', () => {
    for (const facts of everyCombination()) {
      const [choice, table] = [chooseOffMassivo(facts), chooseChannel(facts)];
      if (!('channel' in table) || table.channel !== 'MASSIVO') expect(choice).toEqual(table);
      else {
        const isCovered = facts.agreement === 'COVERING' && facts.directChannelOpen;
        const refusal = isCovered ? 'PINNED_TO_MASSIVO' : REASONS[facts.agreement];
        expect({ facts, choice }).toEqual({ facts, choice: { line: table.line, refusal } });
        if (isCovered) expect([table.line, facts.pinnedToMassivo]).toEqual([4, true]);
      }
    }
  });
});

describe('the opening of the direct channel', () => {
  it.each([
    ['R-02 a pilot office, the day before its opening', '2025-10-12', true, false],
    ['R-02 a pilot office, on its opening', PILOT_OPENS_ON, true, true],
    ['R-02 another office, before the national opening', '2026-02-04', false, false],
    ['R-01 another office, on the opening date', '2026-02-05', false, true],
    ['R-01 a pilot office, after the opening date', '2026-02-06', true, true],
  ])('%s', (_, day, pilot, open) => {
    expect(isDirectChannelOpen(day, '2026-02-05', pilot)).toBe(open);
  });
});
