/** Where to sign in; `null`: sign-in is not configured here. */
export interface SignInPlace {
  authority: string;
  clientId: string;
  scope: string;
  resource: string | null;
}

const DEADLINE_MS = 15_000;

/** @throws when the product cannot be reached or answers with nonsense. */
export async function readSignInPlace(): Promise<SignInPlace | null> {
  const response = await fetch('/console/config.json', { signal: AbortSignal.timeout(DEADLINE_MS) });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`/console/config.json: ${response.status}`);
  return (await response.json()) as SignInPlace;
}
