import {
  OperationVariants,
  type ExecutableOperation,
  type OperationParts,
} from '../../../../gateway/execution/operation-variants.js';
import { DomainError } from '../../../../schema/kernel/domain-error.js';

const PARTS = {} as OperationParts;
const MADE = { kind: 'compiled', plan: null } as unknown as ExecutableOperation;

describe('the plans of one operation', () => {
  it('are made once for each set of labels, also for many at the same time', async () => {
    const made: (readonly string[])[] = [];
    const variants = new OperationVariants(PARTS, (labels) => {
      made.push(labels);
      return Promise.resolve(MADE);
    });
    expect(await Promise.all([variants.get([]), variants.get([]), variants.get(['a'])])).toEqual([MADE, MADE, MADE]);
    expect(variants.get(['a'])).toBe(MADE);
    expect(made).toEqual([[], ['a']]);
    expect(variants.known()).toEqual([[], ['a']]);
  });

  it('are tried again after a failure, but not at once when the planner found none within its limits', async () => {
    const failures = [new DomainError('SERVICE_BUSY'), new DomainError('QUERY_TOO_COSTLY')];
    let [tried, now] = [0, 1_000];
    const make = (): Promise<ExecutableOperation> => {
      const failure = failures[tried];
      tried += 1;
      return failure ? Promise.reject(failure) : Promise.resolve(MADE);
    };
    const variants = new OperationVariants(PARTS, make, () => now);
    await expect(variants.get([])).rejects.toMatchObject({ code: 'SERVICE_BUSY' });
    await expect(variants.get([])).rejects.toMatchObject({ code: 'QUERY_TOO_COSTLY' });
    await expect(variants.get([])).rejects.toMatchObject({ code: 'QUERY_TOO_COSTLY' });
    expect([tried, variants.known()]).toEqual([2, []]);
    now += 60_000;
    expect(await variants.get([])).toBe(MADE);
  });
});
