import { parseDay, type DayNumber } from '../../../schema/kernel/day-number.rules.js';
import type { RequestHeader } from '../records/request-records.rules.js';
import type { FileCode } from './refusal-codes.js';

/** What a whole request file says of itself, gathered in one pass over it. */
export interface RequestFacts {
  /** From the file's name: `MASSIVA_<ipaCode>_<officeCode>_…`. */
  readonly named: { readonly ipaCode: string; readonly officeCode: string };
  readonly header?: RequestHeader;
  /** `S` records, malformed ones included. */
  readonly subjects: number;
  /** Lines that are no record of the protocol, or stand where they may not. */
  readonly malformedLines: number;
  readonly closing?: { readonly subjects: number; readonly sha256: string; readonly hashBefore: string };
  /** More than empty lines follows the closing record, so that its hash does not cover the file. */
  readonly goesOn: boolean;
}

/** A sender that the office knows; what is left out is not checked. */
export interface KnownSender {
  readonly bodyTaxCode?: string;
  readonly offices?: readonly string[];
  readonly purposes?: readonly string[];
}

/** What the office holds a request against. */
export interface ReceptionRules {
  readonly officeCode: string;
  /** Most names in one file. */
  readonly maxRows: number;
  readonly switchedOff: boolean;
  /** By IPA code; without it every sender is known. */
  readonly senders?: Readonly<Record<string, KnownSender>>;
  /** SIC protocol of the first file with this requestId or name, if there was one. */
  readonly earlierProtocol?: string;
}

/** Kinds that massivo issues (domain.md, "Certificate kinds"; R-04: never `32SAN`). */
const MASSIVO_KINDS: readonly string[] = ['28GEN', '28PEN', '28CIV', '39SEL', '29ELE'];
/** The library of purposes, FIN-001 … FIN-012. */
const PURPOSE = /^FIN-0(0[1-9]|1[0-2])$/;
/** Bolzano/Bozen, the one office that answers in German. */
const GERMAN_OFFICE = 'PROC-A952';
/** Ours: the protocol gives none. */
export const MAX_REQUEST_ID = 80;

type Check = (facts: RequestFacts, rules: ReceptionRules) => boolean;

/** Insertion order is the order of the protocol's list: the first check that holds gives the code. */
const CHECKS: readonly (readonly [FileCode, Check])[] = [
  ['AUT-001', isFromUnknownSender],
  ['FIR-001', ({ closing, goesOn }) => !closing || closing.sha256 !== closing.hashBefore || goesOn],
  ['OBB-001', lacksHeaderField],
  ['TES-001', ({ header }) => header?.protocolNumber === '' || protocolDayOf(header) === undefined],
  ['TES-002', ({ header }) => !MASSIVO_KINDS.includes(header?.kind ?? '')],
  ['TES-003', ({ closing, subjects }) => subjects === 0 || closing?.subjects !== subjects],
  ['TES-004', (_facts, { earlierProtocol }) => earlierProtocol !== undefined],
  ['TES-005', ({ subjects }, { maxRows }) => subjects > maxRows],
  ['TES-006', ({ header }, { officeCode }) => header?.german === 'S' && officeCode !== GERMAN_OFFICE],
  ['AUT-002', isPurposeUnauthorised],
  ['DIS-001', (_facts, { switchedOff }) => switchedOff],
];

/** The code with which the office refuses this file, or `undefined` when it takes it in. */
export function refusalOf(facts: RequestFacts, rules: ReceptionRules): FileCode | undefined {
  return refusalsOf(facts, rules)[0];
}

/** Everything that is wrong with this file, in the order in which the office looks. */
export function refusalsOf(facts: RequestFacts, rules: ReceptionRules): FileCode[] {
  return CHECKS.filter(([, applies]) => applies(facts, rules)).map(([code]) => code);
}

/** The day of the protocol (dd/mm/yyyy), at which a subject must be of age. */
export function protocolDayOf(header: RequestHeader | undefined): DayNumber | undefined {
  const text = header?.protocolDate ?? '';
  return text.includes('/') ? parseDay(text) : undefined;
}

function isFromUnknownSender({ named, header }: RequestFacts, { officeCode, senders }: ReceptionRules): boolean {
  if (named.officeCode !== officeCode) return true;
  if (header?.officeCode && header.officeCode !== officeCode) return true;
  if (header?.ipaCode && header.ipaCode.toLowerCase() !== named.ipaCode.toLowerCase()) return true;
  if (!senders) return false;
  const sender = senders[named.ipaCode.toLowerCase()];
  if (!sender) return true;
  if (sender.offices && !sender.offices.includes(officeCode)) return true;
  return Boolean(sender.bodyTaxCode && header?.bodyTaxCode && header.bodyTaxCode !== sender.bodyTaxCode);
}

function lacksHeaderField({ header, malformedLines }: RequestFacts): boolean {
  if (!header || malformedLines > 0 || header.version !== '1.0') return true;
  const mandatory = [header.ipaCode, header.officeCode, header.requestId, header.kind, header.purpose, header.pec];
  if (mandatory.includes('') || header.contactTaxCode === '' || header.requestId.length > MAX_REQUEST_ID) return true;
  return !/^\d{11}$/.test(header.bodyTaxCode) || !/^[SN]$/.test(header.german);
}

function isPurposeUnauthorised({ header, named }: RequestFacts, { senders }: ReceptionRules): boolean {
  const purpose = header?.purpose ?? '';
  const authorised = senders?.[named.ipaCode.toLowerCase()]?.purposes;
  return authorised ? !authorised.includes(purpose) : !PURPOSE.test(purpose);
}
