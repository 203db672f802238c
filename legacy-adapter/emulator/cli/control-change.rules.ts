import { SETTING_NAMES, type Control } from '../control/control.input.js';

export interface ControlChange {
  readonly office: string;
  /** `name=value`, the value as JSON or as plain text. */
  readonly set: readonly string[];
  readonly clear: readonly string[];
  readonly reset?: boolean;
  readonly seed?: number;
}

export const isChange = ({ set, clear, reset, seed }: ControlChange): boolean =>
  set.length > 0 || clear.length > 0 || reset === true || seed !== undefined;

/** The control file after a change; not validated yet. Throws a sentence for a name that is no setting. */
export function changedControl(before: Control, change: ControlChange): unknown {
  const start: Control = change.reset ? { offices: {} } : before;
  const cleared = change.clear.map(known);
  const kept = Object.entries(start.offices[change.office] ?? {}).filter(([name]) => !cleared.includes(name));
  const settings: Record<string, unknown> = Object.fromEntries(kept);
  for (const assignment of change.set) {
    const [name = '', ...rest] = assignment.split('=');
    settings[known(name)] = valueOf(rest.join('='));
  }
  const { [change.office]: _replaced, ...others } = start.offices;
  const offices = Object.keys(settings).length > 0 ? { ...others, [change.office]: settings } : others;
  return { ...start, ...(change.seed === undefined ? {} : { seed: change.seed }), offices };
}

function known(name: string): string {
  if ((SETTING_NAMES as string[]).includes(name)) return name;
  throw new Error(`${name} is no setting; there are ${SETTING_NAMES.join(', ')}`);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
