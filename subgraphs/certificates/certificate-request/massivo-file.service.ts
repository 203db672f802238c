import { RequestFile, type RequestHeader, type RequestRow } from '../../../legacy-adapter/index.js';
import type { Readable } from 'node:stream';
import { certificateKindByCode } from '../../../schema/certificate-kind.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { SubjectBytes } from '../../../schema/kernel/subject-bytes.type.js';
import type { RowRefusal } from '../../../schema/row-codes.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type {
  IncomingContent,
  IncomingRequest,
  IncomingRow,
  SubmittedRequest,
  Submitter,
} from './incoming-request.type.js';
import type { RequestIntake } from './request-intake.service.js';

export interface MassivoFile {
  clientRequestId: string;
  body: Readable;
}

/** Whether the person may ask in the name of the body; `null` when no body has this IPA code. */
export type MayRequestFor = (ipaCode: string) => Promise<boolean | null>;

/**
 * Takes in a massivo request file as it streams. The header decides who is asking before a row is read; the rows are
 * staged as they come; the closing record and its hash decide at the end whether any of it counts.
 */
export async function receiveMassivoFile(
  intake: RequestIntake,
  file: MassivoFile,
  sender: { submitter: Submitter; mayRequestFor: MayRequestFor },
): Promise<SubmittedRequest> {
  const reader = await RequestFile.open(receivedWhole(file.body));
  try {
    const may = await sender.mayRequestFor(reader.header.ipaCode);
    if (may === null) throw new DomainError('AUT-001', { details: { field: 'ipaCode' } });
    if (!may) throw new DomainError('FORBIDDEN', { rule: 'R-07', details: { field: 'ipaCode' } });
    return await intake.submit({
      request: requestOf(file.clientRequestId, reader.header),
      content: contentOf(reader),
      submitter: sender.submitter,
    });
  } finally {
    await reader.close();
  }
}

/**
 * The stream's bytes; a connection that ends before the file does is the client's failure, not a bad file. A refusal that
 * comes before the end leaves the rest unread and the stream whole: it is the door's to close, after the answer.
 */
async function* receivedWhole(body: Readable): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('REQUEST_INCOMPLETE', { cause: error });
  }
}

function requestOf(clientRequestId: string, header: RequestHeader): IncomingRequest {
  const kind = certificateKindByCode(header.kind);
  if (!kind) throw new DomainError('TES-002', { details: { field: 'kind' } });
  return {
    clientRequestId,
    ipaCode: header.ipaCode,
    unitCode: null,
    officeCode: header.officeCode,
    kind: kind.name,
    purposeCode: header.purposeCode,
    protocolNumber: header.protocolNumber,
    protocolDate: header.protocolDate,
    german: header.german,
    file: { requestId: header.requestId, pec: header.pec, contactTaxCode: header.contactTaxCode },
  };
}

function contentOf(reader: RequestFile): IncomingContent {
  return {
    rows: incomingRows(reader),
    contentHash: () => Buffer.from(reader.closing.fileSha256, 'hex'),
  };
}

async function* incomingRows(reader: RequestFile): AsyncGenerator<IncomingRow[], void, void> {
  for await (const batch of reader.batches()) yield batch.map((row) => new FileRow(row));
}

/** A row of a file, whose fields become strings only when they are asked for. */
class FileRow implements IncomingRow {
  readonly line: number;
  readonly row: number;
  readonly bytes: SubjectBytes | null;
  readonly refusal: RowRefusal | null;
  readonly #record: RequestRow;

  constructor(record: RequestRow) {
    this.line = record.position;
    this.row = record.row;
    this.bytes = record.fields;
    this.refusal = record.refusal;
    this.#record = record;
  }

  get fields(): SubjectFields | null {
    const { subject } = this.#record;
    return subject && fieldsOf(subject);
  }
}

/** A massivo file names persons only: the fields of entities stay empty. */
function fieldsOf(subject: NonNullable<RequestRow['subject']>): SubjectFields {
  return {
    surname: subject.surname,
    name: subject.name,
    birthDate: subject.birthDate,
    birthPlace: subject.birthPlace,
    birthCountry: subject.birthCountry,
    taxCode: subject.taxCode,
    citizenship: subject.citizenship,
    fatherName: subject.fatherName,
    entityName: '',
    legalForm: '',
    registeredSeat: '',
  };
}
