import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventLog } from '../events.js';
import { isMissing } from '../system-error.js';
import { controlComplaints, controlSchema, type Control } from './control.input.js';

const CONTROL_FILE = 'control.json';
const NOTHING_TOLD: Control = { offices: {} };

export const controlPath = (stateDir: string): string => join(stateDir, CONTROL_FILE);

/** The control file as it is now; nothing told when there is none. Throws a sentence when it cannot be understood. */
export async function readControl(stateDir: string): Promise<Control> {
  const text = await readText(controlPath(stateDir));
  if (text === undefined) return NOTHING_TOLD;
  const parsed = controlSchema.safeParse(asJson(text));
  if (!parsed.success) throw new Error(controlComplaints(parsed.error));
  return parsed.data;
}

/** Writes the control file in one step, so that a running emulator never reads half of it. */
export async function writeControl(stateDir: string, control: unknown): Promise<void> {
  const parsed = controlSchema.safeParse(control);
  if (!parsed.success) throw new Error(controlComplaints(parsed.error));
  await mkdir(stateDir, { recursive: true });
  const temporary = `${controlPath(stateDir)}.${randomUUID()}.part`;
  await writeFile(temporary, `${JSON.stringify(parsed.data, null, 2)}\n`);
  await rename(temporary, controlPath(stateDir));
}

/** Follows the control file: what was last understood stays in force until something else is understood. */
export class ControlWatch {
  readonly #stateDir: string;
  readonly #events: EventLog;
  #seen = '';
  #control = NOTHING_TOLD;
  #version = 0;

  constructor(stateDir: string, events: EventLog) {
    this.#stateDir = stateDir;
    this.#events = events;
  }

  get control(): Control {
    return this.#control;
  }

  /** Grows with each change that was understood. */
  get version(): number {
    return this.#version;
  }

  /** Reads the file again if it has changed. */
  async refresh(): Promise<void> {
    const mark = await this.#mark();
    if (mark === this.#seen) return;
    this.#seen = mark;
    try {
      this.#control = await readControl(this.#stateDir);
      this.#version += 1;
      this.#events.report('control-read', { version: this.#version });
    } catch (error) {
      this.#events.report('control-rejected', { reason: error instanceof Error ? error.message : 'unreadable' });
    }
  }

  async #mark(): Promise<string> {
    try {
      const { ino, size, mtimeMs } = await stat(controlPath(this.#stateDir));
      return `${ino}/${size}/${mtimeMs}`;
    } catch {
      return '';
    }
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('not JSON');
  }
}
