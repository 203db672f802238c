import type { Actor } from '../../../schema/kernel/actor.js';

/** The bodies that a person is a contact person of. */
export type BodiesOf = (personKey: string) => Promise<ReadonlySet<string>>;

interface Known {
  key: string;
  readAt: number;
}

/** How long a person's body is taken for granted: it decides whose account is charged and nothing else. */
const FRESH_MS = 300_000;
const MOST_PERSONS = 10_000;

/** Under which name a caller is counted: persons of one body together. */
export class CallerKeys {
  readonly #bodiesOf: BodiesOf | undefined;
  readonly #persons = new Map<string, Known>();

  constructor(bodiesOf?: BodiesOf) {
    this.#bodiesOf = bodiesOf;
  }

  /** Nobody waits for the database: until it is known of which body a person is, the person is counted alone. */
  of(actor: Actor): string {
    switch (actor.kind) {
      case 'anonymous':
        return 'anonymous';
      case 'contact':
        return this.#contact(actor.personKey);
      case 'operator':
        return `office:${actor.officeCode}`;
      case 'operations':
      case 'dashboard':
        return `${actor.kind}:${actor.subject}`;
    }
  }

  #contact(personKey: string): string {
    const own = `person:${personKey}`;
    if (!this.#bodiesOf) return own;
    const known = this.#persons.get(personKey);
    if (known && performance.now() - known.readAt < FRESH_MS) return known.key;
    const key = known?.key ?? own;
    this.#keep(personKey, key);
    void this.#bodiesOf(personKey).then(
      (bodies) => {
        const [body, ...others] = bodies;
        this.#keep(personKey, body !== undefined && others.length === 0 ? `body:${body}` : own);
      },
      // Asked again when this is no longer fresh.
      () => undefined,
    );
    return key;
  }

  #keep(personKey: string, key: string): void {
    this.#persons.delete(personKey);
    this.#persons.set(personKey, { key, readAt: performance.now() });
    const [oldest] = this.#persons.keys();
    if (this.#persons.size > MOST_PERSONS && oldest !== undefined) this.#persons.delete(oldest);
  }
}
