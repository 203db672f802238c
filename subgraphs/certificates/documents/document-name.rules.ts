const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * File name of a certificate's PDF in archives and outcome files. Offices' own numbers may hold anything but blanks:
 * what could be a path becomes `_`, and the line keeps such names apart.
 */
export function documentName({ number, line }: { number: string; line: number }): string {
  const plain = PLAIN.test(number) ? number : `${number.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 60)}_${line}`;
  return `${plain}.pdf`;
}
