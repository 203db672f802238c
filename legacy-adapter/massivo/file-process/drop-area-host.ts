import { DropAreaError } from '../transport/drop-area.errors.js';
import type { AnswerFile, DropArea, DropEntry, OfficeFolder, SendingClaim } from '../transport/drop-area.port.js';
import { Peer, type PeerMessage } from './peer.js';
import { pieceOf, type Piece } from './pieces.js';

/** What both processes say about one call; `call` is its number. */
export interface Call {
  call: number;
}
export type PutCall = Call & { officeCode: string; name: string };
export type ListCall = Call & OfficeFolder;
export type FileCall = Call & AnswerFile;
export type ActCall = Call & { act: 'hold' | 'publish' };
/** A page of entries; more follow when it is not the last. */
export interface EntryPage {
  entries: DropEntry[];
  last: boolean;
}

const PAGE = 512;

/** What goes on in this process for one call of the other. */
interface Running {
  abort: AbortController;
  entries?: AsyncIterator<DropEntry>;
  pieces?: AsyncIterator<Buffer>;
  acts: Map<string, () => Promise<unknown>>;
}

/** Serves a drop area to the process that started this one, and ends with it. */
export function serveDropArea(dropArea: DropArea): void {
  const host = new DropAreaHost(dropArea, (message) => process.send?.(message));
  process.on('message', (message: PeerMessage) => host.receive(message));
  // What was asked for by a process that has died must not be done after others have taken its work up. Not `exit`,
  // which waits for the very threads that hang.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Ctrl-C reaches the whole group; the other process ends what is under way and then this one.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
}

class DropAreaHost {
  readonly #dropArea: DropArea;
  readonly #running = new Map<number, Running>();
  readonly #peer: Peer;

  constructor(dropArea: DropArea, send: (message: PeerMessage) => void) {
    this.#dropArea = dropArea;
    this.#peer = new Peer('child', send, (method, params) => this.#answer(method, params));
  }

  receive(message: PeerMessage): void {
    if (message.kind === 'abort') this.#running.get(message.call)?.abort.abort();
    else void this.#peer.receive(message);
  }

  #answer(method: string, params: never): Promise<unknown> {
    switch (method) {
      case 'put':
        return this.#put(params);
      case 'act':
        return this.#act(params);
      case 'list':
        return this.#list(params);
      case 'entries':
        return this.#entries(params);
      case 'open':
        return this.#open(params);
      case 'pieces':
        return this.#pieces(params);
      case 'take':
        return this.#alone(params, (file: FileCall, signal) => this.#dropArea.take(file, signal));
      case 'health':
        return this.#alone(params, ({ officeCode }: PutCall, signal) => this.#dropArea.health(officeCode, signal));
      case 'end':
        return this.#end(params);
      default:
        return Promise.reject(new RangeError('no such method'));
    }
  }

  #put({ call, officeCode, name }: PutCall): Promise<unknown> {
    return this.#alone({ call }, (_call, signal, running) => {
      const claim: SendingClaim = {
        hold: (act) => this.#underClaim({ call, act: 'hold' }, running, act),
        publish: (act) => this.#underClaim({ call, act: 'publish' }, running, act),
      };
      return this.#dropArea.put({ officeCode, name, bytes: this.#bytes(call), claim, signal });
    });
  }

  /** The other process runs its half of the claim and, inside it, asks for the act. */
  async #underClaim<T>(which: ActCall, running: Running, act: () => Promise<T>): Promise<T> {
    let result: { value: T } | undefined;
    running.acts.set(which.act, async () => {
      result = { value: await act() };
      return which.act === 'publish' ? result.value : undefined; // a file handle stays here
    });
    await this.#peer.request(which.act, which);
    if (!result) throw new Error('a claim that was acted under without the act');
    return result.value;
  }

  async #act({ call, act }: ActCall): Promise<unknown> {
    const run = this.#running.get(call)?.acts.get(act);
    if (!run) throw new RangeError('no such act');
    return run();
  }

  async *#bytes(call: number): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const piece = await this.#peer.request<Piece>('bytes', { call });
      if (piece && piece.bytes.length > 0) yield Buffer.from(piece.bytes);
      if (!piece || piece.last) return;
    }
  }

  #list(folder: ListCall): Promise<EntryPage> {
    const running = this.#begin(folder.call);
    running.entries = this.#dropArea.list(folder, running.abort.signal)[Symbol.asyncIterator]();
    return this.#entries(folder);
  }

  #entries({ call }: Call): Promise<EntryPage> {
    return this.#untilLast(call, async ({ entries: iterator }) => {
      const entries: DropEntry[] = [];
      while (iterator && entries.length < PAGE) {
        const next = await iterator.next();
        if (next.done) return { entries, last: true };
        entries.push(next.value);
      }
      return { entries, last: !iterator };
    });
  }

  #open(file: FileCall): Promise<Piece> {
    this.#begin(file.call);
    return this.#untilLast(file.call, async (running) => {
      const content = await this.#dropArea.open(file, running.abort.signal);
      if (!content) return null;
      running.pieces = (content as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
      return pieceOf(running.pieces);
    });
  }

  #pieces({ call }: Call): Promise<Piece> {
    return this.#untilLast(call, ({ pieces }) => (pieces ? pieceOf(pieces) : Promise.resolve(null)));
  }

  /** A step of a call that takes several; after the last, or a failure, there is nothing to be ended any more. */
  async #untilLast<T extends { last: boolean } | null>(
    call: number,
    step: (running: Running) => Promise<T>,
  ): Promise<T> {
    const running = this.#running.get(call);
    if (!running) throw new DropAreaError('TIMED_OUT');
    let isOver = true;
    try {
      const result = await step(running);
      isOver = result?.last ?? true;
      return result;
    } finally {
      if (isOver) this.#running.delete(call);
    }
  }

  /** The other process needs nothing more of this call. */
  async #end({ call }: Call): Promise<void> {
    const running = this.#running.get(call);
    this.#running.delete(call);
    await running?.entries?.return?.();
    await running?.pieces?.return?.();
  }

  async #alone<P extends Call>(
    params: P,
    work: (params: P, signal: AbortSignal, running: Running) => Promise<unknown>,
  ): Promise<unknown> {
    const running = this.#begin(params.call);
    try {
      return await work(params, running.abort.signal, running);
    } finally {
      this.#running.delete(params.call);
    }
  }

  #begin(call: number): Running {
    const running: Running = { abort: new AbortController(), acts: new Map() };
    this.#running.set(call, running);
    return running;
  }
}
