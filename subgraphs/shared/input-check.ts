import { DomainError } from '../../schema/kernel/domain-error.js';
import type { InputProblem } from './input-problem.rules.js';

/** One thing that is wrong with an input: where, what, in both languages. Never the value itself. */
export interface Violation extends InputProblem {
  /** Path of the field from the argument on: `input.subjects[3].taxCode`, `first`. */
  field: string;
  /** The rule that the value goes against. */
  rule: string;
}

/** Every input that is not written as it must be goes against this rule at least: say what to do. */
const GENERAL_RULE = 'R-16';

/** More are not told: whoever sends a thousand wrong rows has one mistake, not a thousand. */
const MOST_VIOLATIONS = 50;

/**
 * Collects all that is wrong with one call's arguments and refuses them at once, so that a client corrects a form in
 * one go. Every subgraph reads its inputs with it:
 *
 *     const check = new InputCheck();
 *     const ipaCode = check.read('input.ipaCode', input.ipaCode, readIpaCode);
 *     check.note('input.reason', textProblem(input.reason, { longest: 200 }), 'R-22');
 *     check.refuseIfAny();
 */
export class InputCheck {
  readonly #violations: Violation[] = [];

  /** Notes a problem of a field, if there is one. @returns whether there is none. */
  note(field: string, problem: InputProblem | null, rule = GENERAL_RULE): boolean {
    if (problem === null) return true;
    const { code, message, messageIt } = problem;
    if (this.#violations.length < MOST_VIOLATIONS) this.#violations.push({ field, code, rule, message, messageIt });
    return false;
  }

  /** What `reader` makes of the value; its problem is noted, and the value stands in until the input is refused. */
  read<Raw, Read>(field: string, value: Raw, reader: (value: Raw) => ReadInput<Read>, rule = GENERAL_RULE): Read | Raw {
    const read = reader(value);
    if ('value' in read) return read.value;
    this.note(field, read.problem, rule);
    return value;
  }

  /** @throws DomainError BAD_USER_INPUT when anything was noted; the first problem speaks for all. */
  refuseIfAny(): void {
    const [first, ...others] = this.#violations;
    if (first) throw refusedInput([first, ...others]);
  }
}

/** What was read from a value, or why it cannot be read. */
export type ReadInput<Read> = { value: Read } | { problem: InputProblem };

/** The refusal of an input with one or several wrong fields; code, sentence and field are those of the first. */
export function refusedInput(violations: readonly [Violation, ...Violation[]]): DomainError {
  const [{ field, rule, message, messageIt }] = violations;
  return new DomainError('BAD_USER_INPUT', { rule, message, messageIt, details: { field, violations } });
}

/** The refusal of one field. */
export function refusedField(field: string, problem: InputProblem, rule = GENERAL_RULE): DomainError {
  const { code, message, messageIt } = problem;
  return refusedInput([{ field, code, rule, message, messageIt }]);
}
