import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DropAreaError } from '../transport/drop-area.errors.js';
import type {
  AnswerFile,
  DropArea,
  DropAreaTrouble,
  DropEntry,
  OfficeFolder,
  OutgoingFile,
  PutResult,
} from '../transport/drop-area.port.js';
import type { ActCall, EntryPage } from './drop-area-host.js';
import { Peer, type PeerMessage } from './peer.js';
import { pieceOf, type Piece } from './pieces.js';

export interface HostedDropAreaOptions {
  /** Program that serves the drop area (`serveDropArea`), and its arguments; unset: the directory, `main.ts`. */
  program?: { path: string; args: readonly string[] };
  /** Options of Node for it; unset: those of this process. */
  execArgv?: readonly string[];
}

/**
 * Threads of the file process. A call to a file system that hangs keeps its thread until it ends; with one for each
 * way to each of the 140 offices and some more, no office that hangs takes another's. 300 idle threads cost 2.4 MB
 * (measured); a process that needs them for nothing else does not feel them.
 */
const THREADS = 320;
/** A process whose threads hang in the kernel may outlive even SIGKILL; nobody waits longer for it to be gone. */
const CLOSE_DEADLINE_MS = 2_000;

/**
 * A drop area in a process of its own, because libuv has one pool of threads (4 of them) for all files, compression and
 * cryptography of a process: four calls to a mounted directory that hang stop everything else, the direct channel and
 * the process's own end included. A hung call stays in that process; here only a promise waits for it.
 *
 * The process is started at the first call, and again when it has died: what was under way then has ended, and fails
 * with `UNREACHABLE`.
 */
export class HostedDropArea implements DropArea {
  readonly #program: { path: string; args: readonly string[] };
  readonly #execArgv: readonly string[] | undefined;
  readonly #puts = new Map<number, { file: OutgoingFile; bytes: AsyncIterator<Buffer> }>();
  #host: { child: ChildProcess; peer: Peer } | null = null;
  #calls = 0;
  #isClosed = false;

  constructor(directory: Readonly<Record<string, unknown>>, { program, execArgv }: HostedDropAreaOptions = {}) {
    const own = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));
    this.#program = program ?? { path: own, args: [JSON.stringify(directory)] };
    this.#execArgv = execArgv;
  }

  async put(file: OutgoingFile): Promise<PutResult> {
    const { officeCode, name, signal } = file;
    return this.#call(signal, async (peer, call) => {
      this.#puts.set(call, { file, bytes: file.bytes[Symbol.asyncIterator]() });
      try {
        return await peer.request<PutResult>('put', { call, officeCode, name });
      } finally {
        this.#puts.delete(call);
      }
    });
  }

  async *list({ officeCode, folder }: OfficeFolder, signal: AbortSignal): AsyncGenerator<DropEntry, void, void> {
    const call = (this.#calls += 1);
    let isOver = false;
    try {
      for (let method = 'list'; !isOver; method = 'entries') {
        const page = await this.#ask<EntryPage>(signal, call, method, { call, officeCode, folder });
        isOver = page.last;
        yield* page.entries;
      }
    } finally {
      if (!isOver) this.#end(call);
    }
  }

  async open({ officeCode, folder, name }: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    const call = (this.#calls += 1);
    const first = await this.#ask<Piece>(signal, call, 'open', { call, officeCode, folder, name });
    if (!first) return null;
    const next = (): Promise<Piece> => this.#ask<Piece>(signal, call, 'pieces', { call });
    return Readable.from(
      piecesOf(first, next, () => this.#end(call)),
      { objectMode: false },
    );
  }

  async take({ officeCode, folder, name }: AnswerFile, signal: AbortSignal): Promise<void> {
    await this.#call(signal, (peer, call) => peer.request('take', { call, officeCode, folder, name }));
  }

  async health(officeCode: string, signal: AbortSignal): Promise<DropAreaTrouble | null> {
    return this.#call(signal, (peer, call) => peer.request('health', { call, officeCode }));
  }

  /** Ends the process, whatever it is doing: what a file system hangs on ends with it or not at all. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const child = this.#host?.child;
    if (!child) return;
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(CLOSE_DEADLINE_MS) });
    child.kill('SIGKILL');
    await exited.catch(() => undefined);
  }

  #call<T>(signal: AbortSignal, work: (peer: Peer, call: number) => Promise<T>): Promise<T> {
    const call = (this.#calls += 1);
    return this.#aborting(signal, call, (peer) => work(peer, call));
  }

  #ask<T>(signal: AbortSignal, call: number, method: string, params: object): Promise<T> {
    return this.#aborting(signal, call, (peer) => peer.request<T>(method, params));
  }

  /** Passes the signal on, and goes on waiting: only the process that has the file open knows when the call has ended. */
  async #aborting<T>(signal: AbortSignal, call: number, work: (peer: Peer) => Promise<T>): Promise<T> {
    if (signal.aborted) throw new DropAreaError('TIMED_OUT');
    if (this.#isClosed) throw new DropAreaError('UNREACHABLE');
    const { child, peer } = (this.#host ??= this.#start());
    const onAbort = (): void => void send(child, { kind: 'abort', call });
    signal.addEventListener('abort', onAbort, { once: true });
    child.channel?.ref();
    try {
      return await work(peer);
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (peer.waiting === 0) child.channel?.unref();
    }
  }

  #end(call: number): void {
    this.#host?.peer.request('end', { call }).catch(() => undefined); // it has ended with its process
  }

  #start(): { child: ChildProcess; peer: Peer } {
    const { path, args } = this.#program;
    const child = fork(path, args, {
      ...(this.#execArgv && { execArgv: [...this.#execArgv] }),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Nothing else of the environment: it holds secrets, which that process has no use for.
      env: { PATH: process.env['PATH'] ?? '', UV_THREADPOOL_SIZE: String(THREADS) },
    });
    const peer: Peer = new Peer(
      'parent',
      (message) => send(child, message),
      (method, params) => this.#answer(peer, method, params),
    );
    child.on('message', (message: PeerMessage) => {
      if (message.kind !== 'abort') void peer.receive(message);
    });
    const gone = (): void => {
      if (this.#host?.child === child) this.#host = null;
      peer.endAll(new DropAreaError('UNREACHABLE', { systemCode: 'EPIPE' }));
    };
    child.on('exit', gone);
    child.on('error', () => {
      if (child.pid === undefined) gone(); // it was never started
    });
    child.unref();
    return { child, peer };
  }

  /** What the other process asks about a file that it is putting. */
  async #answer(peer: Peer, method: string, params: ActCall): Promise<unknown> {
    const { call, act } = params;
    const put = this.#puts.get(call);
    if (!put) throw new RangeError('no such call');
    if (method === 'bytes') return pieceOf(put.bytes);
    return put.file.claim[act](() => peer.request('act', { call, act }));
  }
}

async function* piecesOf(
  first: NonNullable<Piece>,
  next: () => Promise<Piece>,
  end: () => void,
): AsyncGenerator<Uint8Array, void, void> {
  let isOver = false;
  try {
    for (let piece: Piece = first; piece && !isOver; piece = isOver ? null : await next()) {
      const { buffer, byteOffset, byteLength } = piece.bytes;
      isOver = piece.last;
      if (byteLength > 0) yield Buffer.from(buffer, byteOffset, byteLength);
    }
  } finally {
    if (!isOver) end();
  }
}

/** A channel that has broken is followed by the end of its process, which ends every call. */
function send(child: ChildProcess, message: PeerMessage): void {
  child.send(message, () => undefined);
}
