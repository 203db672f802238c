/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 7) that are told apart. */
export const SFTP_STATUS = { EOF: 1, NO_SUCH_FILE: 2, PERMISSION_DENIED: 3, FAILURE: 4, OP_UNSUPPORTED: 8 } as const;

const NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(SFTP_STATUS).map(([name, status]) => [status, `SSH_FX_${name}`]),
);

/**
 * The server has answered, and the answer is no: what was asked for has not happened. Shaped like an error of a system
 * call; its message holds no name of a file.
 */
export class SftpStatusError extends Error {
  readonly syscall = 'sftp';
  readonly code: string;

  constructor(readonly status: number) {
    const code = NAMES[status] ?? `SSH_FX_${status}`;
    super(code);
    this.name = 'SftpStatusError';
    this.code = code;
  }
}

export function isStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof SftpStatusError && statuses.includes(error.status);
}
