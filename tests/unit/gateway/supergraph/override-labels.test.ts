import { buildSchema, parse } from 'graphql';
import { labelsOf, readOverrideFields } from '../../../../gateway/supergraph/override-fields.rules.js';
import { createOverrideLabels } from '../../../../gateway/supergraph/override-labels.js';
import type { Actor } from '../../../../schema/kernel/actor.js';
import { ANONYMOUS } from '../../../../schema/kernel/actor.js';

const NOBODY_CHOSE: ReadonlySet<string> = new Set();

const contact = (personKey: string, level = 2): Actor => ({ kind: 'contact', personKey, method: 'SPID', level });

function labels(flags: Record<string, () => boolean> = {}) {
  const unknown: string[] = [];
  const resolved = createOverrideLabels({
    flags: new Map(Object.entries(flags)),
    onUnknown: (label) => unknown.push(label),
  });
  const isActive = (label: string, actor: Actor = ANONYMOUS, chosenLabels = NOBODY_CHOSE): boolean =>
    resolved.isActive(label, { actor, chosenLabels });
  return { isActive, unknown };
}

describe('labels of @override', () => {
  it('of a flag hold while it does', () => {
    let isClosed = false;
    const { isActive, unknown } = labels({ dismissed: () => isClosed });
    expect(isActive('dismissed')).toBe(false);
    isClosed = true;
    expect(isActive('dismissed')).toBe(true);
    expect(unknown).toEqual([]);
  });

  it('that nobody knows are false, and told once each', () => {
    const { isActive, unknown } = labels();
    expect(['a', 'b', 'a', 'percent(x)', 'percent(1000)'].map((label) => isActive(label))).toEqual(
      Array(5).fill(false),
    );
    expect(unknown).toEqual(['a', 'b', 'percent(x)', 'percent(1000)']);
  });

  it('that the caller chose hold for that request', () => {
    const { isActive, unknown } = labels();
    expect(isActive('a', ANONYMOUS, new Set(['a']))).toBe(true);
    expect(isActive('b', ANONYMOUS, new Set(['a']))).toBe(false);
    expect(unknown).toEqual(['b']);
  });

  it.each([0, 5, 33.3, 50, 100])('percent(%d) holds for so many of a hundred callers', (percent) => {
    const { isActive } = labels();
    const callers = Array.from({ length: 4_000 }, (_, index) => contact(`person ${index}`));
    const share = callers.filter((caller) => isActive(`percent(${percent})`, caller)).length / 40;
    // Five standard deviations of 4,000 draws are below 4 of a hundred.
    expect(Math.abs(share - percent)).toBeLessThan(4);
    if (percent === 0 || percent === 100) expect(share).toBe(percent);
  });

  it('percent(n): the same caller always the same, and those of fewer are among those of more', () => {
    const { isActive } = labels();
    for (let index = 0; index < 500; index += 1) {
      const caller = contact(`person ${index}`);
      expect(isActive('percent(20)', contact(`person ${index}`, 3))).toBe(isActive('percent(20)', caller));
      if (isActive('percent(10)', caller)) expect(isActive('percent(20)', caller)).toBe(true);
    }
  });

  it('of callers hold for callers of that kind, or office', () => {
    const { isActive, unknown } = labels();
    const operator: Actor = { kind: 'operator', subject: 'maria', officeCode: 'PROC-H501' };
    const held = ['caller:operator', 'caller:contact', 'caller:office/PROC-H501', 'caller:office/PROC-G482'];
    expect(held.map((label) => isActive(label, operator))).toEqual([true, false, true, false]);
    expect(held.map((label) => isActive(label, contact('p')))).toEqual([false, true, false, false]);
    expect(unknown).toEqual([]);
  });
});

describe('the labels that an operation touches', () => {
  const api = buildSchema(`
    type Query { p: P node: Node union: U }
    interface Node { id: ID! size: Int }
    type P implements Node { id: ID! size: Int code: String price: Int }
    type Q implements Node { id: ID! size: Int }
    union U = P | Q
  `);
  const supergraph = parse(`
    type P @join__type(graph: A, key: "id code") @join__type(graph: B, key: "id") {
      id: ID!
      size: Int @join__field(graph: B, override: "a", overrideLabel: "percent(5)")
      code: String @join__field(graph: B, override: "a", overrideLabel: "moved-code")
      price: Int @join__field(graph: A) @join__field(graph: B, override: "a", overrideLabel: "moved-price")
    }
    type Q @join__type(graph: A, key: "id") { id: ID! size: Int @join__field(graph: A) }
  `);
  const fields = readOverrideFields(supergraph);

  it.each([
    ['none but those that plans may need by themselves', '{ p { id } }', ['moved-code']],
    ['its own', '{ p { price } }', ['moved-code', 'moved-price']],
    ['through an interface', '{ node { size } }', ['moved-code', 'percent(5)']],
    [
      'in fragments, once',
      '{ union { ...F ... on P { price } } } fragment F on P { price size }',
      ['moved-code', 'moved-price', 'percent(5)'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(labelsOf(fields, parse(text), api)).toEqual(expected);
  });

  it('are none where the supergraph has none', () => {
    expect(labelsOf(readOverrideFields(parse('type P { id: ID! }')), parse('{ p { id } }'), api)).toEqual([]);
  });
});
