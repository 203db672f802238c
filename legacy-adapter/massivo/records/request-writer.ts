import { italianDate } from '../../../schema/kernel/clock.js';
import { isoDayOf, parseDay } from '../../../schema/kernel/day-number.rules.js';
import { codeText, ITALY, trimmed } from '../../../schema/kernel/subject-validation.rules.js';
import type { SubjectRecord } from '../../../schema/kernel/subject.type.js';
import { MASSIVO_VERSION, ROW_DIGITS, type RequestHeader } from './massivo-record.type.js';
import { RecordBlocks, recordOf, UnwritableValue, writableNumber } from './record-lines.js';

/**
 * Writes a request file of MASSIVA v1: header, the subjects numbered from 000001, closing record. The same header and
 * subjects give the same bytes. Throws `UnwritableValue` for a value that no record can carry, for no subjects at all
 * and for more than 999,999; what was handed over before is then void.
 */
export async function* writeRequestFile(
  header: RequestHeader,
  subjects: Iterable<SubjectRecord> | AsyncIterable<readonly SubjectRecord[]>,
): AsyncGenerator<Buffer, void, void> {
  const blocks = new RecordBlocks();
  blocks.add(headerRecord(header));
  let rows = 0;
  // Waited for by chunks: a promise a record would cost as much as the record.
  for await (const chunk of Symbol.iterator in subjects ? [subjects] : subjects) {
    for (const subject of chunk) {
      rows += 1;
      const block = blocks.add(subjectRecord(rows, subject));
      if (block) yield block;
    }
  }
  if (rows === 0) throw new UnwritableValue('subjects');
  yield blocks.close((sha256) => recordOf('C', { rows: String(rows), sha256 }));
}

function headerRecord(header: RequestHeader): string {
  return recordOf('T', {
    version: MASSIVO_VERSION,
    ipaCode: header.ipaCode,
    bodyTaxCode: header.bodyTaxCode,
    officeCode: header.officeCode,
    requestId: header.requestId,
    kind: header.kind,
    purpose: header.purposeCode,
    protocolNumber: header.protocolNumber,
    protocolDate: italianDate(header.protocolDate),
    german: header.german ? 'S' : 'N',
    pec: header.pec,
    contactTaxCode: header.contactTaxCode,
    agreementReference: header.agreementReference ?? '',
  });
}

function subjectRecord(row: number, subject: SubjectRecord): string {
  return recordOf('S', {
    row: writableNumber('row', row, ROW_DIGITS),
    surname: codeText(subject.surname),
    name: codeText(subject.name),
    birthDate: birthDateOf(subject),
    birthPlace: codeText(subject.birthPlace),
    birthCountry: codeText(subject.birthCountry) || ITALY,
    taxCode: codeText(subject.taxCode),
    citizenship: codeText(subject.citizenship),
    fatherName: codeText(subject.fatherName),
  });
}

function birthDateOf(subject: SubjectRecord): string {
  const day = parseDay(trimmed(subject.birthDate));
  if (day === undefined) throw new UnwritableValue('birthDate');
  return italianDate(isoDayOf(day));
}
