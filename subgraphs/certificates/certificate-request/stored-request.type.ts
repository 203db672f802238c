import type { Channel } from '../../../legacy-adapter/index.js';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';

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
  /** The request whose abandoned items it has. */
  resubmitsId: string | null;
}

export interface RequestFilter {
  channel?: Channel | null;
  kind?: CertificateKindName | null;
  clientRequestId?: string | null;
  submittedFrom?: Date | null;
  submittedTo?: Date | null;
}
