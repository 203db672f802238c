/**
 * What the QR code of a certificate holds: the address at which anybody checks it, with the code, or the code alone where
 * no address is known. Nothing of the person.
 */
export function verificationText(code: string, address: string | null): string {
  if (address === null) return code;
  const url = new URL(address);
  url.searchParams.set('code', code);
  return url.href;
}
