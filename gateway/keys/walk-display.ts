import type { Writable } from 'node:stream';
import { walkLine } from './rotation-line.rules.js';

const DRAW_EVERY_MS = 200;
/** In a pipe a line is written no more often than this. */
const LINE_EVERY_MS = 5_000;

/** Shows how far the walk is: a bar on a terminal, plain lines where there is none. */
export class WalkDisplay {
  readonly #out: Writable & { isTTY?: boolean };
  #total = 0;
  #rows = 0;
  #resealed = 0;
  #startedAt = 0;
  #drawnAt = -Infinity;

  constructor(out: Writable & { isTTY?: boolean }) {
    this.#out = out;
  }

  /** A walk begins over so many rows. */
  begin(total: number): void {
    this.#total = total;
    this.#rows = 0;
    this.#startedAt = performance.now();
    this.#drawnAt = performance.now();
  }

  add(rows: number, resealed: number): void {
    this.#rows += rows;
    this.#resealed += resealed;
    const pause = this.#out.isTTY ? DRAW_EVERY_MS : LINE_EVERY_MS;
    if (performance.now() - this.#drawnAt >= pause) this.#draw();
  }

  /** The walk is over: its last state stays. */
  end(): void {
    if (this.#startedAt === 0) return;
    this.#draw();
    if (this.#out.isTTY) this.#out.write('\n');
    this.#startedAt = 0;
  }

  say(line: string): void {
    this.end();
    this.#out.write(`${line}\n`);
  }

  #draw(): void {
    this.#drawnAt = performance.now();
    const seconds = (this.#drawnAt - this.#startedAt) / 1_000;
    const progress = { rows: this.#rows, total: this.#total, resealed: this.#resealed, seconds };
    const line = walkLine(progress, { withBar: this.#out.isTTY === true });
    this.#out.write(this.#out.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  }
}
