import { InMemoryWebStorage, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts';
import { readSignInPlace, type SignInPlace } from './console-config.js';
import { ANONYMOUS, personaOf } from './role.rules.js';
import { returnPath } from './return-path.rules.js';
import type { Session, SessionState } from './session.js';

export const CALLBACK_PATH = '/console/callback';

/** Says, over a reload of the page, that somebody was signed in; the tokens themselves do not outlive the page. */
const MARK = 'casellario.signed-in';
const EXPIRY_MARGIN_MS = 30_000;

type Listener = () => void;

/** Finds out whether somebody is signed in, and keeps it so until they sign out. */
export function startSession(): Session {
  let state: SessionState = { phase: 'starting', persona: ANONYMOUS, canSignIn: false, trouble: null };
  let manager: UserManager | null = null;
  const listeners = new Set<Listener>();
  const change = (next: Partial<SessionState>): void => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };
  let expiresAt = Infinity;
  const tokenEndsSoon = (): boolean => expiresAt - Date.now() < EXPIRY_MARGIN_MS;
  const enter = (user: User): void => {
    expiresAt = (user.expires_at ?? Infinity) * 1_000;
    sessionStorage.setItem(MARK, '1');
    change({ persona: personaOf(user.profile), trouble: null });
  };
  const leave = (trouble: SessionState['trouble']): void => {
    sessionStorage.removeItem(MARK);
    change({ persona: ANONYMOUS, trouble });
  };
  let renewing: Promise<string | null> | null = null;
  const renew = (): Promise<string | null> => {
    // A refresh token is good for one use: whoever asks meanwhile shares the answer.
    renewing ??= renewOnce(manager)
      .then((user) => {
        if (user === null) leave('session-ended');
        else enter(user);
        return user?.access_token ?? null;
      })
      .finally(() => (renewing = null));
    return renewing;
  };

  const begin = async (): Promise<void> => {
    const place = await readSignInPlace();
    if (place === null) return;
    manager = userManager(place);
    change({ canSignIn: true });
    if (location.pathname === CALLBACK_PATH) await finishSignIn(manager, enter, leave);
    else if (sessionStorage.getItem(MARK) !== null) await resume(manager);
  };
  const started = begin()
    .catch(() => leave('sign-in-failed'))
    .finally(() => change({ phase: 'ready' }));

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async signIn({ returnTo, language }) {
      await started;
      await manager
        ?.signinRedirect({ prompt: 'login', ui_locales: language, state: { returnTo } })
        .catch(() => change({ trouble: 'sign-in-failed' }));
    },
    async signOut() {
      sessionStorage.removeItem(MARK);
      await manager?.signoutRedirect().catch(() => leave(null));
    },
    async accessToken() {
      await started;
      const user = await manager?.getUser();
      if (!user) return null;
      return tokenEndsSoon() ? renew() : user.access_token;
    },
    tokenEndsSoon,
    renew,
  };
}

function userManager(place: SignInPlace): UserManager {
  const { origin } = location;
  return new UserManager({
    authority: place.authority,
    client_id: place.clientId,
    scope: place.scope,
    ...(place.resource !== null && { resource: place.resource }),
    redirect_uri: origin + CALLBACK_PATH,
    post_logout_redirect_uri: `${origin}/console/`,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // Renewed when a token is asked for and about to expire, so that there is one place that renews.
    automaticSilentRenew: false,
    loadUserInfo: false,
    monitorSession: false,
  });
}

async function finishSignIn(
  manager: UserManager,
  enter: (user: User) => void,
  leave: (trouble: SessionState['trouble']) => void,
): Promise<void> {
  const { returnTo, silent } = await callerState();
  try {
    enter(await manager.signinRedirectCallback());
  } catch {
    // Nobody is signed in at the provider any more: that is how a resumed session ends, and no trouble.
    leave(silent ? null : 'sign-in-failed');
  }
  history.replaceState(null, '', returnPath(returnTo));
  // The router hears of addresses that it has not changed itself by this event.
  dispatchEvent(new PopStateEvent('popstate'));
}

/** What `signIn` or `resume` wanted to find again, from the state store: the callback may bring an error instead. */
async function callerState(): Promise<{ returnTo: unknown; silent: boolean }> {
  const id = new URLSearchParams(location.search).get('state') ?? '';
  const kept = await new WebStorageStateStore({ store: sessionStorage }).get(id);
  const data =
    kept === null ? null : ((JSON.parse(kept) as { data?: { returnTo?: unknown; silent?: boolean } }).data ?? null);
  return { returnTo: data?.returnTo, silent: data?.silent ?? false };
}

/** After a reload: the provider still knows its user and sends them straight back, without asking anything. */
async function resume(manager: UserManager): Promise<void> {
  // Taken off first: should the provider fail, the next reload must not try again for ever.
  sessionStorage.removeItem(MARK);
  const returnTo = location.pathname + location.search;
  await manager.signinRedirect({ prompt: 'none', state: { returnTo, silent: true } });
  // The page is being left; nothing is to be shown as if nobody were signed in.
  await new Promise<never>(() => undefined);
}

async function renewOnce(manager: UserManager | null): Promise<User | null> {
  return manager === null ? null : manager.signinSilent().catch(() => null);
}
