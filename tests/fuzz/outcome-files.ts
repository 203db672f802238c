import {
  headerRecord,
  rowRecord,
  type OutcomeRow,
} from '../../legacy-adapter/emulator/records/outcome-records.rules.js';
import { certificateNumberOf } from '../../legacy-adapter/emulator/register/synthetic-register.rules.js';
import { SeededRandom } from '../testkit/seeded-random.js';
import { mutateBytes } from './byte-mutations.js';
import { sealAgain, sealed } from './closing-record.js';
import { officeVerdict } from './office-request.js';
import { mutateRecords } from './record-mutations.js';
import { soundRequest } from './request-files.js';
import { bytesOf, linesOf } from './text-lines.js';

/** Answers of the office, written by the emulator's own writer, to be damaged. */

const AT = '2026-02-09T10:00:00+01:00';
const ISSUED_ON = '2026-02-09';
const OFFICE = 'PROC-H501';
const FLAGS = ['OM', 'SI', 'AL', 'RI', 'RD'];
const MOST_ROWS = 30;
const REFUSED = ['AUT-001', 'FIR-001', 'TES-003', 'TES-004', 'TES-005', 'SIC-001', 'XYZ-999'];

/** How many sound outcomes there are; made when first drawn. */
const SOUND = 400;
const made = new Map<number, Buffer>();

/** A whole outcome file, as the office writes it for a request. */
export async function soundOutcome(random: SeededRandom): Promise<Buffer> {
  const which = random.below(SOUND);
  const bytes = made.get(which) ?? (await outcomeOf(new SeededRandom(which)));
  made.set(which, bytes);
  return bytes;
}

async function outcomeOf(random: SeededRandom): Promise<Buffer> {
  const sicProtocol = `SIC-2026-${String(1 + random.below(9_999_999)).padStart(7, '0')}`;
  const { rows } = random.chance(0.1) ? { rows: [] } : await officeVerdict(soundRequest(random));
  const answered = rows.slice(0, MOST_ROWS).map((row): OutcomeRow => {
    if (row.outcome === 'SCARTATO') return row;
    const number = certificateNumberOf(OFFICE, sicProtocol, row.row);
    const certificate = { number, issueDate: ISSUED_ON, pdfName: `${number}.pdf`, sha256: hexOf(random) };
    const flags = random.chance(0.1) ? FLAGS.filter(() => random.chance(0.4)) : row.flags;
    return { ...row, flags, certificate };
  });
  const state = answered.some(({ outcome }) => outcome === 'SCARTATO') ? 'COMPLETATA_CON_SCARTI' : 'COMPLETATA';
  const ended = rows.length === 0 ? ({ state: 'FALLITA', errorCode: 'SIC-001' } as const) : ({ state } as const);
  const head = headerRecord({ requestId: '2026-000001', sicProtocol, receivedAt: AT, processedAt: AT, ...ended });
  return sealed(Buffer.from(head + answered.map(rowRecord).join('')), 'F');
}

/** An outcome file with one to three things wrong in it; in two of three the closing record says so. */
export async function damagedOutcome(random: SeededRandom): Promise<Buffer> {
  let bytes = await soundOutcome(random);
  if (random.chance(0.03)) bytes = Buffer.concat([bytes, await soundOutcome(random)]);
  const lines = linesOf(bytes);
  for (let left = random.below(4); left > 0; left -= 1) mutateRecords(lines, random);
  bytes = bytesOf(lines);
  if (random.chance(0.2)) bytes = mutateBytes(bytes, random);
  return random.chance(0.66) ? sealAgain(bytes, 'F', random) : bytes;
}

/** An acknowledgement or a refusal. */
export function soundReceipt(random: SeededRandom): Buffer {
  const base = { requestId: '2026-000001-01', sicProtocol: 'SIC-2026-0000042', receivedAt: AT };
  if (random.chance(0.5)) return Buffer.from(headerRecord({ ...base, state: 'RICEVUTA' }));
  const errorCode = random.pick(REFUSED);
  const message = random.pick(['rifiutata', 'Richiesta gia ricevuta con protocollo SIC-2026-0000007', '']);
  const known = random.chance(0.2) ? { requestId: '', sicProtocol: '' } : {};
  return Buffer.from(headerRecord({ ...base, ...known, state: 'RIFIUTATA', errorCode, message }));
}

export function damagedReceipt(random: SeededRandom): Buffer {
  const lines = linesOf(soundReceipt(random));
  for (let left = random.below(3); left > 0; left -= 1) mutateRecords(lines, random);
  const bytes = bytesOf(lines);
  return random.chance(0.2) ? mutateBytes(bytes, random) : bytes;
}

function hexOf(random: SeededRandom): string {
  return Array.from({ length: 8 }, () =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}
