import { FILE_CODES, isFileCode, type FileCode } from '../../../../legacy-adapter/emulator/checks/refusal-codes.js';
import {
  protocolDayOf,
  refusalOf,
  type ReceptionRules,
  type RequestFacts,
} from '../../../../legacy-adapter/emulator/checks/request-file.rules.js';
import { DEFAULT_HEADER } from '../../../testkit/massivo-generator.js';

const HASH = 'a'.repeat(64);
const GOOD: RequestFacts = {
  named: { ipaCode: 'c_h501', officeCode: 'PROC-H501' },
  header: DEFAULT_HEADER,
  subjects: 3,
  malformedLines: 0,
  closing: { subjects: 3, sha256: HASH, hashBefore: HASH },
  goesOn: false,
};
const RULES: ReceptionRules = { officeCode: 'PROC-H501', maxRows: 300, switchedOff: false };

const withHeader = (header: Partial<typeof DEFAULT_HEADER>): Partial<RequestFacts> => ({
  header: { ...DEFAULT_HEADER, ...header },
});
const bolzano = {
  named: { ipaCode: 'c_h501', officeCode: 'PROC-A952' },
  ...withHeader({ officeCode: 'PROC-A952', german: 'S' }),
};

type Case = [string, FileCode | undefined, Partial<RequestFacts>, Partial<ReceptionRules>];
const CASES: Case[] = [
  ['a good file', undefined, {}, {}],
  ['the name of another office', 'AUT-001', { named: { ipaCode: 'c_h501', officeCode: 'PROC-G482' } }, {}],
  ['the header of another office', 'AUT-001', withHeader({ officeCode: 'PROC-G482' }), {}],
  ['the header of another body', 'AUT-001', withHeader({ ipaCode: 'c_f205' }), {}],
  ['a body that the office does not know', 'AUT-001', {}, { senders: { c_f205: {} } }],
  ['a body known to other offices only', 'AUT-001', {}, { senders: { c_h501: { offices: ['PROC-F205'] } } }],
  ['a body with another tax code', 'AUT-001', {}, { senders: { c_h501: { bodyTaxCode: '00000000000' } } }],
  ['a known body', undefined, {}, { senders: { c_h501: { offices: ['PROC-H501'], bodyTaxCode: '02438750586' } } }],
  ['no closing record', 'FIR-001', { closing: undefined }, {}],
  ['a wrong hash', 'FIR-001', { closing: { subjects: 3, sha256: 'b'.repeat(64), hashBefore: HASH } }, {}],
  ['something after the closing record', 'FIR-001', { goesOn: true }, {}],
  ['no header', 'OBB-001', { header: undefined }, {}],
  ['a line that is no record', 'OBB-001', { malformedLines: 1 }, {}],
  ['another version', 'OBB-001', withHeader({ version: '2.0' }), {}],
  ['no requestId', 'OBB-001', withHeader({ requestId: '' }), {}],
  ['an endless requestId', 'OBB-001', withHeader({ requestId: 'R'.repeat(81) }), {}],
  ['no kind', 'OBB-001', withHeader({ kind: '' }), {}],
  ['no purpose', 'OBB-001', withHeader({ purpose: '' }), {}],
  ['no PEC', 'OBB-001', withHeader({ pec: '' }), {}],
  ['no contact', 'OBB-001', withHeader({ contactTaxCode: '' }), {}],
  ['a body tax code that is none', 'OBB-001', withHeader({ bodyTaxCode: '123' }), {}],
  ['a language that is neither', 'OBB-001', withHeader({ german: 'X' }), {}],
  ['no protocol number', 'TES-001', withHeader({ protocolNumber: '' }), {}],
  ['no protocol date', 'TES-001', withHeader({ protocolDate: '' }), {}],
  ['a day that does not exist', 'TES-001', withHeader({ protocolDate: '30/02/2026' }), {}],
  ['an ISO date', 'TES-001', withHeader({ protocolDate: '2026-02-09' }), {}],
  ['R-04 sanctions of entities', 'TES-002', withHeader({ kind: '32SAN' }), {}],
  ['R-03 carichi pendenti', 'TES-002', withHeader({ kind: '27CAP' }), {}],
  ['an unknown kind', 'TES-002', withHeader({ kind: '99XXX' }), {}],
  ['another count', 'TES-003', { subjects: 2 }, {}],
  ['no names at all', 'TES-003', { subjects: 0, closing: { subjects: 0, sha256: HASH, hashBefore: HASH } }, {}],
  ['a requestId received before', 'TES-004', {}, { earlierProtocol: 'SIC-2026-0000001' }],
  ['R-17 over the maximum', 'TES-005', {}, { maxRows: 2 }],
  ['just the maximum', undefined, {}, { maxRows: 3 }],
  ['R-30 German asked of Roma', 'TES-006', withHeader({ german: 'S' }), {}],
  ['R-30 German asked of Bolzano', undefined, bolzano, { officeCode: 'PROC-A952' }],
  ['a purpose outside the library', 'AUT-002', withHeader({ purpose: 'FIN-013' }), {}],
  ['a purpose that this body may not use', 'AUT-002', {}, { senders: { c_h501: { purposes: ['FIN-002'] } } }],
  ['R-20 massivo switched off', 'DIS-001', {}, { switchedOff: true }],
];

describe('refusalOf', () => {
  it.each(CASES)('%s: %s', (_name, code, facts, rules) => {
    expect(refusalOf({ ...GOOD, ...facts }, { ...RULES, ...rules })).toBe(code);
  });

  it('gives the first code in the order of the protocol when several apply', () => {
    const facts = { ...GOOD, ...withHeader({ protocolDate: '', kind: '32SAN', purpose: 'FIN-099' }), subjects: 400 };
    const rules = { ...RULES, switchedOff: true, earlierProtocol: 'SIC-2026-0000001' };
    expect(refusalOf(facts, rules)).toBe('TES-001');
    expect(refusalOf({ ...facts, ...withHeader({ kind: '32SAN' }) }, rules)).toBe('TES-002');
    expect(refusalOf({ ...facts, header: DEFAULT_HEADER }, rules)).toBe('TES-003');
    expect(refusalOf({ ...GOOD, subjects: 3 }, { ...rules, maxRows: 1 })).toBe('TES-004');
  });

  it('covers every file code but SIC-001, which is no check', () => {
    const covered = new Set(CASES.map(([, code]) => code));
    expect(Object.keys(FILE_CODES).filter((code) => isFileCode(code) && !covered.has(code))).toEqual(['SIC-001']);
  });

  it.each(Object.entries(FILE_CODES))('%s has a message that a record can hold', (_code, message) => {
    expect(message).toMatch(/^[ -:<-~]+$/);
  });
});

describe('protocolDayOf', () => {
  it('reads dd/mm/yyyy', () => {
    expect(protocolDayOf(DEFAULT_HEADER)).toBe(20260209);
  });

  it('knows no day without a header', () => {
    expect(protocolDayOf(undefined)).toBeUndefined();
  });
});
