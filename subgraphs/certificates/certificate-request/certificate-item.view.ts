import { certificateKindByName } from '../../../schema/certificate-kind.js';
import { isoDayOf, parseDay } from '../../../schema/kernel/day-number.rules.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { isErrorCode, ERROR_CODES } from '../../../schema/error-codes.js';
import { isRowCode, isRowField, rowSentences } from '../../../schema/row-codes.js';
import type { Citizenship, OutcomeFlag } from '../../shared/graph-enums.js';
import { openContent } from '../issuing/certificate-content.js';
import { legalReferenceOf } from '../issuing/certificate.rules.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type { Certificate, RowRejection, Subject } from './certificate-item.type.js';
import type { IssuedCertificate } from './issued-certificate.store.js';
import type { StoredItem } from './stored-item.type.js';

/** What is stored of an item, as the graph shows it. */

const CITIZENSHIP: Readonly<Record<string, Citizenship>> = { I: 'ITALIAN', U: 'EU', X: 'OTHER' };

export function subjectView(fields: SubjectFields): Subject {
  const birthDay = parseDay(fields.birthDate);
  return {
    surname: fields.surname || null,
    name: fields.name || null,
    birthDate: birthDay === undefined ? fields.birthDate || null : isoDayOf(birthDay),
    birthPlace: fields.birthPlace || null,
    birthCountry: fields.birthCountry || null,
    taxCode: fields.taxCode || null,
    citizenship: CITIZENSHIP[fields.citizenship.toUpperCase()] ?? null,
    fatherName: fields.fatherName || null,
    entityName: fields.entityName || null,
    legalForm: fields.legalForm || null,
    registeredSeat: fields.registeredSeat || null,
  };
}

export function certificateView(certificate: IssuedCertificate, vault: PersonalDataVault): Certificate {
  const { number, kind, language, issuedOn, expiresOn, verificationCode, content, pdfErasedOn, revokedAt } =
    certificate;
  const entry = certificateKindByName(kind);
  if (!entry) throw new Error(`certificate of unknown kind ${kind}`);
  return {
    number,
    issuedOn,
    expiresOn,
    outcome: openContent(vault, number, content).outcome,
    legalReference: legalReferenceOf(entry, language),
    language,
    verificationCode,
    revokedAt,
    pdfUrl: pdfErasedOn === null && revokedAt === null ? `/certificates/${encodeURIComponent(number)}.pdf` : null,
    pdfErasedOn,
  };
}

/** Why an item ended without a certificate; `null` when it has one or is still open. */
export function rejectionView({ end }: StoredItem): RowRejection | null {
  if (!end || end.status === 'ISSUED') return null;
  const code = end.code ?? 'SIC-001';
  const field = end.field !== null && isRowField(end.field) ? end.field : null;
  if (isRowCode(code)) return { code, field: end.field, ...rowSentences({ code, field }) };
  const { message, messageIt } = isErrorCode(code) ? ERROR_CODES[code] : ERROR_CODES['SIC-001'];
  return { code, field: end.field, message, messageIt };
}

/** The flags of an item that was, or is, under review. */
export const flagsView = (item: StoredItem): OutcomeFlag[] => item.flags as OutcomeFlag[];
