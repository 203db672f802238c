import { z } from 'zod';
import { FILE_CODES, type FileCode } from '../checks/refusal-codes.js';

/** Moments between two steps at which the emulator can be told to die. */
export const CRASH_STEPS = [
  'received',
  'taken',
  'ack-renamed',
  'acknowledged',
  'processing',
  'processed',
  'zip-renamed',
  'outcome-renamed',
] as const;
export type CrashStep = (typeof CRASH_STEPS)[number];

export const LIES = ['missing', 'extra', 'doubled'] as const;
export type Lie = (typeof LIES)[number];

const answers = <const Name extends string>(...names: Name[]) =>
  z
    .array(z.enum(names))
    .min(1)
    .default(names as Name[]);
const milliseconds = z.number().int().min(0).max(86_400_000);
const probability = z.number().min(0).max(1).default(1);

/** A bare number of milliseconds is for every file; with `upToMs` each file's is drawn, so that files overtake others. */
const delay = z.union([
  milliseconds,
  z.strictObject({ probability, ms: milliseconds, upToMs: milliseconds.optional() }),
]);

/** A bare number is a probability, `true` is 1, `false` is 0; an object says the rest. */
function fault<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(asFault, z.strictObject({ probability, ...shape }));
}

function asFault(value: unknown): unknown {
  if (typeof value === 'boolean') return { probability: Number(value) };
  return typeof value === 'number' ? { probability: value } : value;
}

const fileCodes = Object.keys(FILE_CODES) as [FileCode, ...FileCode[]];
const refusal = z.preprocess(
  (value) => (typeof value === 'string' ? { code: value } : value),
  z.strictObject({ probability, code: z.enum(fileCodes) }),
);

const settings = {
  ackDelayMs: delay.describe(
    'Delay before the acknowledgement or the refusal: milliseconds, or ms, upToMs (drawn between them), probability',
  ),
  processDelayMs: delay.describe('Delay from the acknowledgement to the outcome, in the same way'),
  maxRows: z.number().int().min(1).max(1_000_000).describe('Most names in one file; above it TES-005'),
  switchedOff: fault({}).describe('Massivo is switched off: every file is refused with DIS-001'),
  refuseWith: refusal.describe('Refuse with this file code, whatever the file says'),
  failProcessing: fault({}).describe('Take the file in, then answer FALLITA with SIC-001'),
  noAnswer: fault({ answers: answers('ack', 'outcome') }).describe(
    'Say nothing (answers: ack, outcome); what was withheld is answered once this is cleared',
  ),
  duplicateAnswer: fault({ answers: answers('ack', 'zip', 'outcome'), afterMs: milliseconds.default(500) }).describe(
    'Give an answer (answers: ack, zip, outcome) a second time, afterMs later, same bytes',
  ),
  reorder: fault({ what: answers('outcome-before-ack', 'outcome-before-zip') }).describe(
    'Answer out of order (what: outcome-before-ack, outcome-before-zip)',
  ),
  cutFile: fault({
    answers: answers('ack', 'zip', 'outcome'),
    completeAfterMs: milliseconds.optional(),
  }).describe('Cut an answer short (answers: ack, zip, outcome); whole after completeAfterMs, else once cleared'),
  wrongHash: fault({ what: answers('file', 'pdf') }).describe(
    'Wrong hash in the outcome (what: file = its closing record, pdf = some of its certificates)',
  ),
  lieRows: fault({ how: answers(...LIES) }).describe(
    'An outcome that does not match what was sent (how: missing, extra, doubled row; one of them is drawn)',
  ),
  readOnly: fault({}).describe(
    'Writing answers fails (EROFS); at probability 1 the folders also lose their write permission (not felt by root)',
  ),
  noSpace: fault({}).describe('Writing answers fails half-way (ENOSPC); a .part stays behind'),
  crashBetweenSteps: fault({ steps: answers(...CRASH_STEPS) }).describe(
    `Die by SIGKILL, once per file and step (steps: ${CRASH_STEPS.join(', ')})`,
  ),
};

/** What one office (or `*`: every office) is told; each fault with its probability for a file. */
export const officeSettingsSchema = z.strictObject(settings).partial();

const senderSchema = z.strictObject({
  bodyTaxCode: z.string().optional(),
  offices: z.array(z.string()).optional(),
  purposes: z.array(z.string()).optional(),
});

const officeKey = z.string().regex(/^(\*|PROC-[A-Z]\d{3})$/, 'must be an office code such as PROC-H501, or *');

/** The control file, `<state>/control.json`: what the emulator is told while it runs. */
export const controlSchema = z.strictObject({
  seed: z.number().int().optional().describe('Seed of the faults, in place of the one given at start'),
  senders: z
    .record(z.string(), senderSchema)
    .optional()
    .describe('Known senders by IPA code; without it all are known'),
  offices: z.record(officeKey, officeSettingsSchema).default({}).describe('Settings by office code, or * for all'),
});

export type OfficeSettings = z.infer<typeof officeSettingsSchema>;
export type DelaySetting = z.infer<typeof delay>;
export type Control = z.infer<typeof controlSchema>;
export type SettingName = keyof OfficeSettings;

export const SETTING_NAMES = Object.keys(settings) as SettingName[];

/** What a setting does, for the help text. */
export function settingHelp(name: SettingName): string {
  return settings[name].description ?? '';
}

/** Every complaint about a control file, in one line without its values. */
export function controlComplaints(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`).join(', ');
}
