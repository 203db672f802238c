import { DomainError } from '../../schema/kernel/domain-error.js';

/**
 * Runs what names a field as it knows it (`reason`) and puts the argument that the field stands in before it
 * (`input.reason`), because that is where a client looks for it.
 */
export async function namingInput<T>(argument: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || typeof error.details['field'] !== 'string') throw error;
    const { code, rule, message, messageIt, details } = error;
    const field = `${argument}.${error.details['field']}`;
    throw new DomainError(code, { rule, message, messageIt, details: { ...details, field }, cause: error });
  }
}
