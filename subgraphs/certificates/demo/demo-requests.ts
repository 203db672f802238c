import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { addDays, italianDate, today, type Clock } from '../../../schema/kernel/clock.js';
import { copyRows, type CopyColumn, type CopyValue } from '../../../schema/kernel/copy.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { demoHistory, type DemoRequest } from '../../../schema/demo/demo-history.js';
import { demoSubject } from '../../../schema/demo/demo-persons.js';
import { completeCertificates, type CertificateDraft } from '../issuing/certificate-draft.js';
import { certificateNumber } from '../issuing/certificate.rules.js';
import { drawOrdinals, insertCertificates } from '../issuing/certificate.store.js';
import { sealSubject, type SubjectFields } from '../subject/subject-record.js';

export interface DemoRequestsDeps {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  statementKey: KeyObject;
}

const KIND = 'CASELLARIO_GENERAL';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Massivo answered after some days, the direct channel within the day. */
const DAYS_UNTIL_ISSUE = { MASSIVO: 3, DIRECT_AGREEMENT: 0 } as const;
/** Every so many certificates one is positive. */
const POSITIVE_EVERY = 50;

const ITEM_COLUMNS: readonly CopyColumn[] = [
  { name: 'request_id', type: 'uuid' },
  { name: 'line', type: 'int4' },
  { name: 'row', type: 'int4' },
  { name: 'seq', type: 'int4' },
  { name: 'key_id', type: 'int2' },
  { name: 'sealed', type: 'bytea' },
];

/** Writes what the demo bodies asked for before the first start, all of it issued; nothing when it is there already. */
export async function seedDemoRequests(deps: DemoRequestsDeps): Promise<void> {
  const history = demoHistory(today(deps.clock));
  const [first] = history;
  const present =
    first &&
    (await deps.database.one('SELECT 1 FROM certificates.certificate_request WHERE id = $1', [first.requestId]));
  if (!first || present) return;
  await deps.database.transaction(async (sql) => {
    await insertRequests(sql, history);
    const prepared = history.map((request) => ({ request, subjects: subjectsOf(request) }));
    await copyRows(
      sql.client,
      { table: 'certificates.certificate_item', columns: ITEM_COLUMNS },
      itemRows(prepared, deps.vault),
    );
    await issueAll(sql, prepared, deps);
  });
}

interface Prepared {
  request: DemoRequest;
  subjects: SubjectFields[];
}

function subjectsOf({ firstRank, subjects, officeCode }: DemoRequest): SubjectFields[] {
  const birthPlace = officeCode.slice('PROC-'.length);
  return Array.from({ length: subjects }, (_, index) => {
    const { surname, givenName, birthDay, taxCode } = demoSubject(firstRank + index, birthPlace);
    return {
      surname: surname.toUpperCase(),
      name: givenName.toUpperCase(),
      birthDate: italianDate(birthDay),
      birthPlace,
      birthCountry: 'Z000',
      taxCode,
      citizenship: 'I',
      fatherName: '',
      entityName: '',
      legalForm: '',
      registeredSeat: '',
    };
  });
}

async function insertRequests(sql: Sql, history: readonly DemoRequest[]): Promise<void> {
  await sql.query(
    `INSERT INTO certificates.certificate_request
       (id, state, ipa_code, office_code, client_request_id, content_hash, kind, purpose_code, protocol_number,
        protocol_date, german, channel, submitted_at, submitted_by, sign_in_method, sign_in_level, total, accepted)
     SELECT id, 'ACCEPTED', ipa_code, office_code, 'demo-' || id, content_hash, '${KIND}', 'FIN-001', protocol_number,
            day, false, channel, submitted_at, 'demo', 'SPID', 2, subjects, subjects
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::date[], $7::certificates.channel[],
                 $8::timestamptz[], $9::int[])
       AS request (id, ipa_code, office_code, content_hash, protocol_number, day, channel, submitted_at, subjects)`,
    [
      history.map(({ requestId }) => requestId),
      history.map(({ ipaCode }) => ipaCode),
      history.map(({ officeCode }) => officeCode),
      history.map(({ requestId }) => createHash('sha256').update(requestId).digest()),
      history.map(({ protocolNumber }) => protocolNumber),
      history.map(({ day }) => day),
      history.map(({ channel }) => channel),
      history.map(({ submittedAt }) => submittedAt),
      history.map(({ subjects }) => subjects),
    ],
  );
}

async function* itemRows(prepared: readonly Prepared[], vault: PersonalDataVault): AsyncGenerator<CopyValue[][]> {
  for (const { request, subjects } of prepared) {
    yield subjects.map((subject, index) => {
      const line = index + 1;
      const { keyId, sealed } = sealSubject(vault, { requestId: request.requestId, line }, subject);
      return [request.requestId, line, line, line, keyId, sealed];
    });
  }
}

/** All certificates in three statements: one a request took 3 s of the first start. */
async function issueAll(sql: Sql, prepared: readonly Prepared[], deps: DemoRequestsDeps): Promise<void> {
  const ordinals = await drawOrdinals(
    sql,
    prepared.reduce((total, { subjects }) => total + subjects.length, 0),
  );
  const certificates = await Promise.all(
    prepared.map(({ request, subjects }) => {
      const { requestId: id, officeCode } = request;
      const drafts = draftsOf({ request, subjects }, ordinals.splice(0, subjects.length));
      return completeCertificates({ id, kind: KIND, officeCode, german: false }, drafts, deps);
    }),
  );
  await insertCertificates(sql, certificates.flat());
  await endAll(sql, prepared);
}

function draftsOf({ request, subjects }: Prepared, ordinals: readonly bigint[]): CertificateDraft[] {
  const { officeCode, channel, firstRank, day } = request;
  const issuedOn = addDays(day, DAYS_UNTIL_ISSUE[channel]);
  return subjects.map((subject, index) => ({
    line: index + 1,
    number: certificateNumber(officeCode, issuedOn, ordinals[index] ?? 0n),
    issuedOn,
    outcome: (firstRank + index) % POSITIVE_EVERY === 7 ? 'POSITIVE' : 'NIL',
    flags: [],
    subject,
  }));
}

async function endAll(sql: Sql, prepared: readonly Prepared[]): Promise<void> {
  const ids = prepared.map(({ request }) => request.requestId);
  const instants = prepared.map(({ request: { submittedAt, channel } }) => {
    return new Date(submittedAt.getTime() + DAYS_UNTIL_ISSUE[channel] * DAY_MS + MINUTE_MS);
  });
  await sql.query(
    `INSERT INTO certificates.item_end (request_id, line, status, at)
     SELECT item.request_id, item.line, 'ISSUED', ended.at
     FROM unnest($1::uuid[], $2::timestamptz[]) AS ended (id, at)
     JOIN certificates.certificate_item item ON item.request_id = ended.id`,
    [ids, instants],
  );
  const counts = prepared.map(({ subjects }) => subjects.length);
  await sql.query(
    `INSERT INTO certificates.item_delta (request_id, at, issued)
     SELECT id, at, issued FROM unnest($1::uuid[], $2::timestamptz[], $3::int[]) AS ended (id, at, issued)`,
    [ids, instants, counts],
  );
  await sql.query(
    `INSERT INTO certificates.progress_delta (request_id, at, requests, subjects, answered)
     SELECT id, submitted_at, 1, items, 0 FROM unnest($1::uuid[], $2::timestamptz[], $4::int[]) AS r (id, submitted_at, items)
     UNION ALL SELECT id, at, 0, 0, items FROM unnest($1::uuid[], $3::timestamptz[], $4::int[]) AS r (id, at, items)`,
    [ids, prepared.map(({ request }) => request.submittedAt), instants, counts],
  );
}
