import { addDays } from '../../../../schema/kernel/clock.js';
import {
  BEGINNING,
  migrationStageOn,
  stageIn,
  stageSpans,
  type AgreementCourse,
  type MigrationFacts,
} from '../../../../subgraphs/agreements/migration-progress/migration-stage.rules.js';
import type { DirectAgreementStatus, MigrationStage } from '../../../../subgraphs/shared/graph-enums.js';

const TODAY = '2026-06-05';

const agreement = (
  status: DirectAgreementStatus,
  { startsOn = '2026-02-10', endsOn = '2027-02-09' }: { startsOn?: string | null; endsOn?: string | null } = {},
): AgreementCourse => ({ startsOn, endsOn, steps: [{ on: '2026-02-01', to: status }] });
const facts = (
  agreements: AgreementCourse[],
  firstDirectOn: string | null = null,
  lastMassivoOn: string | null = null,
): MigrationFacts => ({ agreements, firstDirectOn, massivoDays: lastMassivoOn === null ? [] : [lastMassivoOn] });

describe('R-50 the stage of a body', () => {
  it.each<[string, AgreementCourse[], MigrationStage]>([
    ['no agreement', [], 'NOT_STARTED'],
    ['a draft', [agreement('DRAFT', { startsOn: null, endsOn: null })], 'DRAFTED'],
    ['a signed one', [agreement('SIGNED')], 'SIGNED'],
    ['a registered one', [agreement('REGISTERED')], 'REGISTERED'],
    ['an active one', [agreement('ACTIVE')], 'ACTIVE'],
    ['an active one that begins tomorrow', [agreement('ACTIVE', { startsOn: '2026-06-06' })], 'REGISTERED'],
    ['a suspended one', [agreement('SUSPENDED')], 'REGISTERED'],
    ['a withdrawn one', [agreement('WITHDRAWN')], 'NOT_STARTED'],
    ['one that expired yesterday', [agreement('ACTIVE', { endsOn: '2026-06-04' })], 'NOT_STARTED'],
    ['one that expires today', [agreement('ACTIVE', { endsOn: TODAY })], 'ACTIVE'],
    ['an expired one and a draft', [agreement('ACTIVE', { endsOn: '2026-06-04' }), agreement('DRAFT')], 'DRAFTED'],
    ['a draft and an active one', [agreement('DRAFT'), agreement('ACTIVE')], 'ACTIVE'],
    [
      'a renewed one and its renewal',
      [agreement('ACTIVE', { endsOn: '2026-06-04' }), agreement('ACTIVE', { startsOn: TODAY })],
      'ACTIVE',
    ],
  ])('with %s', (_name, agreements, stage) => {
    expect(migrationStageOn(facts(agreements), TODAY)).toBe(stage);
    // What was asked for before an agreement ended does not carry a body past what its agreement allows.
    const expected = stage === 'ACTIVE' ? 'MASSIVO_FREE' : stage;
    expect(migrationStageOn(facts(agreements, '2026-03-01'), TODAY)).toBe(expected);
  });

  it.each<[string, string | null, string | null, MigrationStage]>([
    ['nothing yet', null, null, 'ACTIVE'],
    ['massivo only', null, '2026-03-01', 'ACTIVE'],
    ['the first direct request today', TODAY, '2026-03-01', 'FIRST_DIRECT_REQUEST'],
    ['the first 29 days ago, no massivo', '2026-05-07', null, 'FIRST_DIRECT_REQUEST'],
    ['the first 30 days ago, no massivo', '2026-05-06', null, 'MASSIVO_FREE'],
    ['the first long ago, massivo before it', '2026-03-01', '2026-02-20', 'MASSIVO_FREE'],
    ['the first long ago, massivo 29 days ago', '2026-03-01', '2026-05-07', 'FIRST_DIRECT_REQUEST'],
    ['the first long ago, massivo 30 days ago', '2026-03-01', '2026-05-06', 'MASSIVO_FREE'],
  ])('under an active agreement, after %s', (_name, firstDirectOn, lastMassivoOn, stage) => {
    expect(migrationStageOn(facts([agreement('ACTIVE')], firstDirectOn, lastMassivoOn), TODAY)).toBe(stage);
  });
});

describe('R-53 the stages of a body over time', () => {
  const life: AgreementCourse = {
    startsOn: '2026-02-10',
    endsOn: '2026-05-31',
    steps: [
      { on: '2026-02-01', to: 'DRAFT' },
      { on: '2026-02-03', to: 'SIGNED' },
      { on: '2026-02-05', to: 'REGISTERED' },
      { on: '2026-02-05', to: 'ACTIVE' },
      { on: '2026-03-20', to: 'SUSPENDED' },
      { on: '2026-03-25', to: 'ACTIVE' },
    ],
  };
  const body: MigrationFacts = {
    agreements: [life],
    firstDirectOn: '2026-02-15',
    massivoDays: ['2026-01-05', '2026-02-12', '2026-04-28'],
  };

  it('R-50 change with its acts, with its requests, and by date alone', () => {
    expect(stageSpans(body)).toEqual([
      { from: BEGINNING, stage: 'NOT_STARTED' },
      { from: '2026-02-01', stage: 'DRAFTED' },
      { from: '2026-02-03', stage: 'SIGNED' },
      { from: '2026-02-05', stage: 'REGISTERED' },
      { from: '2026-02-10', stage: 'ACTIVE' },
      { from: '2026-02-15', stage: 'FIRST_DIRECT_REQUEST' },
      { from: '2026-03-17', stage: 'MASSIVO_FREE' },
      { from: '2026-03-20', stage: 'REGISTERED' },
      { from: '2026-03-25', stage: 'MASSIVO_FREE' },
      { from: '2026-04-28', stage: 'FIRST_DIRECT_REQUEST' },
      { from: '2026-05-28', stage: 'MASSIVO_FREE' },
      { from: '2026-06-01', stage: 'NOT_STARTED' },
    ]);
  });

  it('are those of the rule on every day', () => {
    const spans = stageSpans(body);
    for (let day = '2026-01-01'; day < '2026-07-01'; day = addDays(day, 1)) {
      expect([day, stageIn(spans, day)]).toEqual([day, migrationStageOn(body, day)]);
    }
  });
});
