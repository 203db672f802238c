import { DomainError } from '../../schema/kernel/domain-error.js';
import { refusedField } from '../shared/input-check.js';
import { inputProblem, LONGEST_TEXT, textProblem } from '../shared/input-problem.rules.js';

/** An input that a rule of agreements refuses; sentences name fields and codes, never persons. */
export function refusedInput(rule: string, field: string, { en, it }: { en: string; it: string }): DomainError {
  return new DomainError('BAD_USER_INPUT', { rule, message: en, messageIt: it, details: { field } });
}

/** The text without blanks around it; refused when nothing is left, when it is too long or cannot be stored or shown. */
export function requireText(value: string, field: string, longest = LONGEST_TEXT): string {
  const problem = textProblem(value, { longest });
  if (problem) throw refusedField(field, problem);
  return value.trim();
}

/** At least one and at most 100, none of them twice. */
export function requireSome<T>(values: readonly T[], field: string, rule: string): readonly T[] {
  if (values.length === 0) {
    throw refusedInput(rule, field, { en: `${field}: at least one is needed.`, it: `${field}: ne serve almeno uno.` });
  }
  return requireFew(values, field, rule);
}

/** At most 100, none of them twice. */
export function requireFew<T>(values: readonly T[], field: string, rule: string): readonly T[] {
  if (values.length > 100 || new Set(values).size !== values.length) {
    throw refusedInput(rule, field, {
      en: `${field}: at most 100, each of them once.`,
      it: `${field}: al massimo 100, ciascuno una sola volta.`,
    });
  }
  return values;
}

export function requireEmail(value: string, field: string): string {
  const text = requireText(value, field);
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw refusedField(field, NOT_AN_EMAIL);
  return text;
}

const NOT_AN_EMAIL = inputProblem(
  'WRONG_FORMAT',
  'An e-mail address is written like name@example.it.',
  'Un indirizzo di posta elettronica si scrive come nome@example.it.',
);

/** A SHA-256 in hexadecimal, in lower case; `null` when none is given. */
export function requireSha256(value: string | null | undefined, field: string): string | null {
  if (value == null) return null;
  const text = value.trim().toLowerCase();
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw refusedField(field, NOT_A_SHA256, 'R-08');
}

const NOT_A_SHA256 = inputProblem(
  'WRONG_FORMAT',
  'A SHA-256 is written as 64 hexadecimal digits.',
  'Uno SHA-256 si scrive con 64 cifre esadecimali.',
);
