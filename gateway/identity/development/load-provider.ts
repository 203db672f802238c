/** `oidc-provider`, loaded when it is first needed: never in production, and no start waits for it. */
export type ProviderModule = typeof import('oidc-provider');

let loading: Promise<ProviderModule> | undefined;

export function loadProvider(): Promise<ProviderModule> {
  loading ??= importQuietly();
  return loading;
}

/**
 * It is made for Node.js 22 and says so at its first import on 20, where all that is used of it works (tested): one
 * notice less for whoever starts the product for the first time.
 */
async function importQuietly(): Promise<ProviderModule> {
  /* eslint-disable no-console -- the notice comes by this way */
  const { warn } = console;
  console.warn = (...said: unknown[]) => {
    if (!String(said[0]).includes('Unsupported runtime')) warn(...said);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
  /* eslint-enable no-console */
}
