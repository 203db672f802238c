import { GraphQLError } from 'graphql';
import { ExplainedPaths, type Explanation } from './explained-paths.js';
import { jsonOf } from './deep-json.js';
import * as buffer from './json-buffer.js';
import { nullMessage, serialised, wrongMessage, type Site } from './site.js';

/** Errors that are told of one answer; a subgraph that gets every element of a list wrong says nothing new then. */
const MOST_ERRORS = 1000;

/**
 * What the written code of one operation calls where values are not as they usually are, and what it shares: the
 * registers of the lists' indices. Of one answer at a time, because an answer is written without a pause.
 */
export class AnswerRun {
  /** The index of the element that each list is at: paths are only put together for errors. */
  readonly indices: number[] = [];
  readonly sites: Site[] = [];
  #given: readonly Explanation[] = [];
  #explained: ExplainedPaths | undefined;
  #found: GraphQLError[] = [];
  #introspected: readonly string[] = [];

  /** @param given the errors of the subgraphs, and the texts of the introspection fields, by their numbers. */
  begin(given: readonly Explanation[], introspected: readonly string[]): void {
    this.#given = given;
    this.#explained = undefined;
    this.#found = [];
    this.#introspected = introspected;
    buffer.start();
  }

  /** Lets go of the answer. */
  end(): GraphQLError[] {
    const found = this.#found;
    this.begin([], []);
    return found;
  }

  /**
   * A leaf of an unusual form.
   *
   * @returns `false`: nothing was written, and the error is known.
   */
  readonly leaf = (number: number, value: unknown): boolean => {
    const site = this.#site(number);
    const json = serialised(site, value);
    if (json === undefined || json === null) return this.#tell(site, wrongMessage(site, value));
    buffer.literal(site.prefix);
    buffer.raw(jsonOf(json));
    return true;
  };

  /** The same where `null` is not allowed. */
  readonly requiredLeaf = (number: number, value: unknown): boolean =>
    value === null || value === undefined ? this.missing(number) : this.leaf(number, value);

  /** No list or object where one was to be. */
  readonly wrong = (number: number, value: unknown): false => {
    const site = this.#site(number);
    return this.#tell(site, wrongMessage(site, value));
  };

  /** The same where `null` is not allowed. */
  readonly requiredWrong = (number: number, value: unknown): false =>
    value === null || value === undefined ? this.missing(number) : this.wrong(number, value);

  /** Any value of a custom scalar. */
  readonly custom = (prefix: Uint8Array, value: unknown): void => {
    if (typeof value === 'string') {
      buffer.text(prefix, value);
      return;
    }
    buffer.literal(prefix);
    buffer.raw(jsonOf(value));
  };

  /** A `null` that must not be. */
  readonly missing = (number: number): false => {
    const site = this.#site(number);
    const path = this.#pathOf(site);
    this.#explained ??= new ExplainedPaths(this.#given);
    return this.#explained.explain(path) ? false : this.#tell(site, nullMessage(site));
  };

  readonly introspection = (number: number): void => {
    buffer.raw(this.#introspected[number] ?? 'null');
  };

  #site(number: number): Site {
    const site = this.sites[number];
    if (!site) throw new RangeError(`The written code knows no site ${number}`);
    return site;
  }

  #pathOf({ path }: Site): (string | number)[] {
    return path.map((step) => (typeof step === 'number' ? (this.indices[step] ?? 0) : step));
  }

  #tell(site: Site, message: string): false {
    if (this.#found.length < MOST_ERRORS) {
      this.#found.push(new GraphQLError(message, { path: this.#pathOf(site), extensions: { code: 'INTERNAL' } }));
    }
    return false;
  }
}
