import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { FILE_CODES, ROW_CODES } from '../../legacy-adapter/emulator/checks/refusal-codes.js';
import type { SeededRandom } from '../testkit/seeded-random.js';
import { bridgeVerdict, READER_CODES, type BridgeVerdict } from './bridge-request.js';
import { holds, inOnePiece, inRandomChunks, type CaseResult, type FuzzTarget } from './fuzz-case.js';
import { FILE_DIFFERENCES, ROW_DIFFERENCES } from './known-differences.js';
import { answerOf, officeVerdict, type OfficeVerdict } from './office-request.js';
import { damagedRequest, soundRequest } from './request-files.js';
import { assertSentOn } from './round-trip-target.js';
import { linesOf } from './text-lines.js';

type Accepted = Extract<BridgeVerdict, { code: 'OK' }>;

/** Damaged request files, read by the bridge and by the office. */
export const requestTarget: FuzzTarget = {
  name: 'request',
  extension: 'txt',
  make: (random) => Promise.resolve(random.chance(0.05) ? soundRequest(random) : damagedRequest(random)),
  check,
  expected: [
    ...['OK', ...READER_CODES].map((code) => `bridge ${code}`),
    ...['OK', ...ROW_CODES].map((code) => `row ${code}`),
    ...Object.keys(FILE_CODES)
      .filter((code) => code !== 'SIC-001') // no file earns it: what fails is the processing
      .map((code) => `office ${code}`),
  ],
};

async function check(bytes: Buffer, random: SeededRandom): Promise<CaseResult> {
  const bridge = await bridgeVerdict(inOnePiece(bytes));
  const again = await bridgeVerdict(inRandomChunks(bytes, random));
  holds(isDeepStrictEqual(bridge, again), 'the answer does not depend on the chunks', () => [bridge, again]);
  const office = await officeVerdict(bytes);
  const tags = [`bridge ${bridge.code}`, `office ${answerOf(office.facts, drawnRules(office, random))}`];
  const difference = fileDifference(bytes, bridge, office);
  if (difference) tags.push(`difference: ${difference}`);
  if (isAccepted(bridge)) {
    assertTrueClosing(bytes, bridge);
    for (const { code } of bridge.rows) tags.push(`row ${code}`);
    await assertSentOn(bridge);
    if (office.codes.length === 0) tags.push(...rowDifferences(bytes, bridge, office));
  }
  return { tags };
}

const isAccepted = (verdict: BridgeVerdict): verdict is Accepted => verdict.code === 'OK';

/** Rules of some office, so that each of its codes is met. */
function drawnRules({ facts }: OfficeVerdict, random: SeededRandom): Parameters<typeof answerOf>[1] {
  const rules = { maxRows: 300, switchedOff: false };
  switch (random.below(8)) {
    case 0:
      return { ...rules, maxRows: 1 + random.below(10) };
    case 1:
      return { ...rules, switchedOff: true };
    case 2:
      return { ...rules, earlierProtocol: 'SIC-2026-0000001' };
    case 3:
      return { ...rules, senders: { [facts.named.ipaCode.toLowerCase()]: { purposes: ['FIN-009'] } } };
    case 4:
      return { ...rules, senders: { c_f205: {} } };
    default:
      return rules;
  }
}

/** What was accepted is what its closing record says; worked out here once more. */
function assertTrueClosing(bytes: Buffer, { rows, sha256, fileSha256 }: Accepted): void {
  const start = bytes.indexOf('\nC;', 0, 'latin1') + 1;
  const body = bytes.subarray(0, start);
  const records = linesOf(body).filter(({ text }) => text.startsWith('S;')).length;
  holds(records === rows.length, 'every S record is answered once', () => [records, rows.length]);
  const hashes = [body, bytes].map((part) => createHash('sha256').update(part).digest('hex'));
  holds(isDeepStrictEqual(hashes, [sha256, fileSha256]), 'an accepted file has the hash that it claims', () => hashes);
  holds(
    bytes.toString('latin1', start).toLowerCase().includes(sha256),
    'the closing record holds the hash',
    () => start,
  );
}

function fileDifference(bytes: Buffer, bridge: BridgeVerdict, office: OfficeVerdict): string | null {
  const agree =
    bridge.code === 'OK' ? office.codes.length === 0 : (office.codes as readonly string[]).includes(bridge.code);
  if (agree) return null;
  const known = FILE_DIFFERENCES.find(({ applies }) => applies({ bridge, office, bytes }));
  const facts = (): unknown => ({ bridge: [bridge.code, 'details' in bridge && bridge.details], office: office.codes });
  holds(known !== undefined, 'bridge and office come to the same code', facts);
  return known.name;
}

function rowDifferences(bytes: Buffer, bridge: Accepted, office: OfficeVerdict): string[] {
  holds(bridge.rows.length === office.rows.length, 'both see the same rows', () => office.rows.length);
  const records = linesOf(bytes).filter(({ text }) => text.startsWith('S;'));
  const differences: string[] = [];
  for (const [index, judged] of bridge.rows.entries()) {
    const examined = office.rows[index];
    if (!examined || (judged.row === examined.row && judged.code === (examined.errorCode ?? 'OK'))) continue;
    const line = records[index]?.text ?? '';
    const verdicts = { bridge: judged, office: examined, line, isAfterDifference: differences.length > 0 };
    const known = ROW_DIFFERENCES.find(({ applies }) => applies(verdicts));
    holds(known !== undefined, 'bridge and office come to the same row', () => verdicts);
    differences.push(`difference: ${known.name}`);
  }
  return differences;
}
