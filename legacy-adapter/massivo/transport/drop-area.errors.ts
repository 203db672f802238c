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
};

/** What a failure of the file system or of a signal means; anything that is neither is handed back as it is. */
export function asDropAreaError(error: unknown): unknown {
  if (error instanceof DropAreaError) return error;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return new DropAreaError('TIMED_OUT', { cause: error });
  }
  const systemCode = systemCodeOf(error);
  return systemCode === undefined
    ? error
    : new DropAreaError(TROUBLES[systemCode] ?? 'UNREACHABLE', { systemCode, cause: error });
}

/** `ENOENT` and the like; undefined when the error does not come from a system call. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Runs an act of the drop area's; its failures come out as `DropAreaError`s. */
export async function asDropArea<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asDropAreaError(error);
  }
}
