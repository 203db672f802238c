import { hash } from 'node:crypto';
import type { FileCode } from '../checks/refusal-codes.js';
import type { AnswerName } from '../drop/request-name.rules.js';
import type { Control, CrashStep, DelaySetting, Lie, OfficeSettings } from './control.input.js';

/** Whom a draw is for: the same key always draws the same, so that a run can be repeated. */
export interface DrawKey {
  readonly seed: number;
  readonly officeCode: string;
  readonly file: string;
}

/** What is to happen to one file, as drawn from its office's settings. */
export interface FileCourse {
  readonly ackDelayMs: number;
  readonly processDelayMs: number;
  readonly switchedOff: boolean;
  readonly refuseWith?: FileCode;
  readonly failProcessing: boolean;
  readonly withheld: readonly AnswerName[];
  readonly repeated: readonly AnswerName[];
  readonly repeatAfterMs: number;
  readonly outcomeBeforeAck: boolean;
  readonly outcomeBeforeZip: boolean;
  readonly cut: readonly AnswerName[];
  readonly completeAfterMs?: number;
  readonly wrongFileHash: boolean;
  readonly wrongPdfHash: boolean;
  readonly lie?: Lie;
  readonly unwritable?: 'EROFS' | 'ENOSPC';
  readonly crashAt: readonly CrashStep[];
}

export interface Delays {
  readonly ackDelayMs: number;
  readonly processDelayMs: number;
}

/** An office's settings: its own over those of every office. */
export function settingsOf(control: Control, officeCode: string): OfficeSettings {
  return { ...control.offices['*'], ...control.offices[officeCode] };
}

/** A number in [0, 1), the same for the same key and purpose. */
export function drawShare(key: DrawKey, purpose: string): number {
  const text = `${key.seed}\n${key.officeCode}\n${key.file}\n${purpose}`;
  return hash('sha256', text, 'buffer').readUIntBE(0, 6) / 2 ** 48;
}

/** Draws a file's course. A fault that is drawn at some probability is also drawn at every higher one. */
export function drawCourse(settings: OfficeSettings, key: DrawKey, delays: Delays): FileCourse {
  const hit = (fault: { probability: number } | undefined, purpose: string): boolean =>
    fault !== undefined && drawShare(key, purpose) < fault.probability;
  const { refuseWith, noAnswer, duplicateAnswer, reorder, cutFile, wrongHash, lieRows, crashBetweenSteps } = settings;
  const disorder = hit(reorder, 'reorder') ? (reorder?.what ?? []) : [];
  const wrong = hit(wrongHash, 'wrongHash') ? (wrongHash?.what ?? []) : [];
  const lies = hit(lieRows, 'lieRows') ? (lieRows?.how ?? []) : [];
  return {
    ackDelayMs: drawDelay(settings.ackDelayMs, { key, purpose: 'ack', otherwise: delays.ackDelayMs }),
    processDelayMs: drawDelay(settings.processDelayMs, { key, purpose: 'process', otherwise: delays.processDelayMs }),
    switchedOff: hit(settings.switchedOff, 'switchedOff'),
    refuseWith: hit(refuseWith, 'refuseWith') ? refuseWith?.code : undefined,
    failProcessing: hit(settings.failProcessing, 'failProcessing'),
    withheld: hit(noAnswer, 'noAnswer') ? withheldFiles(noAnswer?.answers ?? []) : [],
    repeated: hit(duplicateAnswer, 'duplicateAnswer') ? filesOf(duplicateAnswer?.answers ?? []) : [],
    repeatAfterMs: duplicateAnswer?.afterMs ?? 0,
    outcomeBeforeAck: disorder.includes('outcome-before-ack'),
    outcomeBeforeZip: disorder.includes('outcome-before-zip'),
    cut: hit(cutFile, 'cutFile') ? filesOf(cutFile?.answers ?? []) : [],
    completeAfterMs: cutFile?.completeAfterMs,
    wrongFileHash: wrong.includes('file'),
    wrongPdfHash: wrong.includes('pdf'),
    lie: lies.length > 0 ? lies[Math.floor(drawShare(key, 'lie') * lies.length)] : undefined,
    unwritable: hit(settings.readOnly, 'readOnly') ? 'EROFS' : hit(settings.noSpace, 'noSpace') ? 'ENOSPC' : undefined,
    crashAt: (crashBetweenSteps?.steps ?? []).filter((step) => hit(crashBetweenSteps, `crash:${step}`)),
  };
}

function drawDelay(
  setting: DelaySetting | undefined,
  { key, purpose, otherwise }: { key: DrawKey; purpose: string; otherwise: number },
): number {
  if (setting === undefined || typeof setting === 'number') return setting ?? otherwise;
  const { probability, ms, upToMs = ms } = setting;
  if (drawShare(key, `${purpose}Delay`) >= probability) return otherwise;
  return ms + Math.floor(drawShare(key, `${purpose}Delay:ms`) * Math.max(0, upToMs - ms));
}

/** A refusal is an acknowledgement of its kind: what is said of `ack` holds for `err`. */
function filesOf(answers: readonly ('ack' | 'zip' | 'outcome')[]): AnswerName[] {
  return answers.flatMap((answer): AnswerName[] => (answer === 'ack' ? ['ack', 'err'] : [answer]));
}

/** Certificates never go out without the outcome that names them. */
function withheldFiles(answers: readonly ('ack' | 'outcome')[]): AnswerName[] {
  return filesOf(answers.includes('outcome') ? [...answers, 'zip'] : answers);
}
