import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { AnsweredEntry, ProcessedEntry } from '../books/book-entries.js';
import type { OpenReceipt } from '../books/book-index.js';
import { drawShare, type FileCourse } from '../control/faults.rules.js';
import type { CrashStep } from '../control/control.input.js';
import { AnswerFile } from '../drop/answer-file.js';
import type { DropArea } from '../drop/drop-area.store.js';
import { answerPlace, type AnswerName } from '../drop/request-name.rules.js';
import { headerRecord } from '../records/outcome-records.rules.js';
import { nextStep, type Step } from './next-step.rules.js';
import { courseOf, dieWhenTold, faultKey, nowText, type OfficeContext } from './office-context.js';
import {
  processRows,
  writeOutcomeFiles,
  type Counts,
  type Distortion,
  type ExaminedRows,
} from './outcome-writing.service.js';

const RENAMED: Readonly<Record<AnswerName, CrashStep>> = {
  ack: 'ack-renamed',
  err: 'ack-renamed',
  zip: 'zip-renamed',
  outcome: 'outcome-renamed',
};
/** A cut answer keeps between a tenth and nine tenths of its bytes: never all, so never its closing record. */
const LEAST_KEPT = 0.1;
const KEPT_SPREAD = 0.8;

/** As many files as an office works on at a time; an answer that is withheld keeps its rows until then. */
const MOST_EXAMINED = 8;

type AnswerStep = Extract<Step, { do: 'answer' }>;
export type Pause = Extract<Step, { do: 'wait' | 'wait-for-control' | 'close' }>;

/** An answer could not be written because the control file has it so. */
class ToldToFail extends Error {
  constructor(readonly code: 'EROFS' | 'ENOSPC') {
    super(`told to fail: ${code}`);
  }
}

/** Goes with a file from its receipt to its last answer, step by step as `nextStep` says. */
export class Answering {
  readonly #context: OfficeContext;
  readonly #drop: DropArea;
  /** By receipt, the `.part` files that lie finished in `out/`, and the distortion they were made with. */
  readonly #prepared = new Map<number, { readonly made: string; readonly files: Set<AnswerName> }>();

  /** By receipt, the rows of files that have been processed and are about to be answered. */
  readonly #examined = new Map<number, ExaminedRows>();

  constructor(context: OfficeContext, drop: DropArea) {
    this.#context = context;
    this.#drop = drop;
  }

  /** Does what is due for this file, and says what to wait for. */
  async advance(open: OpenReceipt, signal: AbortSignal): Promise<Pause> {
    for (;;) {
      const course = courseOf(this.#context, this.#drop.officeCode, open.received.file);
      const step = nextStep(open, course, performance.now());
      if (signal.aborted) return { do: 'wait-for-control' };
      if (step.do === 'process') await this.#process(open, course);
      else if (step.do === 'answer') await this.#answer(open, course, step);
      else {
        if (step.do === 'close') await this.#close(open);
        return step;
      }
    }
  }

  async #process(open: OpenReceipt, course: FileCourse): Promise<void> {
    const { books, events, seed, stateDir } = this.#context;
    const { receipt, sicProtocol, file } = open.received;
    if (!open.processing) {
      await books.append({ step: 'processing', receipt, at: nowText(this.#context) });
      await this.#mayDie(open, course, 'processing');
    }
    const rowsFolder = join(stateDir, 'rows');
    await mkdir(rowsFolder, { recursive: true });
    const examined = { drop: this.#drop, received: open.received, registerSeed: seed };
    const rowsPath = join(rowsFolder, `${sicProtocol}.jsonl`);
    const processed = course.failProcessing ? undefined : await processRows(examined, rowsPath);
    const result = resultOf(processed?.counts);
    await books.append({ step: 'processed', receipt, at: nowText(this.#context), sicProtocol, ...result });
    events.report('processed', { office: this.#drop.officeCode, file, sicProtocol, ...result });
    await this.#mayDie(open, course, 'processed');
    if (processed?.examined && this.#examined.size < MOST_EXAMINED) this.#examined.set(receipt, processed.examined);
  }

  async #answer(open: OpenReceipt, course: FileCourse, step: AnswerStep): Promise<void> {
    const { answer, faults } = step;
    const { file } = open.received;
    if (course.unwritable) await this.#failAsTold(file, answer, course.unwritable);
    const distortion = this.#distortionOf(open, course);
    if (answer === 'ack' || answer === 'err') await this.#writeReception(open, answer);
    else await this.#prepare(open, answer, distortion);
    const key = faultKey(this.#context, this.#drop.officeCode, file);
    if (faults.includes('cutFile')) {
      await this.#drop.cut(file, answer, LEAST_KEPT + KEPT_SPREAD * drawShare(key, `cut:${answer}`));
    }
    await this.#drop.publish(file, answer);
    await this.#mayDie(open, course, RENAMED[answer]);
    await this.#note(open, step, faults.includes('lieRows') ? distortion.lie?.row : undefined);
    if (answer === 'ack' || answer === 'err') await this.#mayDie(open, course, 'acknowledged');
  }

  async #note({ received }: OpenReceipt, { answer, faults, repeated }: AnswerStep, lieRow?: number): Promise<void> {
    const { receipt, officeCode, sicProtocol } = received;
    const { file } = answerPlace(received.file, answer);
    const what = {
      officeCode,
      answer,
      file,
      sicProtocol,
      faults,
      repeated,
      ...(lieRow === undefined ? {} : { lieRow }),
    };
    const entry: AnsweredEntry = { step: 'answered', receipt, at: nowText(this.#context), ...what };
    await this.#context.books.append(entry);
    const told = {
      errorCode: received.errorCode,
      faults: faults.join(',') || undefined,
      repeated: repeated || undefined,
    };
    this.#context.events.report('answered', { office: officeCode, file, sicProtocol, ...told });
  }

  async #writeReception({ received }: OpenReceipt, answer: 'ack' | 'err'): Promise<void> {
    const { requestId, sicProtocol, at: receivedAt, errorCode, message } = received;
    const state = answer === 'ack' ? 'RICEVUTA' : 'RIFIUTATA';
    const file = await AnswerFile.create(this.#drop.partPath(received.file, answer));
    await file.write(headerRecord({ requestId, sicProtocol, receivedAt, state, errorCode, message }));
    await file.finish();
  }

  /** Has the answer's `.part` lie ready, and the other one's that is still owed, in one pass over the request. */
  async #prepare(open: OpenReceipt, answer: AnswerName, distortion: Distortion): Promise<void> {
    const { received, processed, processing, answers } = open;
    if (!processed || !processing) throw new Error('an outcome before its processing');
    const made = JSON.stringify(distortion);
    const prepared = this.#prepared.get(received.receipt);
    if (prepared?.made === made && prepared.files.delete(answer)) return;
    const zip = answer === 'zip' || (!answers.has('zip') && processed.positive + processed.nil > 0);
    const outcome = answer === 'outcome' || !answers.has('outcome');
    const file = { drop: this.#drop, received, registerSeed: this.#context.seed };
    const examined = this.#examined.get(received.receipt);
    this.#examined.delete(received.receipt);
    const how = { processedAt: processing.at, zip, outcome, distortion };
    await writeOutcomeFiles({ ...file, processed, ...how, ...(examined && { examined }) });
    const ready = new Set<AnswerName>([...(zip ? ['zip' as const] : []), ...(outcome ? ['outcome' as const] : [])]);
    ready.delete(answer);
    this.#prepared.set(received.receipt, { made, files: ready });
  }

  #distortionOf({ received }: OpenReceipt, course: FileCourse): Distortion {
    const { wrongFileHash, wrongPdfHash, lie: how } = course;
    if (!how) return { wrongFileHash, wrongPdfHash };
    const key = faultKey(this.#context, received.officeCode, received.file);
    const row = how === 'extra' ? received.rows + 1 : 1 + Math.floor(drawShare(key, 'lie-row') * received.rows);
    return { wrongFileHash, wrongPdfHash, lie: { how, row } };
  }

  /** Without space, half of something stays behind under the `.part` name. */
  async #failAsTold(file: string, answer: AnswerName, code: 'EROFS' | 'ENOSPC'): Promise<never> {
    if (code === 'ENOSPC') {
      const part = await AnswerFile.create(this.#drop.partPath(file, answer));
      await part.write('R;1.0;');
      await part.finish();
      for (const prepared of this.#prepared.values()) prepared.files.delete(answer);
    }
    throw new ToldToFail(code);
  }

  async #close({ received: { receipt } }: OpenReceipt): Promise<void> {
    this.#prepared.delete(receipt);
    this.#examined.delete(receipt);
    await this.#context.books.append({ step: 'closed', receipt, at: nowText(this.#context) });
  }

  #mayDie(open: OpenReceipt, course: FileCourse, step: CrashStep): Promise<void> {
    return dieWhenTold(this.#context, { receipt: open.received.receipt, step, course, crashes: open.crashes });
  }
}

function resultOf(counts: Counts | undefined): Counts & Pick<ProcessedEntry, 'state'> {
  if (!counts) return { state: 'FALLITA', positive: 0, nil: 0, discarded: 0 };
  return { state: counts.discarded > 0 ? 'COMPLETATA_CON_SCARTI' : 'COMPLETATA', ...counts };
}
