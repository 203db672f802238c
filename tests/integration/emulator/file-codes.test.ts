import { FILE_CODES } from '../../../legacy-adapter/emulator/checks/refusal-codes.js';
import { DEFAULT_HEADER, fileOfLines, headerLine } from '../../testkit/massivo-generator.js';
import { DropSite, NOW, requestBytes, requestName, ROMA, RunningEmulator } from './emulator-harness.js';

interface Case {
  readonly code: keyof typeof FILE_CODES;
  readonly what: string;
  readonly bytes: Buffer;
  readonly name?: string;
  readonly control?: object;
}

const good = requestBytes('R-1');
const SUBJECT = 'S;000001;COSTA;LORENZO;16/11/1978;F400;Z000;CSTLNZ78S16F400F;I;';
const ofLines = (...lines: string[]): Buffer =>
  fileOfLines([headerLine({ ...DEFAULT_HEADER, requestId: 'R-1' }), ...lines]);
const told = (settings: object): object => ({ offices: { [ROMA]: settings } });

const CASES: Case[] = [
  {
    code: 'AUT-001',
    what: 'the name of another office',
    bytes: good,
    name: requestName(1, { officeCode: 'PROC-G482' }),
  },
  { code: 'AUT-001', what: 'the header of another office', bytes: requestBytes('R-1', { officeCode: 'PROC-G482' }) },
  { code: 'AUT-001', what: 'a body that the office does not know', bytes: good, control: { senders: { c_f205: {} } } },
  { code: 'FIR-001', what: 'a byte changed', bytes: Buffer.from(good.toString().replace('S;000002;', 'S;000002;X')) },
  { code: 'FIR-001', what: 'a file cut short', bytes: good.subarray(0, good.length - 90) },
  { code: 'FIR-001', what: 'an empty file', bytes: Buffer.alloc(0) },
  {
    code: 'FIR-001',
    what: 'a binary file',
    bytes: Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256)),
  },
  { code: 'FIR-001', what: '10 MB in one line', bytes: Buffer.alloc(10 * 1024 * 1024, 'S;') },
  { code: 'FIR-001', what: 'something after the closing record', bytes: Buffer.concat([good, Buffer.from(SUBJECT)]) },
  { code: 'OBB-001', what: 'no PEC', bytes: requestBytes('R-1', { pec: '' }) },
  { code: 'OBB-001', what: 'a record of an unknown type', bytes: ofLines(SUBJECT, 'Q;1') },
  { code: 'OBB-001', what: 'two headers', bytes: ofLines(headerLine(DEFAULT_HEADER), SUBJECT) },
  { code: 'TES-001', what: 'no protocol number', bytes: requestBytes('R-1', { protocolNumber: '' }) },
  { code: 'TES-002', what: 'R-04 sanctions of entities', bytes: requestBytes('R-1', { kind: '32SAN' }) },
  { code: 'TES-002', what: 'R-03 carichi pendenti', bytes: requestBytes('R-1', { kind: '27CAP' }) },
  { code: 'TES-003', what: 'another count', bytes: fileOfLines([headerLine(DEFAULT_HEADER), SUBJECT], { count: 2 }) },
  { code: 'TES-005', what: 'R-17 over the maximum', bytes: good, control: told({ maxRows: 2 }) },
  { code: 'TES-006', what: 'R-30 German asked of Roma', bytes: requestBytes('R-1', { german: 'S' }) },
  { code: 'AUT-002', what: 'a purpose outside the library', bytes: requestBytes('R-1', { purpose: 'FIN-099' }) },
  { code: 'DIS-001', what: 'R-20 massivo switched off', bytes: good, control: told({ switchedOff: true }) },
  { code: 'SIC-001', what: 'told to refuse so', bytes: good, control: told({ refuseWith: 'SIC-001' }) },
];

describe('the refusals of an office', () => {
  let emulator: RunningEmulator;
  let site: DropSite;

  beforeEach(async () => {
    emulator = await RunningEmulator.start();
    site = emulator.site;
  });
  afterEach(async () => {
    await emulator.stop();
    await site.remove();
  });

  it.each(CASES)('$code: $what', async ({ code, bytes, name = requestName(1), control }) => {
    if (control) {
      await site.tell(control);
      await emulator.seen('control-read');
    }
    await site.send(name, bytes);
    const answer = await site.answer(`err/${name.replace('.txt', '.err')}`);
    await site.closed(1);
    const [record, version, , sicProtocol, receivedAt, processedAt, state, errorCode, message] = answer
      .trimEnd()
      .split(';');
    expect([record, version, sicProtocol, receivedAt, processedAt]).toEqual(['R', '1.0', 'SIC-2026-0000001', NOW, '']);
    expect([state, errorCode]).toEqual(['RIFIUTATA', code]);
    expect(message).toContain(FILE_CODES[code]);
    expect(message).toContain('SINTETICI');
    expect(await site.files('ack')).toEqual([]);
    expect(await site.files('out')).toEqual([]);
    expect(await site.files('in/done')).toEqual([name]);
  });

  it('TES-004: a requestId received before, whatever the office and the name, with the SIC protocol of the first', async () => {
    await site.send(requestName(1), good);
    await site.closed(1);
    const abroad = { officeCode: 'PROC-F205' };
    await site.send(requestName(1, abroad), requestBytes('R-1', abroad), 'PROC-F205');
    const answer = await site.answer(`err/${requestName(1, abroad).replace('.txt', '.err')}`, 'PROC-F205');
    expect(answer).toContain(';RIFIUTATA;TES-004;Richiesta gia ricevuta con protocollo SIC-2026-0000001 ');
  });

  it('TES-004: the same file sent again after its acknowledgement, and the first outcome stands alone', async () => {
    await site.send(requestName(1), good);
    await site.closed(1);
    await site.send(requestName(1), good);
    expect(await site.answer(`err/${requestName(1).replace('.txt', '.err')}`)).toContain('TES-004');
    await site.closed(2);
    expect(await site.files('ack')).toHaveLength(1);
    expect((await site.books()).filter(({ step }) => step === 'processed')).toHaveLength(1);
    expect(await site.files('in/done')).toEqual([requestName(1).replace('.txt', '.2.txt'), requestName(1)]);
  });

  it('TES-004: another request under a name that was used', async () => {
    await site.send(requestName(1), good);
    await site.closed(1);
    await site.send(requestName(1), requestBytes('R-2'));
    expect(await site.answer(`err/${requestName(1).replace('.txt', '.err')}`)).toContain('SIC-2026-0000001');
  });

  it('takes the same requestId of another body', async () => {
    await site.send(requestName(1), good);
    const other = { ipaCode: 'c_f205', bodyTaxCode: '01199250158' };
    await site.send(requestName(1, other), requestBytes('R-1', other));
    expect(await site.answer(`ack/${requestName(1, other).replace('.txt', '.ack')}`)).toContain(';RICEVUTA;');
  });

  it('takes a requestId that was refused before, under the same name', async () => {
    await site.send(requestName(1), good.subarray(0, 100));
    await site.closed(1);
    await site.send(requestName(1), good);
    expect(await site.answer(`ack/${requestName(1).replace('.txt', '.ack')}`)).toContain('R;1.0;R-1;SIC-2026-0000002;');
  });

  it('accepts one of two files with the same requestId that come at once to two offices', async () => {
    const offices = [ROMA, 'PROC-G482', 'PROC-F205', 'PROC-A952'];
    const bytes = (officeCode: string): Buffer => requestBytes('R-1', { officeCode, rows: 300 });
    await Promise.all(
      offices.map((officeCode) => site.send(requestName(1, { officeCode }), bytes(officeCode), officeCode)),
    );
    const books = await site.closed(4);
    const accepted = books.filter((entry) => entry.step === 'received' && !entry.errorCode);
    expect(accepted).toHaveLength(1);
  });
});
