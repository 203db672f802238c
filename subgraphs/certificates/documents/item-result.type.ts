import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';
import type { SealedSubject } from '../subject/subject-record.js';
import type { ItemEndStatus } from '../certificate-request/stored-item.type.js';

/** What an item has come to so far. */
export interface ItemResult {
  line: number;
  row: number;
  subject: SealedSubject;
  /** Null while it is open or under review. */
  status: ItemEndStatus | null;
  code: string | null;
  underReview: boolean;
  certificate: IssuedCertificate | null;
}

export interface IssuedCertificate {
  number: string;
  issuedOn: IsoDay;
  content: SealedValue;
  /** Of the PDF; null until it has been made or received. It outlasts the PDF. */
  sha256: Buffer | null;
  /** Since when there is no PDF of it any more. */
  pdfErasedOn: IsoDay | null;
  revoked: boolean;
}
