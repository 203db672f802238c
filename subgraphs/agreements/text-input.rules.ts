import { DomainError } from '../../schema/kernel/domain-error.js';

/** An input that a rule of agreements refuses; sentences name fields and codes, never persons. */
export function refusedInput(rule: string, field: string, { en, it }: { en: string; it: string }): DomainError {
  return new DomainError('BAD_USER_INPUT', { rule, message: en, messageIt: it, details: { field } });
}

/** The text without blanks around it; refused when nothing is left, when it is too long or holds control characters. */
export function requireText(value: string, field: string, longest = 300): string {
  const text = value.trim();
  if (text === '' || text.length > longest || /\p{Cc}/u.test(text)) {
    throw refusedInput('R-16', field, {
      en: `${field} must be a text of 1 to ${longest} characters on one line.`,
      it: `${field} deve essere un testo da 1 a ${longest} caratteri su una riga.`,
    });
  }
  return text;
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
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) {
    throw refusedInput('R-16', field, {
      en: `${field} is not an e-mail address.`,
      it: `${field} non è un indirizzo di posta elettronica.`,
    });
  }
  return text;
}
