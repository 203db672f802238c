import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosPlan, Fault, PlannedFault, ProcessName } from './chaos-plan.js';
import type { Journal } from './journal.js';
import type { Operators } from './operators.js';
import { faultText } from './plan-lines.js';
import type { DropDisk } from './processes/drop-disk.js';
import type { ManagedProcess } from './processes/managed-process.js';

export interface StormParts {
  processes: ReadonlyMap<ProcessName, ManagedProcess>;
  disk: DropDisk;
  operators: Operators;
  journal: Journal;
  booksDir: string;
}

/** Does to the product what the plan says, when it says so. */
export class Storm {
  readonly #parts: StormParts;
  readonly #signal: AbortSignal;
  /** Changes of the flag one after the other, however long each takes. */
  #flag: Promise<void> = Promise.resolve();
  /** Those that need no peace: an unforced closing waits until nothing is in flight. */
  #flagInStorm: Promise<void> = Promise.resolve();
  #flagChangesLeft = 0;
  #limits: Promise<void> = Promise.resolve();
  #control: Promise<void> = Promise.resolve();

  constructor(parts: StormParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /**
   * Resolves when every fault has been done and undone, and the flag is where the plan has it; the latter is waited for
   * once more the length of the storm, because a slow machine takes its time.
   */
  async run({ faults, size }: ChaosPlan): Promise<void> {
    const beginning = performance.now();
    await Promise.all(faults.map((planned) => this.#whenDue(planned, beginning)));
    const patience = new AbortController();
    const late = sleep(size.stormMs, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.#flagInStorm, late]);
    patience.abort();
  }

  /** Changes of the flag that nobody has acknowledged. */
  get flagChangesLeft(): number {
    return this.#flagChangesLeft;
  }

  /** Resolves when every change of the flag that was planned is in force. */
  async flagSettled(): Promise<void> {
    await Promise.all([this.#flag, this.#limits]);
  }

  /** Everything runs, there is space, and the offices do as they should. */
  async heal(): Promise<void> {
    await this.#parts.disk.free();
    await this.#tellOffices({ offices: {} });
    this.#parts.journal.note('healed');
  }

  async #whenDue({ atMs, fault }: PlannedFault, beginning: number): Promise<void> {
    await this.#sleep(beginning + atMs - performance.now());
    if (this.#signal.aborted) return;
    if (fault.kind !== 'offices') this.#parts.journal.note(faultText(fault), `fault: ${fault.kind}`);
    await this.#cause(fault);
  }

  async #cause(fault: Fault): Promise<void> {
    const { operators, disk } = this.#parts;
    switch (fault.kind) {
      case 'kill': {
        const process = this.#process(fault.process);
        await process.kill();
        await this.#sleep(fault.forMs);
        return process.start();
      }
      case 'pause': {
        const process = this.#process(fault.process);
        process.pause();
        await this.#sleep(fault.forMs);
        return process.resume();
      }
      case 'full-disk':
        await disk.fill();
        await this.#sleep(fault.forMs);
        return disk.free();
      case 'offices':
        return this.#tellOffices(fault.control);
      case 'limits':
        this.#limits = this.#limits.then(() => operators.setLimits(fault, this.#signal));
        return;
      case 'flag':
        this.#flagChangesLeft += 1;
        this.#flag = this.#flag.then(async () => {
          if (await operators.changeFlag(fault, this.#signal)) this.#flagChangesLeft -= 1;
        });
        if (fault.to !== 'CLOSED' || fault.force) this.#flagInStorm = this.#flag;
    }
  }

  /** One after the other, each in one step, so that a running emulator never reads half of it. */
  #tellOffices(control: object): Promise<void> {
    this.#control = this.#control.then(() => this.#writeControl(control));
    return this.#control;
  }

  async #writeControl(control: object): Promise<void> {
    const file = path.join(this.#parts.booksDir, 'control.json');
    await mkdir(this.#parts.booksDir, { recursive: true });
    await writeFile(`${file}.draft`, JSON.stringify(control));
    await rename(`${file}.draft`, file);
  }

  #process(name: ProcessName): ManagedProcess {
    const process = this.#parts.processes.get(name);
    if (!process) throw new Error(`no process ${name}`);
    return process;
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: this.#signal }).catch(() => undefined);
  }
}
