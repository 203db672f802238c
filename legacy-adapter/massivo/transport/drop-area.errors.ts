import type { DropAreaTrouble } from './drop-area.port.js';

/** A drop area that does not do its part. The message holds the trouble and the system's code, no name of a file. */
export class DropAreaError extends Error {
  constructor(
    readonly trouble: DropAreaTrouble,
    options: { systemCode?: string; cause?: unknown } = {},
  ) {
    super(`drop area: ${trouble}${options.systemCode ? ` (${options.systemCode})` : ''}`, { cause: options.cause });
    this.name = 'DropAreaError';
  }
}

const TROUBLES: Readonly<Record<string, DropAreaTrouble>> = {
  ENOENT: 'MISSING',
  ENOTDIR: 'MISSING',
  ELOOP: 'MISSING',
  EACCES: 'READ_ONLY',
  EPERM: 'READ_ONLY',
  EROFS: 'READ_ONLY',
  ENOSPC: 'FULL',
  EDQUOT: 'FULL',
  ETIMEDOUT: 'TIMED_OUT',
  SSH_FX_NO_SUCH_FILE: 'MISSING',
  SSH_FX_PERMISSION_DENIED: 'READ_ONLY',
};

/** What a failure of the file system, of an SFTP server or of a signal means; anything that is neither is handed back as it is. */
export function asDropAreaError(error: unknown): unknown {
  if (error instanceof DropAreaError) return error;
  const { name } = errorLike(error);
  if (name === 'TimeoutError' || name === 'AbortError') {
    return new DropAreaError('TIMED_OUT', { cause: error });
  }
  const systemCode = systemCodeOf(error);
  return systemCode === undefined
    ? error
    : new DropAreaError(TROUBLES[systemCode] ?? 'UNREACHABLE', { systemCode, cause: error });
}

/** `ENOENT`, `SSH_FX_FAILURE` and the like; undefined when the error comes neither from a system call nor a server. */
export function systemCodeOf(error: unknown): string | undefined {
  const { code, syscall } = errorLike(error);
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}

/** By its shape: an error of the system is of another realm's class where code runs in a context of its own (Jest). */
function errorLike(error: unknown): { name?: unknown; code?: unknown; syscall?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}

/** Runs an act of the drop area's; its failures come out as `DropAreaError`s. */
export async function asDropArea<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asDropAreaError(error);
  }
}
