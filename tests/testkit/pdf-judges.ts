import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Programs of others that say what a PDF is worth: OpenSSL, poppler, qpdf. */
const JUDGES = ['openssl', 'pdfsig', 'pdfinfo', 'pdffonts', 'qpdf'] as const;
export type Judge = (typeof JUDGES)[number];

const MISSING = JUDGES.filter((name) => !isInstalled(name));
const NO_JUDGES =
  MISSING.length === 0
    ? null
    : `${MISSING.join(', ')} not installed here: apt-get install openssl poppler-utils qpdf to have documents judged by others`;

/** A suite that needs them: fails in CI where one is missing; elsewhere says so and is left out, not red. */
export function describeWithPdfJudges(name: string, suite: () => void): void {
  if (NO_JUDGES === null) {
    describe(name, suite);
  } else if (process.env.CI) {
    it(name, () => {
      throw new Error(NO_JUDGES ?? '');
    });
  } else {
    console.warn(`${NO_JUDGES}\nNOT TESTED: ${name}`);
    describe.skip(`${name} (${NO_JUDGES})`, suite);
  }
}

function isInstalled(name: string): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What a judge says; its exit code is 0 when it is content. */
export async function verdict(judge: Judge, ...options: string[]): Promise<{ code: number; text: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(judge, options, {
      timeout: 120_000,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : -1, text: stdout + stderr };
  }
}

/** What is signed, and the signature, as they stand in the file (ISO 32000-1, 12.8.1). */
export function signatureIn(pdf: Buffer): { content: Buffer; cms: Buffer; range: number[] } {
  const found = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]/.exec(pdf.toString('latin1'));
  if (!found) throw new Error('the document has no signature');
  const range = found.slice(1).map(Number);
  const [start = 0, length = 0, second = 0, rest = 0] = range;
  const content = Buffer.concat([pdf.subarray(start, start + length), pdf.subarray(second, second + rest)]);
  const hex = pdf.toString('latin1', start + length + 1, second - 1);
  return { content, cms: derOf(Buffer.from(hex, 'hex')), range };
}

/** Without the zeros behind it. */
function derOf(padded: Buffer): Buffer {
  const bytes = (padded[1] ?? 0) & 0x7f; // a CMS is always long enough for its length to need bytes of its own
  return padded.subarray(0, 2 + bytes + padded.readUIntBE(2, bytes));
}

/** 10 June 2026, in seconds. */
const AT = '1781049600';

/** OpenSSL's word on the CAdES signature of a PDF by this certificate (PEM). */
export async function opensslVerdict(
  folder: string,
  { content, cms, certificate }: { content: Buffer; cms: Buffer; certificate: string },
): Promise<{ code: number; text: string }> {
  const file = (name: string): string => path.join(folder, name);
  await Promise.all([
    writeFile(file('content'), content),
    writeFile(file('signature.der'), cms),
    writeFile(file('signer.pem'), certificate),
  ]);
  const how = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-purpose', 'any', '-attime', AT];
  const what = ['-in', file('signature.der'), '-content', file('content'), '-CAfile', file('signer.pem')];
  return verdict('openssl', ...how, ...what, '-out', file('verified'));
}
