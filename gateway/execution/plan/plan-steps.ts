import type { PlanStep, RunningPlan } from './plan-run.js';

/** Steps one after the other; the later ones read what the earlier ones have fetched. */
export class SequenceStep implements PlanStep {
  constructor(readonly steps: readonly PlanStep[]) {}

  run(plan: RunningPlan): Promise<void> | undefined {
    for (let index = 0; index < this.steps.length; index += 1) {
      const pending = this.steps[index]?.run(plan);
      if (pending) return index + 1 === this.steps.length ? pending : this.#continue(plan, pending, index + 1);
    }
    return undefined;
  }

  async #continue(plan: RunningPlan, first: Promise<void>, next: number): Promise<void> {
    await first;
    for (let index = next; index < this.steps.length; index += 1) {
      const pending = this.steps[index]?.run(plan);
      if (pending) await pending;
    }
  }
}

/** Steps side by side; one that fails lets the others end. */
export class ParallelStep implements PlanStep {
  constructor(readonly steps: readonly PlanStep[]) {}

  run(plan: RunningPlan): Promise<void> | undefined {
    let first: Promise<void> | undefined;
    let all: Promise<void>[] | undefined;
    for (const step of this.steps) {
      const pending = step.run(plan);
      if (!pending) continue;
      if (!first) first = pending;
      else if (all) all.push(pending);
      else all = [first, pending];
    }
    return all ? Promise.all(all).then(() => undefined) : first;
  }
}

/** One of two steps, by a Boolean variable of the operation. */
export class ConditionStep implements PlanStep {
  constructor(
    /** The condition's number in the plan. */
    readonly condition: number,
    readonly whenTrue: PlanStep | null,
    readonly whenFalse: PlanStep | null,
  ) {}

  run(plan: RunningPlan): Promise<void> | undefined {
    const chosen = plan.conditions[this.condition] === true ? this.whenTrue : this.whenFalse;
    return chosen?.run(plan);
  }
}
