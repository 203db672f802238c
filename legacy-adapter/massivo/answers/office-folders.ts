import type { AnswerFolder, DropArea } from '../transport/drop-area.port.js';
import { answeredBy, type AnswerKind } from './answer-names.rules.js';

/** What a look into an office's answer folders has found. */
export interface OfficeView {
  /** Answers to the files that were asked about, by the name of the request file. */
  answers: Map<string, Set<AnswerKind>>;
  /** Answers to other request files, a bounded number. */
  others: { folder: AnswerFolder; name: string; requestName: string; kind: AnswerKind }[];
  /** Entries that are no answers at all: links, devices, names that mean nothing. Left where they are. */
  foreign: number;
  /** Folders that hold more entries than one look goes through. */
  truncated: number;
}

const FOLDERS: readonly AnswerFolder[] = ['ack', 'err', 'out'];
const ALL_KINDS: readonly AnswerKind[] = ['ack', 'err', 'outcome', 'certificates'];
const MOST_OTHERS = 500;

/**
 * Goes through an office's answer folders once. What it keeps is bounded by what was asked about, not by what lies
 * there; where a folder holds more than is listed, any answer may be there and is looked for by its name.
 */
export async function viewOffice(
  dropArea: DropArea,
  { officeCode, awaited }: { officeCode: string; awaited: readonly string[] },
  signal: AbortSignal,
): Promise<OfficeView> {
  const view: OfficeView = { answers: new Map(), others: [], foreign: 0, truncated: 0 };
  const wanted = new Set(awaited);
  for (const folder of FOLDERS) {
    for await (const entry of dropArea.list({ officeCode, folder }, signal)) {
      if (entry.kind === 'TRUNCATED') {
        view.truncated += 1;
        for (const name of awaited) ALL_KINDS.forEach((kind) => note(view, name, kind));
        continue;
      }
      const answer = entry.kind === 'FILE' ? answeredBy({ folder, name: entry.name }) : null;
      if (entry.kind !== 'FILE' || !answer) view.foreign += 1;
      else if (wanted.has(answer.requestName)) note(view, answer.requestName, answer.kind);
      else if (view.others.length < MOST_OTHERS) view.others.push({ folder, name: entry.name, ...answer });
    }
  }
  return view;
}

function note({ answers }: OfficeView, requestName: string, kind: AnswerKind): void {
  const kinds = answers.get(requestName) ?? new Set();
  answers.set(requestName, kinds.add(kind));
}
