import { cpus, totalmem } from 'node:os';
import { quantile } from './load.js';
import { QUESTIONS, type QuestionName } from './questions.js';
import type { Measured } from './running-variant.js';
import { ABOUT, type VariantName } from './variants.js';

/** Of one question, the rounds of each variant in their order. */
export type Rounds = ReadonlyMap<VariantName, readonly Measured[]>;

const GIB = 2 ** 30;

/** What the figures hold for, as docs/bench.md wants it above a table. */
export function machineLine(date: Date): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memory = (totalmem() / GIB).toFixed(0);
  return `${date.toISOString().slice(0, 10)}; ${cpus().length} cores (${model}), ${memory} GiB, Node ${process.version}`;
}

export function questionTable(name: QuestionName, rounds: Rounds, bytes: number): string {
  const { about } = QUESTIONS[name];
  const ours = rounds.get('ours');
  const rows = [...rounds].map(([variant, measured]) => {
    const of = (pick: (round: Measured) => number): number => quantile(measured.map(pick), 0.5);
    return [
      ABOUT[variant],
      of(({ cpu }) => cpu).toFixed(3),
      ours && variant !== 'ours' ? ratioOf(ours, measured) : '',
      of(({ requestsASecond }) => requestsASecond).toFixed(0),
      of(({ p50 }) => p50).toFixed(1),
      of(({ p99 }) => p99).toFixed(1),
    ];
  });
  const count = Math.max(...[...rounds.values()].map(({ length }) => length));
  return [
    `**${name}**: ${about}; an answer of ${(bytes / 1_024).toFixed(1)} KiB, ${count} rounds`,
    '',
    table(['Variant', 'CPU, ms a request', 'ours / this (least to most)', 'Requests/s', 'p50, ms', 'p99, ms'], rows),
  ].join('\n');
}

export function memoryTable(peaks: ReadonlyMap<VariantName, number>): string {
  const rows = [...peaks].map(([variant, peak]) => [ABOUT[variant], `${peak.toFixed(0)} MB`]);
  return `**Peak RSS** over the whole run\n\n${table(['Variant', 'Peak RSS'], rows)}`;
}

/** Ours to the other's CPU, round by round: both were under the same load then. */
function ratioOf(ours: readonly Measured[], others: readonly Measured[]): string {
  const ratios = others.flatMap(({ cpu }, round) => {
    const own = ours[round];
    return own ? [own.cpu / cpu] : [];
  });
  const written = (ratio: number): string => (ratio >= 1 ? ratio.toFixed(2) : `1/${(1 / ratio).toFixed(2)}`);
  return `${written(quantile(ratios, 0.5))} (${written(Math.min(...ratios))} to ${written(Math.max(...ratios))})`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
