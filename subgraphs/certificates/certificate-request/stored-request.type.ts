import type { Channel } from '../../../legacy-adapter/index.js';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';

/** An accepted request as it is stored; staged ones are never read here. */
export interface StoredRequest {
  id: string;
  ipaCode: string;
  officeCode: string;
  clientRequestId: string;
  fileRequestId: string | null;
  kind: CertificateKindName;
  purposeCode: string;
  channel: Channel;
  submittedAt: Date;
  total: number;
  accepted: number;
  protocolNumber: string;
  protocolDate: IsoDay;
  german: boolean;
  /** The request whose abandoned items it has. */
  resubmitsId: string | null;
}

/** How far a request as a whole has come. One under review is open too. */
export type RequestStatus = 'OPEN' | 'UNDER_REVIEW' | 'ENDED';

export interface RequestFilter {
  channel?: Channel | null;
  kind?: CertificateKindName | null;
  officeCode?: string | null;
  purposeCode?: string | null;
  protocolNumber?: string | null;
  clientRequestId?: string | null;
  fileRequestId?: string | null;
  status?: RequestStatus | null;
  submittedFrom?: Date | null;
  submittedTo?: Date | null;
}
