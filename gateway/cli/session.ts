import { readFile } from 'node:fs/promises';
import { CliFailure, usageFailure } from './cli-failure.js';
import { EXIT } from './exit-codes.js';
import { languageOf, pick, type Language, type Sentence } from './language.js';
import { ServiceClient } from './service-client.js';
import type { Terminal } from './terminal.js';

/** Options that every command takes. */
export interface CommonOptions {
  url?: string;
  tokenFile?: string;
  lang?: string;
  json?: boolean;
  yes?: boolean;
}

const DEFAULT_URL = 'http://127.0.0.1:4000';
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** One call of the command line: where it goes, in which language, how it prints and asks. */
export class Session {
  readonly language: Language;
  readonly terminal: Terminal;
  readonly #options: CommonOptions;
  #client: ServiceClient | undefined;

  constructor(options: CommonOptions, terminal: Terminal) {
    this.#options = options;
    this.terminal = terminal;
    this.language = languageOf(options.lang, terminal.env);
  }

  get isJson(): boolean {
    return this.#options.json === true;
  }

  /** Connects at first use: verifying an exported log needs no service. */
  async client(): Promise<ServiceClient> {
    return (this.#client ??= new ServiceClient({
      url: this.url,
      token: await this.#token(),
      signal: this.terminal.signal,
    }));
  }

  get url(): string {
    const text = this.#options.url ?? this.terminal.env['CASELLARIO_URL'] ?? DEFAULT_URL;
    if (!URL.canParse(text)) throw usageFailure(`--url is no address: ${text}`, `--url non è un indirizzo: ${text}`);
    const { protocol, hostname, origin } = new URL(text);
    if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.includes(hostname))) {
      throw usageFailure(
        'A token goes over https:// only, except to this machine.',
        'Il token viaggia solo su https://, salvo verso questa macchina.',
      );
    }
    return origin;
  }

  /** The words for the person, or the value for a script. */
  show(value: unknown, lines: () => readonly string[]): void {
    if (this.isJson) this.terminal.out.write(`${JSON.stringify(value)}\n`);
    else for (const line of lines()) this.terminal.out.write(`${line}\n`);
  }

  say(...sentence: Sentence): string {
    return pick(this.language, sentence);
  }

  /** What is only of use to a person at the terminal; never mixed with results. */
  note(text: string): void {
    this.terminal.err.write(`${text}\n`);
  }

  /**
   * Asks the person to type a word before something that cannot be taken back lightly. `--yes` answers for scripts.
   *
   * @throws CliFailure when it was not typed, and when nobody is there to ask
   */
  async confirm(question: string, word: string): Promise<void> {
    if (this.#options.yes) return;
    if (!this.terminal.isInteractive) {
      throw usageFailure(
        'Nobody is there to confirm: add --yes if the script may do this.',
        'Nessuno può confermare: aggiungere --yes se lo script è autorizzato.',
      );
    }
    const asked = this.say(`${question}\nType ${word} to go on: `, `${question}\nScrivere ${word} per procedere: `);
    if ((await this.terminal.ask(asked)).trim() === word) return;
    throw new CliFailure(EXIT.notConfirmed, [
      'Not confirmed; nothing was changed.',
      'Non confermato: nulla è cambiato.',
    ]);
  }

  /** Never from the command line: everybody on the machine can read that. */
  async #token(): Promise<string> {
    const { tokenFile } = this.#options;
    const text = tokenFile === undefined ? this.terminal.env['CASELLARIO_TOKEN'] : await readToken(tokenFile);
    const token = text?.trim();
    if (token && /^[\x21-\x7e]+$/.test(token)) return token;
    throw usageFailure(
      'Sign in: name the file of the access token (--token-file), or set CASELLARIO_TOKEN.',
      'Autenticarsi: indicare il file del token (--token-file) o la variabile CASELLARIO_TOKEN.',
    );
  }
}

async function readToken(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageFailure(
      `The token file cannot be read: ${error.code ?? error.name}.`,
      `Il file del token non è leggibile: ${error.code ?? error.name}.`,
    );
  });
}
