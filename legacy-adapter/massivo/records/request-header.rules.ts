import type { DomainError } from '../../../schema/kernel/domain-error.js';
import { certificateKindByCode } from '../../../schema/certificate-kind.js';
import { BOLZANO_OFFICE, parseIpaCode } from '../../../schema/identifiers.js';
import { isoDayOf, parseDay } from '../../../schema/kernel/day-number.rules.js';
import { germanNotAvailable, headerFieldWrong, kindNotAllowed, protocolWrong } from './massivo-file.errors.js';
import { FIELD_SEPARATOR, MASSIVO_VERSION, type RequestHeader } from './massivo-record.type.js';

const FIELD_NAMES = [
  'record',
  'version',
  'ipaCode',
  'bodyTaxCode',
  'officeCode',
  'requestId',
  'kind',
  'purpose',
  'protocolNumber',
  'protocolDate',
  'german',
  'pec',
  'contactTaxCode',
  'agreementReference',
] as const;
type FieldName = (typeof FIELD_NAMES)[number];

const HEADER_START = `T${FIELD_SEPARATOR}`;
const FILLED = /\S/;
const SHORT_TEXT = /^.{1,64}$/;

/**
 * What a field must look like; whether what it names is known is not asked here (AUT-001, AUT-002 need data). Codes of
 * offices and purposes are read generously, so that an unknown one is told as unknown, not as malformed.
 */
const SHAPES: readonly (readonly [FieldName, RegExp | ((value: string) => boolean)])[] = [
  ['version', (value) => value === MASSIVO_VERSION],
  ['ipaCode', (value) => parseIpaCode(value) !== null],
  ['bodyTaxCode', /^\d{11}$/],
  ['officeCode', /^PROC-[A-Z0-9]{1,8}$/],
  ['requestId', SHORT_TEXT],
  ['kind', FILLED],
  ['purpose', SHORT_TEXT],
  ['german', /^[SN]$/],
  ['pec', /^(?=.{1,254}$)[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/],
  ['contactTaxCode', /^[A-Z]{6}[0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/i],
  ['agreementReference', /^.{0,64}$/],
];

/**
 * Reads a `T` record. What is wrong with it is returned, the first in this order: OBB-001 (a field missing or
 * malformed, in the record's order), TES-001 (protocol), TES-002 (kind), TES-006 (German).
 */
export function parseRequestHeader(text: string): RequestHeader | DomainError {
  const values = text.split(FIELD_SEPARATOR).map((value) => value.trim());
  if (values.length !== FIELD_NAMES.length || !text.startsWith(HEADER_START)) return headerFieldWrong('record');
  const fields = Object.fromEntries(FIELD_NAMES.map((name, index) => [name, values[index]])) as Record<
    FieldName,
    string
  >;

  const malformed = SHAPES.find(([name, shape]) => !matches(shape, fields[name]));
  if (malformed) return headerFieldWrong(malformed[0]);
  if (!SHORT_TEXT.test(fields.protocolNumber)) return protocolWrong('protocolNumber');
  const protocolDay = parseDay(fields.protocolDate);
  if (protocolDay === undefined || !fields.protocolDate.includes('/')) return protocolWrong('protocolDate');
  const kind = certificateKindByCode(fields.kind);
  if (!kind?.channels.massivo) return kindNotAllowed();
  const german = fields.german === 'S';
  if (german && fields.officeCode !== BOLZANO_OFFICE) return germanNotAvailable();

  return {
    ipaCode: fields.ipaCode.toLowerCase(),
    bodyTaxCode: fields.bodyTaxCode,
    officeCode: fields.officeCode,
    requestId: fields.requestId,
    kind: kind.code,
    purposeCode: fields.purpose,
    protocolNumber: fields.protocolNumber,
    protocolDate: isoDayOf(protocolDay),
    german,
    pec: fields.pec,
    contactTaxCode: fields.contactTaxCode.toUpperCase(),
    agreementReference: fields.agreementReference || null,
  };
}

function matches(shape: RegExp | ((value: string) => boolean), value: string): boolean {
  return typeof shape === 'function' ? shape(value) : shape.test(value);
}
