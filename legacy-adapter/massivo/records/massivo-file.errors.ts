import { DomainError } from '../../../schema/kernel/domain-error.js';

/**
 * Refusals of whole request files, named for the fact. They say which field or line, never what stood there: a line may
 * hold personal data.
 */

/** FIR-001: cut, binary, empty, or followed by something. `line` counts from 1. */
export const fileIncomplete = (line: number): DomainError => new DomainError('FIR-001', { details: { line } });

/** FIR-001: the closing record's hash is not that of the bytes before it. */
export const hashMismatch = (line: number): DomainError =>
  new DomainError('FIR-001', { details: { line, field: 'sha256' } });

/** OBB-001: a field of the header is missing or malformed. */
export const headerFieldWrong = (field: string): DomainError =>
  new DomainError('OBB-001', { details: { line: 1, field } });

/** OBB-001: a line is no record that can stand there. */
export const recordUnexpected = (line: number): DomainError => new DomainError('OBB-001', { details: { line } });

/** TES-001: protocol number or date. */
export const protocolWrong = (field: 'protocolNumber' | 'protocolDate'): DomainError =>
  new DomainError('TES-001', { details: { line: 1, field } });

/** TES-002: the kind is unknown, or never was in massivo. */
export const kindNotAllowed = (): DomainError => new DomainError('TES-002', { details: { line: 1, field: 'kind' } });

/** TES-003: the closing record counts other subjects than the file has, or there are none. */
export const countMismatch = (line: number, rows: number): DomainError =>
  new DomainError('TES-003', { details: { line, rows } });

/** TES-006: German outside Bolzano/Bozen. */
export const germanNotAvailable = (): DomainError =>
  new DomainError('TES-006', { details: { line: 1, field: 'german' } });
