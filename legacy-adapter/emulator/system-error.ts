/** The code of an error of the system (`ENOENT`, `ENOSPC` …); `undefined` for any other thing thrown. */
export function systemErrorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: the system's errors may come from another realm (worker, test runner).
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether a file or folder is not there. */
export const isMissing = (error: unknown): boolean => systemErrorCode(error) === 'ENOENT';
