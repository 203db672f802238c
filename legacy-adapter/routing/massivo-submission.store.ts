import { certificateKindByName } from '../../schema/certificate-kind.js';
import type { IsoDay } from '../../schema/kernel/clock.js';
import type { Sql } from '../../schema/kernel/database.js';
import type { SealedValue } from '../../schema/kernel/personal-data.js';
import type { MassivoSubmission } from '../contract.js';
import { MASSIVO_WORK_CHANNEL } from '../massivo-work.js';

export interface AdmittedSubmission extends MassivoSubmission {
  sealedContact: SealedValue;
  /** Day of acceptance, which stands in the names of its files. */
  acceptedOn: IsoDay;
  createdAt: Date;
}

/** Writes the outbox entry of a request on massivo, and wakes a worker when the transaction commits. */
export async function insertSubmission(sql: Sql, submission: AdmittedSubmission): Promise<void> {
  await sql.query(
    `INSERT INTO legacy.massivo_submission
       (request_id, ipa_code, body_tax_code, office_code, file_request_id, kind_code, purpose_code, protocol_number,
        protocol_date, german, pec, key_id, sealed_contact, accepted_on, items, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      submission.requestId,
      submission.ipaCode,
      submission.bodyTaxCode,
      submission.officeCode,
      submission.fileRequestId,
      certificateKindByName(submission.kind)?.code,
      submission.purposeCode,
      submission.protocolNumber,
      submission.protocolDate,
      submission.german,
      submission.pec,
      submission.sealedContact.keyId,
      submission.sealedContact.sealed,
      submission.acceptedOn,
      submission.items,
      submission.createdAt,
    ],
  );
  await sql.query('SELECT pg_notify($1, $2)', [MASSIVO_WORK_CHANNEL, '']);
}
