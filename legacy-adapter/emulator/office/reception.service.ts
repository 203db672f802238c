import { FILE_CODES, type FileCode } from '../checks/refusal-codes.js';
import { MAX_REQUEST_ID, refusalOf } from '../checks/request-file.rules.js';
import type { ReceivedEntry } from '../books/book-entries.js';
import type { OpenReceipt } from '../books/book-index.js';
import type { FileCourse } from '../control/faults.rules.js';
import { settingsOf } from '../control/faults.rules.js';
import type { DropArea } from '../drop/drop-area.store.js';
import { readRequestName } from '../drop/request-name.rules.js';
import { courseOf, dieWhenTold, nowText, type OfficeContext } from './office-context.js';
import { surveyRequest } from './request-examination.service.js';

type Survey = Awaited<ReturnType<typeof surveyRequest>>;

/** Takes request files in: reads, judges, notes in the books, moves to `in/done/`. */
export class Reception {
  readonly #context: OfficeContext;
  readonly #drop: DropArea;

  constructor(context: OfficeContext, drop: DropArea) {
    this.#context = context;
    this.#drop = drop;
  }

  /**
   * Takes one file of `in/` in. The same bytes under the same name, while the first answer is still owed, are the same
   * file: moved away, nothing new. `false` when there is no such regular file any more.
   */
  async receive(file: string): Promise<boolean> {
    const named = readRequestName(file);
    const handle = named && (await this.#drop.openRequest(file));
    if (!named || !handle) return false;
    const survey = await surveyRequest(handle, named);
    const waiting = this.#stillWaiting(file, survey.figures.sha256);
    if (waiting) {
      await this.#drop.take(file, waiting.received.takenAs);
      this.#context.events.report('received-again', { office: this.#drop.officeCode, file });
      return true;
    }
    const taken = await this.#drop.isTaken(file);
    await this.#enter(file, survey, taken);
    return true;
  }

  #stillWaiting(file: string, sha256: string): OpenReceipt | undefined {
    const open = this.#context.books.index.openReceipts(this.#drop.officeCode);
    return open.find(
      ({ received, answers }) =>
        received.file === file && received.sha256 === sha256 && !answers.has('ack') && !answers.has('err'),
    );
  }

  async #enter(file: string, survey: Survey, nameTaken: boolean): Promise<void> {
    const { books, events } = this.#context;
    const course = courseOf(this.#context, this.#drop.officeCode, file);
    // From here to the books in one turn: another office must not accept the same requestId in between.
    const received = this.#judge(file, survey, { course, nameTaken });
    const entered = books.append(received);
    const crashes = books.index.find(received.receipt)?.crashes ?? new Set();
    await entered;
    await dieWhenTold(this.#context, { receipt: received.receipt, step: 'received', course, crashes });
    await this.#drop.take(file, received.takenAs);
    await dieWhenTold(this.#context, { receipt: received.receipt, step: 'taken', course, crashes });
    const { rows, sicProtocol, errorCode } = received;
    events.report('received', { office: this.#drop.officeCode, file, rows, sicProtocol, errorCode });
  }

  #judge(file: string, { facts, figures }: Survey, how: { course: FileCourse; nameTaken: boolean }): ReceivedEntry {
    const { books, control, maxRows } = this.#context;
    const { officeCode } = this.#drop;
    const at = nowText(this.#context);
    const receipt = books.index.nextReceipt();
    const sicProtocol = `SIC-${at.slice(0, 4)}-${String(receipt).padStart(7, '0')}`;
    const requestId = readableId(facts.header?.requestId);
    const ipaCode = facts.named.ipaCode.toLowerCase();
    const earlierProtocol = books.index.earlierProtocol({ ipaCode, requestId, officeCode, file });
    const settings = settingsOf(control.control, officeCode);
    const errorCode =
      how.course.refuseWith ??
      refusalOf(facts, {
        officeCode,
        maxRows: settings.maxRows ?? maxRows,
        switchedOff: how.course.switchedOff,
        senders: control.control.senders,
        earlierProtocol,
      });
    const takenAs = how.nameTaken ? file.replace(/\.txt$/, `.${receipt}.txt`) : file;
    const entry = { receipt, at, officeCode, file, takenAs, ...figures, ipaCode, requestId, rows: facts.subjects };
    const refusal = errorCode && { errorCode, message: refusalMessage(errorCode, earlierProtocol ?? sicProtocol) };
    return { step: 'received', ...entry, sicProtocol, ...refusal };
  }
}

/** The requestId as it may be repeated in an answer; empty when there is none that could be meant. */
const readableId = (requestId = ''): string => (requestId.length <= MAX_REQUEST_ID ? requestId : '');

/** For TES-004 with the SIC protocol of the first. */
function refusalMessage(code: FileCode, firstProtocol: string): string {
  return code === 'TES-004' ? `${FILE_CODES[code]} ${firstProtocol}` : FILE_CODES[code];
}
