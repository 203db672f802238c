import { createPrivateKey, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { isIsoDay } from '../../schema/kernel/clock.js';
import type { PersonalDataKey } from '../../schema/kernel/personal-data.js';
import { sftpAddressOf, type SftpAddress } from './sftp-formats.js';

/** How the texts of environment variables are read. Messages say what is expected and never repeat the text. */

const KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

export const text = z.string();

export function wholeNumber(from: number, to: number): z.ZodType<number, string> {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message);
}

export function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodType<Values[number], string> {
  return z
    .string()
    .refine((value): value is Values[number] => values.includes(value), `must be one of ${values.join(', ')}`);
}

export const yesOrNo: z.ZodType<boolean, string> = z
  .string()
  .refine((value) => ['0', '1', 'false', 'true'].includes(value), 'must be 1 or 0')
  .transform((value) => value === '1' || value === 'true');

export const absolutePath: z.ZodType<string, string> = z.string().transform((value) => path.resolve(value));

/** Names, with commas between them. */
export const nameList: z.ZodType<string[], string> = z.string().transform(listed);

/** Absolute paths, with commas between them. */
export const pathList: z.ZodType<string[], string> = z
  .string()
  .transform((value) => listed(value).map((entry) => path.resolve(entry)));

/** Addresses, or networks as `address/bits`, with commas between them. */
export const networks: z.ZodType<string[], string> = z
  .string()
  .transform(listed)
  .refine((entries) => entries.every(isNetwork), 'must be addresses or networks such as 10.0.0.0/8, with commas');

export const day: z.ZodType<string, string> = z.string().refine(isIsoDay, 'must be a day written yyyy-mm-dd');

export const instant: z.ZodType<Date, string> = z
  .string()
  .refine(
    (value) => INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
    'must be an instant with its offset, such as 2026-03-01T09:00:00+01:00',
  )
  .transform((value) => new Date(value));

export function url(...protocols: [string, ...string[]]): z.ZodType<string, string> {
  const message = `must be a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`;
  return z
    .string()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1)), message);
}

/** A subgraph's graph endpoint; a bare origin means its `/graphql`. */
export const subgraphUrl: z.ZodType<string, string> = url('http', 'https').transform((value) => {
  const address = new URL(value);
  if (address.pathname === '/') address.pathname = '/graphql';
  return address.href;
});

/** Where files are exchanged with massivo: an absolute path here, or a folder on an SFTP server. */
export const dropArea: z.ZodType<string | SftpAddress, string> = z.string().transform((value, context) => {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return path.resolve(value);
  const address = sftpAddressOf(value);
  if (address) return address;
  context.addIssue({
    code: 'custom',
    message: 'must be a directory, or sftp://user@host:port/path without a password',
  });
  return z.NEVER;
});

/** A secret of at least 32 bytes in base64. */
export const secretKey: z.ZodType<Uint8Array, string> = z
  .string()
  .refine(
    (value) => BASE64.test(value) && bytesOf(value).length >= KEY_BYTES,
    `must be base64 of at least ${KEY_BYTES} random bytes (openssl rand -base64 ${KEY_BYTES})`,
  )
  .transform(bytesOf);

/** Bytes in base64, line breaks allowed. */
export const bytesInBase64: z.ZodType<Uint8Array, string> = z
  .string()
  .transform((value) => value.replace(/\s/g, ''))
  .refine((value) => BASE64.test(value), 'must be base64')
  .transform(bytesOf);

/** `id:base64,id:base64`: the first key seals, all of them open. */
export const personalDataKeys: z.ZodType<PersonalDataKey[], string> = z
  .string()
  .refine(
    (value) => value.split(',').every(isPersonalDataKey) && hasDistinctIds(value),
    `must be a list such as 2:<base64>,1:<base64> with distinct ids from 1 to 32767 and keys of ${KEY_BYTES} bytes`,
  )
  .transform((value) => value.split(',').map(personalDataKeyOf));

function isPersonalDataKey(entry: string): boolean {
  const [id = '', key = '', ...rest] = entry.trim().split(':');
  const number = Number(id);
  return (
    rest.length === 0 &&
    /^\d{1,5}$/.test(id) &&
    number >= 1 &&
    number <= 32_767 &&
    BASE64.test(key) &&
    bytesOf(key).length === KEY_BYTES
  );
}

function hasDistinctIds(list: string): boolean {
  const ids = list.split(',').map((entry) => Number(entry.trim().split(':')[0]));
  return new Set(ids).size === ids.length;
}

function personalDataKeyOf(entry: string): PersonalDataKey {
  const [id = '', key = ''] = entry.trim().split(':');
  return { id: Number(id), key: bytesOf(key) };
}

function listed(value: string): string[] {
  return value.split(',').flatMap((entry) => entry.trim() || []);
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** An Ed25519 private key in PEM; a line break may be written as the two characters \\n, as in one-line variables. */
export const signingKey: z.ZodType<KeyObject, string> = z.string().transform((value, context) => {
  const key = privateKeyOf(value.replaceAll('\\n', '\n'));
  if (key?.asymmetricKeyType === 'ed25519') return key;
  context.addIssue({ code: 'custom', message: 'must be an Ed25519 private key in PEM' });
  return z.NEVER;
});

function privateKeyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
