import type { Language } from '../language/catalogue.js';
import type { Persona } from './role.rules.js';

/** What is known of the sign-in at a moment; a new object at every change. */
export interface SessionState {
  /** `starting` until it is known whether somebody is signed in. */
  phase: 'starting' | 'ready';
  persona: Persona;
  /** Whether there is somewhere to sign in. */
  canSignIn: boolean;
  /** The last sign-in came to nothing, or the session has ended by itself. */
  trouble: 'sign-in-failed' | 'session-ended' | null;
}

/** Sign-in by authorization code with PKCE; the tokens are kept in memory and nowhere else. */
export interface Session {
  state(): SessionState;
  /** @returns how to unsubscribe. */
  subscribe(listener: () => void): () => void;
  /** Leaves the page for the identity provider; comes back to `returnTo`, a path below `/console`. */
  signIn(options: { returnTo: string; language: Language }): Promise<void>;
  signOut(): Promise<void>;
  /** `null`: nobody is signed in. Renewed first when it is about to expire. */
  accessToken(): Promise<string | null>;
  /** Whether the token at hand is about to expire. */
  tokenEndsSoon(): boolean;
  /** After the graph has refused the token: another one, or `null` and the session has ended. */
  renew(): Promise<string | null>;
}
