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
import { appendDelta, endItems } from '../issuing/item-end.store.js';
import { sealSubject, type SubjectFields } from '../subject/subject-record.js';

export interface DemoRequestsDeps {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  statementKey: KeyObject;
}

const KIND = 'CASELLARIO_GENERAL';
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
    for (const { request, subjects } of prepared) await issueAll(sql, { request, subjects }, deps);
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

async function issueAll(sql: Sql, { request, subjects }: Prepared, deps: DemoRequestsDeps): Promise<void> {
  const { requestId, officeCode, channel, firstRank } = request;
  const delay = DAYS_UNTIL_ISSUE[channel];
  const issuedOn = addDays(request.day, delay);
  const at = new Date(request.submittedAt.getTime() + delay * 86_400_000 + 60_000);
  const ordinals = await drawOrdinals(sql, subjects.length);
  const drafts = subjects.map((subject, index): CertificateDraft => ({
    line: index + 1,
    number: certificateNumber(officeCode, issuedOn, ordinals[index] ?? 0n),
    issuedOn,
    outcome: (firstRank + index) % POSITIVE_EVERY === 7 ? 'POSITIVE' : 'NIL',
    flags: [],
    subject,
  }));
  const common = { id: requestId, kind: KIND, officeCode, german: false } as const;
  await endItems(sql, {
    requestId,
    at,
    ends: drafts.map(({ line }) => ({ line, status: 'ISSUED' as const, code: null })),
  });
  await insertCertificates(sql, await completeCertificates(common, drafts, deps));
  await appendDelta(sql, {
    requestId,
    at,
    issued: drafts.length,
    rejected: 0,
    failed: 0,
    abandoned: 0,
    underReview: 0,
  });
}
