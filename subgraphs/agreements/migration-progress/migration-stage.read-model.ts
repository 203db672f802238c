import type DataLoader from 'dataloader';
import { dayOf } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { uniqueLoader } from '../../shared/loaders.js';
import { courseOf, type StoredAgreement } from './agreement-course.rules.js';
import { STORED_AGREEMENT } from './migration-change.store.js';
import type { MigrationFacts } from './migration-stage.rules.js';

interface FactsRow {
  ipaCode: string;
  agreements: StoredAgreement[];
  firstDirectAt: Date | null;
  lastMassivoAt: Date | null;
}

/**
 * What the stages of bodies are worked out from, any number of bodies in one statement. Reads the certificate
 * requests, which belong to another owner.
 */
export async function readMigrationFacts(
  database: Database,
  ipaCodes: readonly string[],
): Promise<Map<string, MigrationFacts>> {
  const rows = await database.rows<FactsRow>(FACTS, [ipaCodes]);
  return new Map(rows.map((row) => [row.ipaCode, factsOf(row)]));
}

export function migrationFactsLoader(
  database: Database,
): DataLoader<string, (MigrationFacts & { ipaCode: string }) | null> {
  return uniqueLoader(
    (facts) => facts.ipaCode,
    async (ipaCodes) => {
      const byIpaCode = await readMigrationFacts(database, ipaCodes);
      return [...byIpaCode].map(([ipaCode, facts]) => ({ ...facts, ipaCode }));
    },
  );
}

/** One look-up at an end of an index, however many requests the body has made. */
function oneRequest(channel: 'DIRECT_AGREEMENT' | 'MASSIVO', order: 'ASC' | 'DESC'): string {
  return `(SELECT r.submitted_at FROM certificates.certificate_request r
            WHERE r.ipa_code = b.ipa_code AND r.state = 'ACCEPTED' AND r.channel = '${channel}'
            ORDER BY r.submitted_at ${order}, r.id ${order} LIMIT 1)`;
}

const FACTS = `
  SELECT b.ipa_code AS "ipaCode", held.agreements, asked.first_direct AS "firstDirectAt",
         asked.last_massivo AS "lastMassivoAt"
  FROM agreements.public_body b
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(${STORED_AGREEMENT}), '[]') AS agreements
    FROM agreements.direct_agreement a WHERE a.ipa_code = b.ipa_code AND a.office_code = b.office_code
  ) held
  CROSS JOIN LATERAL (
    SELECT ${oneRequest('DIRECT_AGREEMENT', 'ASC')} AS first_direct, ${oneRequest('MASSIVO', 'DESC')} AS last_massivo
  ) asked
  WHERE b.ipa_code = ANY ($1::text[])`;

/** Enough for today: of the days on massivo, only the latest matters then. */
function factsOf({ agreements, firstDirectAt, lastMassivoAt }: FactsRow): MigrationFacts {
  return {
    agreements: agreements.map(courseOf),
    firstDirectOn: firstDirectAt && dayOf(firstDirectAt),
    massivoDays: lastMassivoAt ? [dayOf(lastMassivoAt)] : [],
  };
}
