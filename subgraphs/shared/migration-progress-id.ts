import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseOfficeCode } from '../../schema/identifiers.js';
import { isIsoDay, type IsoDay } from '../../schema/kernel/clock.js';
import { PublicBodyType } from './graph-enums.js';
import { refusedField } from './input-check.js';
import { inputProblem } from './input-problem.rules.js';

/** Which bodies the figures are about; `null` does not narrow. Names are written as the table of offices writes them. */
export interface MigrationProgressScope {
  officeCode: string | null;
  district: string | null;
  region: string | null;
  bodyType: PublicBodyType | null;
}

/** What the entity `MigrationProgress` is: figures of some bodies on a day. */
export interface MigrationProgressKey {
  scope: MigrationProgressScope;
  /** */
  asOf: IsoDay;
}

/**
 * The entity's `id`: its filter and its day, and nothing else. The same filter and day give the same id, two others two
 * others. It holds no personal data, and the checksum is no secret: whoever works one out asks what they may ask anyway.
 */
export function encodeMigrationProgressId({ scope, asOf }: MigrationProgressKey): string {
  const { officeCode, district, region, bodyType } = scope;
  const body = Buffer.from(JSON.stringify([asOf, officeCode, district, region, bodyType]));
  return Buffer.concat([checksum(body), body]).toString('base64url');
}

/** What an `id` stands for. @throws DomainError BAD_USER_INPUT with the field `id` when none of ours. */
export function parseMigrationProgressId(id: string): MigrationProgressKey {
  if (id.length > LONGEST_ID) throw notOurs();
  const bytes = Buffer.from(id, 'base64url');
  const body = bytes.subarray(CHECKSUM_BYTES);
  if (!checksum(body).equals(bytes.subarray(0, CHECKSUM_BYTES))) throw notOurs();
  const parsed = CONTENT.safeParse(jsonOf(body));
  if (!parsed.success) throw notOurs();
  const [asOf, officeCode, district, region, bodyType] = parsed.data;
  const key = { asOf, scope: { officeCode, district, region, bodyType } };
  // One id for one thing: other spellings of the same bytes are none.
  if (encodeMigrationProgressId(key) !== id) throw notOurs();
  return key;
}

const CHECKSUM_BYTES = 6;
/** The longest names of districts and regions make 300 characters. */
const LONGEST_ID = 1_000;

const place = z.string().min(1).max(100).nullable();
const CONTENT = z.tuple([
  z.string().refine(isIsoDay),
  z
    .string()
    .refine((code) => parseOfficeCode(code) === code)
    .nullable(),
  place,
  place,
  z.enum(PublicBodyType).nullable(),
]);

function checksum(body: Uint8Array): Buffer {
  return createHash('sha256').update('MigrationProgress').update(body).digest().subarray(0, CHECKSUM_BYTES);
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function notOurs(): Error {
  return refusedField(
    'id',
    inputProblem('WRONG_FORMAT', 'This is no id of a migration progress.', 'Non è un identificativo di avanzamento.'),
    'R-53',
  );
}
