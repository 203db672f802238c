import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** How the texts of TLS variables are read; a line break may be written as the two characters \\n. */

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** One certificate or more in PEM, one after the other. */
export const certificates: z.ZodType<string[], string> = z.string().transform((value, context) => {
  const list = value.replaceAll('\\n', '\n').match(CERTIFICATE) ?? [];
  if (list.length > 0 && list.every(isCertificate)) return [...list];
  context.addIssue({ code: 'custom', message: 'must be certificates in PEM' });
  return z.NEVER;
});

/** A private key in PEM, without a passphrase. */
export const privateKeyPem: z.ZodType<string, string> = z
  .string()
  .transform((value) => value.replaceAll('\\n', '\n'))
  .refine(isPrivateKey, 'must be a private key in PEM, without a passphrase');

/** Names with commas between them. */
export const nameList: z.ZodType<string[], string> = z
  .string()
  .transform((value) => value.split(',').map((name) => name.trim()))
  .refine((names) => names.every((name) => name !== ''), 'must be names with commas between them');

/** A header's name; compared in lower case. */
export const headerName: z.ZodType<string, string> = z
  .string()
  .transform((value) => value.toLowerCase())
  .refine((name) => /^[a-z0-9-]{1,64}$/.test(name), 'must be the name of a header');

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}
