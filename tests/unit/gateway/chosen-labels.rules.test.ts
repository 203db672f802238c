import { chosenLabels, LABELS_HEADER } from '../../../gateway/graph/chosen-labels.rules.js';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';

const OPERATIONS: Actor = { kind: 'operations', subject: 'alice' };
const OPERATOR: Actor = { kind: 'operator', subject: 'maria', officeCode: 'PROC-H501' };

type Case = [name: string, header: string | undefined, actor: Actor, opensLabels: boolean, expected: string[]];

describe('labels that a request names', () => {
  it.each([
    ['none', undefined, OPERATIONS, false, []],
    ['of operations', ' a , b:c/d ,,percent(5)', OPERATIONS, false, ['a', 'b:c/d', 'percent(5)']],
    ['of an operator of an office, who may not', 'a', OPERATOR, false, []],
    ['of nobody, who may not', 'a', ANONYMOUS, false, []],
    ['of nobody, at an open gateway', 'a', ANONYMOUS, true, ['a']],
  ] satisfies Case[])('%s', (...[, header, actor, opensLabels, expected]: Case) => {
    const headers = header === undefined ? {} : { [LABELS_HEADER]: header };
    expect([...chosenLabels(headers, { actor, opensLabels })]).toEqual(expected);
  });

  it('are thirty-two at most', () => {
    const headers = { [LABELS_HEADER]: Array.from({ length: 100 }, (_, index) => `l${index}`).join(',') };
    expect(chosenLabels(headers, { actor: OPERATIONS, opensLabels: false }).size).toBe(32);
  });
});
