import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import type { Provider } from 'oidc-provider';
import type { Clock } from '../../../schema/kernel/clock.js';
import { loadProvider } from './load-provider.js';
import { MemoryStore } from './memory-store.js';
import { PROVIDER_PATH, providerConfiguration } from './provider-configuration.js';

/** The provider as it is reached at one origin. */
export interface MountedProvider {
  provider: Provider;
  /** Answers a request whose URL has lost the path of the mount. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

export interface ProvidersParts {
  signingKey: JWK;
  audience: string;
  clock: Clock;
  onUnexpectedError: (error: unknown) => void;
}

/** `127.0.0.1`, `localhost`, `[::1]`, an address in the local network, each perhaps through a forwarded port. */
const MAXIMUM_ORIGINS = 8;

/** One provider for each origin by which browsers reach this instance, made when it is first asked for. */
export class Providers {
  readonly #parts: ProvidersParts;
  readonly #cookieKeys = [randomBytes(32).toString('base64url')];
  readonly #byOrigin = new Map<string, Promise<MountedProvider>>();

  constructor(parts: ProvidersParts) {
    this.#parts = parts;
  }

  at(origin: string): Promise<MountedProvider> {
    const known = this.#byOrigin.get(origin);
    if (known) return known;
    const [oldest] = this.#byOrigin.keys();
    if (this.#byOrigin.size >= MAXIMUM_ORIGINS && oldest !== undefined) this.#byOrigin.delete(oldest);
    const made = this.#make(origin);
    this.#byOrigin.set(origin, made);
    made.catch(() => this.#byOrigin.delete(origin));
    return made;
  }

  async #make(origin: string): Promise<MountedProvider> {
    const { Provider: ProviderClass, errors } = await loadProvider();
    const { signingKey, audience, clock, onUnexpectedError } = this.#parts;
    const provider = new ProviderClass(
      `${origin}${PROVIDER_PATH}`,
      providerConfiguration({
        ...{ origin, signingKey, audience, errors },
        cookieKeys: this.#cookieKeys,
        store: new MemoryStore(clock),
      }),
    );
    provider.on('server_error', (_ctx, error) => onUnexpectedError(error));
    return { provider, handle: provider.callback() };
  }
}
