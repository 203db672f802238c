import type { Queries } from '../../schema/kernel/database.js';
import { newId } from '../../schema/kernel/identity.js';

const NOW = new Date('2026-01-01T00:00:00Z');

/** An office, bodies of its, and one active contact person of each, as far as reading needs them. */
export async function insertParties(
  queries: Queries,
  { officeCode, contacts }: { officeCode: string; contacts: Readonly<Record<string, string>> },
): Promise<void> {
  await queries.query(
    `INSERT INTO agreements.prosecutor_office (code, name, district, region, belfiore)
     VALUES ($1, 'Procura della Repubblica presso il Tribunale di Roma', 'Roma', 'Lazio', 'H501')`,
    [officeCode],
  );
  await queries.query(
    `INSERT INTO agreements.purpose (code, title, title_it, law, article, kinds, body_types)
     VALUES ('FIN-001', 'Checks', 'Controlli', 'D.P.R. 445/2000', '71', '{CASELLARIO_GENERAL}', '{PA}')`,
  );
  for (const [ipaCode, personKey] of Object.entries(contacts)) {
    await queries.query(
      `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec)
       VALUES ($1, 'Ente ' || $1, 'PA', '02438750586', $2, 'protocollo@pec.example.it')`,
      [ipaCode, officeCode],
    );
    await queries.query(
      `INSERT INTO agreements.contact_person (id, side, ipa_code, body_tax_code, person_key, key_id, sealed, active)
       VALUES ($1, 'BODY', $2, '02438750586', $3, 1, '\\x00', true)`,
      [newId(NOW), ipaCode, personKey],
    );
  }
}
