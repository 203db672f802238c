import type { Database } from '../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type { AcceptedSubject, ItemOutcomes, ItemRange } from '../contract.js';
import { submissionPlace } from '../massivo-work.js';
import { findSubmissionHeader, type SubmissionHeader } from './batches/batch-plan.store.js';
import type { MassivoBatch } from './batches/massivo-batch.type.js';
import type { RequestHeader } from './records/massivo-record.type.js';
import { writeRequestFile } from './records/request-writer.js';

export interface RequestContentDependencies {
  database: Database;
  vault: PersonalDataVault;
  itemOutcomes: ItemOutcomes;
}

/** The owner of the items does not give all the rows of a batch. */
export class RowsMissing extends Error {
  constructor() {
    super('the rows of the batch are not all there');
    this.name = 'RowsMissing';
  }
}

/** The bytes of a batch's file: the same whenever they are asked for, since neither header nor accepted rows change. */
export async function* requestContent(
  { database, vault, itemOutcomes }: RequestContentDependencies,
  batch: MassivoBatch,
): AsyncGenerator<Buffer, void, void> {
  const submission = await findSubmissionHeader(database, batch.requestId);
  if (!submission) throw new RowsMissing();
  yield* writeRequestFile(headerOf(submission, batch, vault), rowsOf(batch, itemOutcomes));
}

export function rangeOf({ requestId, firstSeq, lastSeq }: MassivoBatch): ItemRange {
  return { requestId, firstSeq, lastSeq };
}

/** The accepted rows of a batch in chunks, in their order; the first is row 000001 of the file. Throws `RowsMissing`. */
export async function* rowsOf(
  batch: MassivoBatch,
  itemOutcomes: ItemOutcomes,
): AsyncGenerator<AcceptedSubject[], void, void> {
  let next = batch.firstSeq;
  for await (const chunk of itemOutcomes.acceptedItems(rangeOf(batch))) {
    for (const { seq } of chunk) if (seq !== next++) throw new RowsMissing();
    yield chunk;
  }
  if (next !== batch.lastSeq + 1) throw new RowsMissing();
}

function headerOf(
  submission: SubmissionHeader,
  { fileRequestId }: MassivoBatch,
  vault: PersonalDataVault,
): RequestHeader {
  const { requestId, kindCode, keyId, sealedContact, agreementReference, ...same } = submission;
  return {
    ...same,
    requestId: fileRequestId,
    kind: kindCode,
    contactTaxCode: vault.open(keyId, sealedContact, submissionPlace(requestId)),
    agreementReference: agreementReference || null,
  };
}
