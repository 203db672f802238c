import { DOMAIN_RULES, type DomainRule } from '../../../schema/domain-rules.js';
import { carriedRules, citedRules } from '../../../gateway/documents/rules/rule-citations.rules.js';
import { readEvidence, type Evidence } from '../../../gateway/documents/rules/rule-evidence.js';
import { ruleProblems, rulesDocument } from '../../../gateway/documents/rules/rules-document.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';

/** Written so that this file itself neither cites what is no rule nor carries what it does not test. */
const numbered = (number: number): string => `R${'-'}${String(number).padStart(2, '0')}`;
const [KNOWN, OTHER, STRANGE] = [numbered(1), numbered(2), numbered(99)];

const RULE: DomainRule = { area: 'Transition', sentence: 'It says something.', term: 'qualcosa' };

function evidenceOf(facts: {
  decided?: readonly string[];
  tested?: readonly string[];
  cited?: Readonly<Record<string, string>>;
}): Evidence {
  const { decided = [], tested = [], cited = {} } = facts;
  const byRule = [...new Set([...decided, ...tested])].map((rule) => {
    const tests = new Map(tested.includes(rule) ? [['tests/one.test.ts', [`${rule} holds`]]] : []);
    return [rule, { decidedIn: decided.includes(rule) ? ['one.rules.ts'] : [], tests }] as const;
  });
  const citations = Object.entries(cited).map(([file, rule]) => [file, new Set([rule])] as const);
  return { byRule: new Map(byRule), citations: new Map(citations) };
}

describe('the citations of a text', () => {
  it('are its rules, not the ends of other codes or numbers', () => {
    const other = `FI${numbered(1)} and ${numbered(1)}23`;
    expect(citedRules(`${KNOWN}, (${OTHER}); ${other}`)).toEqual([KNOWN, OTHER, `${numbered(1)}23`]);
  });
});

describe('the names in a test file', () => {
  it.each([
    ['a test', `it('${KNOWN} holds', () => {});`, [`${KNOWN} holds`]],
    ['a group', `describe("the flag (${KNOWN})", () => {});`, [`the flag (${KNOWN})`]],
    ['a table, at its end', `it.each(CASES)(\n  '${KNOWN} refuses %s', () => {});`, [`${KNOWN} refuses %s`]],
    ['a case', `[['${KNOWN} a bad one', 1],\n ['a good one', 2]]`, [`${KNOWN} a bad one`]],
    ['a case with the number alone', `['${KNOWN}', 'a bad one', {}]`, ['a bad one']],
    ['the same on several lines', `[\n  '${KNOWN}',\n  'a bad one',\n]`, ['a bad one']],
    ['a template', `it(\`${KNOWN} is \${x} times\`, () => {});`, [`${KNOWN} is \${x} times`]],
    ['quotes within', `it('${KNOWN} isn\\'t', () => {});`, [`${KNOWN} isn't`]],
  ])('are found: %s', (_, source, names) => {
    expect(carriedRules(source)).toEqual(names.map((name) => ({ rule: KNOWN, name })));
  });

  it.each([
    ['a comment', `// '${KNOWN} is not tested here'\n/* '${KNOWN} nor here' */`],
    ['an expected field', `expect(error).toMatchObject({ code: 'FORBIDDEN', rule: '${KNOWN}' });`],
    ['the same before another', `expect(error).toMatchObject({ rule: '${KNOWN}', code: 'FORBIDDEN' });`],
  ])('are not: %s', (_, source) => {
    expect(carriedRules(source)).toEqual([]);
  });

  it('carry each of their rules', () => {
    expect(carriedRules(`it('${KNOWN} ${OTHER} hold', () => {});`).map(({ rule }) => rule)).toEqual([KNOWN, OTHER]);
  });
});

describe('the problems of the rules', () => {
  const rules = (rule: DomainRule = RULE): ReadonlyMap<string, DomainRule> => new Map([[KNOWN, rule]]);

  it('are none where each rule is decided and tested', () => {
    const whole = evidenceOf({ decided: [KNOWN], tested: [KNOWN], cited: { 'one.rules.ts': KNOWN } });
    expect(ruleProblems(rules(), whole)).toEqual([]);
  });

  it('are a rule without code, without a test, and a number that is no rule', () => {
    expect(ruleProblems(rules(), evidenceOf({ tested: [KNOWN] }))).toEqual([`${KNOWN} is cited by no code`]);
    expect(ruleProblems(rules(), evidenceOf({ decided: [KNOWN] }))).toEqual([`${KNOWN} is carried by no test's name`]);
    const strange = evidenceOf({ decided: [KNOWN], tested: [KNOWN], cited: { 'docs/one.md': STRANGE } });
    expect(ruleProblems(rules(), strange)).toEqual([`docs/one.md cites ${STRANGE}, which is no rule`]);
  });

  it('are excused for later, with the reason told, until the rule holds', () => {
    const later = rules({ ...RULE, later: 'nobody needs it yet' });
    expect(ruleProblems(later, evidenceOf({}))).toEqual([]);
    expect(rulesDocument(later, evidenceOf({}))).toContain('For later: nobody needs it yet.');
    const carried = evidenceOf({ decided: [KNOWN], tested: [KNOWN] });
    expect(ruleProblems(later, carried)).toEqual([`${KNOWN} is decided and tested: it is no longer for later`]);
  });
});

describe('the evidence of this repository', () => {
  const evidence = readEvidence(packageRoot());

  it('is the same each time it is read', () => {
    expect(rulesDocument(DOMAIN_RULES, readEvidence(packageRoot()))).toBe(rulesDocument(DOMAIN_RULES, evidence));
  });

  it('names what decides before what describes', () => {
    expect(evidence.byRule.get(numbered(41))?.decidedIn[0]).toMatch(/\.rules\.ts$/);
    const table = evidence.byRule.get(numbered(21))?.decidedIn ?? [];
    expect(table.indexOf('schema/prisma/schema.prisma')).toBeGreaterThan(0);
  });
});
