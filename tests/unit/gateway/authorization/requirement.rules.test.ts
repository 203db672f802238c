import {
  allOf,
  implies,
  lackOf,
  type AnyOf,
  type Lack,
  type Requirement,
} from '../../../../gateway/protection/authorization/requirement.rules.js';

const NOTHING: Requirement = { authenticated: false, scopes: [], policies: [] };
const SIGNED_IN: Requirement = { ...NOTHING, authenticated: true };
const scopes = (...anyOf: AnyOf[]): Requirement => ({ ...NOTHING, scopes: anyOf });
const policies = (...anyOf: AnyOf[]): Requirement => ({ ...NOTHING, policies: anyOf });
const caller = (held: string, passed = '') => ({
  authenticated: true,
  scopes: new Set(held.split(' ')),
  policies: new Set(passed.split(' ')),
});
const NOBODY = { authenticated: false, scopes: new Set<string>(), policies: new Set<string>() };

describe('what a caller lacks', () => {
  const cases: [what: string, requirement: Requirement, authority: typeof NOBODY, lack: Lack | null][] = [
    ['nobody signed in', SIGNED_IN, NOBODY, 'authentication'],
    ['somebody signed in', SIGNED_IN, caller(''), null],
    ['one of two scopes of a group', scopes([['a', 'b']]), caller('a'), 'scopes'],
    ['all scopes of a group', scopes([['a', 'b']]), caller('b a c'), null],
    ['all scopes of the second group', scopes([['a', 'b'], ['c']]), caller('c'), null],
    [
      'some of each group',
      scopes([
        ['a', 'b'],
        ['c', 'd'],
      ]),
      caller('a d'),
      'scopes',
    ],
    ['an empty list, which asks for nothing', scopes([]), NOBODY, null],
    ['an empty group, which asks for nothing', scopes([[]]), NOBODY, null],
    ['one of two lists', scopes([['a']], [['b']]), caller('a'), 'scopes'],
    ['both of two lists', scopes([['a']], [['b']]), caller('a b'), null],
    ['a policy that was not passed', policies([['p']]), caller('p'), 'policies'],
    ['a policy that was passed', policies([['p'], ['q']]), caller('', 'q'), null],
    [
      'several things: sign-in is told first',
      { authenticated: true, scopes: [[['a']]], policies: [[['p']]] },
      NOBODY,
      'authentication',
    ],
    [
      'several things: scopes are told before policies',
      { authenticated: true, scopes: [[['a']]], policies: [[['p']]] },
      caller(''),
      'scopes',
    ],
  ];
  it.each(cases)('%s', (_what, requirement, authority, lack) => {
    expect(lackOf(requirement, authority)).toBe(lack);
  });
});

describe('all of several requirements', () => {
  it('is what only those meet who meet each', () => {
    expect(allOf([])).toBeNull();
    expect(allOf([null, SIGNED_IN, null])).toBe(SIGNED_IN);
    expect(allOf([SIGNED_IN, scopes([['a']]), scopes([['a']], [['b']])])).toEqual({
      authenticated: true,
      scopes: [[['a']], [['b']]],
      policies: [],
    });
  });
});

describe('what follows from what', () => {
  const cases: [given: Requirement | null, other: Requirement | null, follows: boolean][] = [
    [null, null, true],
    [null, SIGNED_IN, false],
    [null, scopes([[]]), true],
    [SIGNED_IN, null, true],
    [scopes([['a']]), SIGNED_IN, false],
    [scopes([['a', 'b']]), scopes([['a']]), true],
    [scopes([['a']]), scopes([['a', 'b']]), false],
    [scopes([['a']]), scopes([['a'], ['b']]), true],
    [scopes([['a'], ['b']]), scopes([['a']]), false],
    // As composition writes the two lists on one field.
    [
      scopes([['a'], ['b']], [['c']]),
      scopes([
        ['a', 'c'],
        ['b', 'c'],
      ]),
      true,
    ],
    [policies([['p']]), policies([['p']]), true],
    [policies([['p']]), scopes([['p']]), false],
    // More combinations than are looked at: said no to, never wrongly yes.
    [scopes(...Array.from({ length: 12 }, (_, n) => [[`a${n}`], [`b${n}`]])), scopes([['a0'], ['b0']]), false],
  ];
  it.each(cases)('%j: %j: %s', (given, other, follows) => {
    expect(implies(given, other)).toBe(follows);
  });
});
