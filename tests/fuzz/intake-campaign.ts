import { generateKeyPairSync } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import pino from 'pino';
import { isErrorCode } from '../../schema/error-codes.js';
import type { Actor } from '../../schema/kernel/actor.js';
import type { FileHandler, FileResponse } from '../../schema/kernel/file-exchange.js';
import { createCertificatesSubgraph } from '../../subgraphs/certificates/index.js';
import { createLegacyWorld, type LegacyWorld } from '../testkit/legacy-world.js';
import { withRequestId } from '../testkit/massivo-files.js';
import type { SeededRandom } from '../testkit/seeded-random.js';
import { temporaryFolder } from '../testkit/temporary-folder.js';
import { bridgeVerdict, type BridgeVerdict } from './bridge-request.js';
import { sealed } from './closing-record.js';
import { caseRandom, holds, inOnePiece, inRandomChunks } from './fuzz-case.js';
import { damagedRequest, soundRequest } from './request-files.js';
import { bytesOf, linesOf, SEPARATOR } from './text-lines.js';

/** Codes that some hundred uploads must meet: what the reader alone does not know, or knows only with the service. */
export const expectedIntakeTags: readonly string[] = [
  ...['MASSIVO', 'AUT-001', 'AUT-002', 'FORBIDDEN', 'FIR-001', 'OBB-001', 'TES-001', 'TES-002', 'TES-003', 'TES-004'],
  ...['IDEMPOTENCY_CONFLICT', 'REQUEST_INCOMPLETE', 'AGREEMENT_REQUIRED', 'repetition'],
];

const PERSON = 'person-roma';
const ACTOR: Actor = { kind: 'contact', personKey: PERSON, method: 'SPID', level: 2 };

interface IntakeWorld extends LegacyWorld {
  files: FileHandler;
  /** Where the product may lay files aside; nothing stays there. */
  spool: string;
  unexpected: string[];
  /** Counts the rows of every table. */
  counting: string;
}

interface Upload {
  clientRequestId: string;
  bytes: Buffer;
  /** Bytes after which the connection breaks. */
  breaksAt: number | null;
}

/**
 * Whole uploads through the file handler into a real database. A refused one leaves no row in any table and no file;
 * an accepted one has every row once, with the code that the rules alone give it. Gives how often each answer came.
 */
export async function runIntakeCampaign({
  cases,
  seed,
}: {
  cases: number;
  seed: number;
}): Promise<Map<string, number>> {
  const folder = await temporaryFolder();
  const world = await intakeWorld(folder.path);
  const usual = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder.path;
  const tags = new Map<string, number>();
  const taken: Upload[] = [];
  try {
    for (let index = 0; index < cases; index += 1) {
      const upload = drawUpload({ seed, index, taken });
      const tag = await send(world, upload, caseRandom(seed, index, 'check')).catch((error: unknown) => {
        throw new Error(`upload ${index} of seed ${seed}`, { cause: error });
      });
      if (tag === 'MASSIVO') taken.push(upload);
      tags.set(tag, (tags.get(tag) ?? 0) + 1);
    }
    return tags;
  } finally {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
    await world.drop();
    await folder.remove();
  }
}

function drawUpload({ seed, index, taken }: { seed: number; index: number; taken: readonly Upload[] }): Upload {
  const random = caseRandom(seed, index, 'make');
  const earlier = taken.length > 0 && random.chance(0.15) ? random.pick(taken) : null;
  const bytes = earlier && random.chance(0.6) ? earlier.bytes : newFile(random, index);
  const clientRequestId = earlier && random.chance(0.7) ? earlier.clientRequestId : `fuzz-${index}`;
  return { clientRequestId, bytes, breaksAt: random.chance(0.05) ? random.below(bytes.length + 1) : null };
}

function newFile(random: SeededRandom, index: number): Buffer {
  if (random.chance(0.45)) return damagedRequest(random);
  const sound = withRequestId(soundRequest(random), `F-${index}`);
  const ours = withFields(sound, OURS);
  if (random.chance(0.5)) return ours;
  if (random.chance(0.1)) return Buffer.from(ours.toString('latin1').replace(/(?<=\nC;)(?=\d)/, '1'), 'latin1');
  return withFields(ours, [random.pick(FOR_THE_SERVICE)]);
}

type HeaderField = readonly [at: number, value: string];

/** The one body for which the sender may ask. */
const OURS: readonly HeaderField[] = [
  [2, 'c_h501'],
  [3, '02438750586'],
  [4, 'PROC-H501'],
];
/** What only the service can judge, for the most part. */
const FOR_THE_SERVICE: readonly HeaderField[] = [
  ...([2, 4].flatMap((at) =>
    ['c_zzzz', 'c_f205', 'PROC-Z999', 'PROC-F205'].map((value) => [at, value]),
  ) as HeaderField[]),
  ...(['32SAN', '39SEL', '28PEN'].map((value) => [6, value]) as HeaderField[]),
  ...(['FIN-002', 'FIN-099'].map((value) => [7, value]) as HeaderField[]),
  ...[[8, ''] as const, [9, '31/02/2026'] as const, [10, 'S'] as const],
];

/** The file with other fields in its header, closed anew. */
function withFields(bytes: Buffer, changed: readonly HeaderField[]): Buffer {
  const lines = linesOf(bytes).slice(0, -1);
  const [header] = lines;
  const fields = header?.text.split(SEPARATOR) ?? [];
  for (const [at, value] of changed) fields[at] = value;
  if (header) header.text = fields.join(SEPARATOR);
  return sealed(bytesOf(lines), 'C');
}

async function send(world: IntakeWorld, upload: Upload, random: SeededRandom): Promise<string> {
  const before = await census(world);
  // The door owns the stream: it hears of its failure even where the handler has stopped reading.
  const body = Readable.from(bodyOf(upload, random), { objectMode: false }).on('error', () => undefined);
  const response = await world.files({
    ...{ method: 'POST', path: '/massivo-files', query: { clientRequestId: upload.clientRequestId } },
    ...{ headers: { 'content-type': 'text/plain' }, actor: ACTOR, correlationId: 'fuzz' },
    body,
  });
  body.destroy();
  const after = await census(world);
  const laidAside = await readdir(world.spool);
  holds(laidAside.length === 0, 'no file is left behind', () => laidAside);
  const answer = answerOf(response);
  holds(world.unexpected.length === 0, 'nothing fails that nobody expected', () => [answer, world.unexpected]);
  if (answer.code) {
    holds(isErrorCode(answer.code) && answer.code !== 'INTERNAL', 'a refusal has a documented code', () => answer.code);
    holds(before === after, 'a refused upload leaves nothing in any table', () => [answer.code, before, after]);
    return answer.code;
  }
  if (before === after) return 'repetition';
  await assertTakenIn(world, upload, answer);
  return answer.channel ?? 'no channel';
}

async function* bodyOf({ bytes, breaksAt }: Upload, random: SeededRandom): AsyncGenerator<Uint8Array> {
  yield* inRandomChunks(bytes.subarray(0, breaksAt ?? bytes.length), random);
  if (breaksAt !== null) throw new Error('the connection broke');
}

interface Answer {
  code?: string;
  requestId?: string;
  accepted?: number;
  rejected?: number;
  channel?: string;
}

function answerOf({ body }: FileResponse): Answer {
  if (!Buffer.isBuffer(body)) throw new Error('the answer is a stream');
  return JSON.parse(body.toString('utf8')) as Answer;
}

/** How many rows every table of certificates and of massivo has, as one text. */
async function census({ database, counting }: IntakeWorld): Promise<string> {
  return JSON.stringify(await database.rows(counting));
}

async function countingStatement({ database }: LegacyWorld): Promise<string> {
  const tables = await database.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('certificates', 'legacy') ORDER BY 1`,
  );
  return tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows FROM ${name}`).join(' UNION ALL ');
}

async function assertTakenIn({ database }: IntakeWorld, { bytes }: Upload, answer: Answer): Promise<void> {
  const verdict: BridgeVerdict = await bridgeVerdict(inOnePiece(bytes));
  holds('rows' in verdict, 'what was taken in is what the reader accepts', () => verdict);
  const refused = verdict.rows
    .filter(({ code }) => code !== 'OK')
    .map(({ position, code }) => ({ line: position, code }));
  const { accepted, rejected } = answer;
  holds(
    accepted === verdict.rows.length - refused.length && rejected === refused.length,
    'the answer counts every row once',
    () => [answer, verdict.rows.length, refused.length],
  );
  const items = await database.one<{ rows: number; lines: number; highest: number; numbered: number }>(
    `SELECT count(*)::int AS rows, count(DISTINCT line)::int AS lines, max(line) AS highest, count(seq)::int AS numbered
     FROM certificates.certificate_item WHERE request_id = $1`,
    [answer.requestId],
  );
  const all = verdict.rows.length;
  holds(
    items?.rows === all && items.lines === all && items.highest === all && items.numbered === accepted,
    'every row lies in the database once',
    () => [items, all],
  );
  const ends = await database.rows('SELECT line, code FROM certificates.item_end WHERE request_id = $1 ORDER BY line', [
    answer.requestId,
  ]);
  holds(JSON.stringify(ends) === JSON.stringify(refused), 'each refused row has its one code', () => [ends, refused]);
}

/** Roma with a body that used massivo and has no agreement, and a contact person of it. */
async function intakeWorld(spool: string): Promise<IntakeWorld> {
  const world = await createLegacyWorld();
  const { database, clock, vault, routing } = world;
  await database.query(
    `INSERT INTO agreements.purpose (code, title, title_it, law, article, kinds, body_types)
     VALUES ('FIN-001', 'Checks', 'Controlli', 'D.P.R. 445/2000', '71', '{CASELLARIO_GENERAL,SELECTIVE}', '{PA}'),
            ('FIN-002', 'Others', 'Altri', 'D.P.R. 445/2000', '43', '{ELECTORAL}', '{GPS}')`,
  );
  await database.query(
    `INSERT INTO agreements.contact_person (id, side, ipa_code, body_tax_code, person_key, key_id, sealed, active)
     VALUES (gen_random_uuid(), 'BODY', 'c_h501', '02438750586', $1, 1, '\\x00', true)`,
    [PERSON],
  );
  const unexpected: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void unexpected.push(line) });
  const { privateKey: statementKey } = generateKeyPairSync('ed25519');
  const adapter = { routing, batches: {} as never };
  const { files } = createCertificatesSubgraph({
    ...{ database, clock, vault, statementKey, adapter, logger },
    ...{ signing: null, verificationAddress: null, certificateRetentionDays: 180 }, // files go in, none comes out
  });
  if (!files) throw new Error('the subgraph takes no files');
  return { ...world, files, spool, unexpected, counting: await countingStatement(world) };
}
