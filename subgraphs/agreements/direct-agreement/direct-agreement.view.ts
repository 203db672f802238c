import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { CertificateKind } from '../../shared/graph-enums.js';
import { expiryAlertOn } from '../expiry-alert/expiry-alert.rules.js';
import { isInForce, legalNextStatuses, statusOn, type RecordedAgreement } from './direct-agreement-status.rules.js';
import type { DirectAgreement } from './direct-agreement.type.js';

/** An agreement as it lies in the store. */
export interface DirectAgreementRow extends RecordedAgreement {
  id: string;
  officeCode: string;
  ipaCode: string;
  kinds: CertificateKind[];
  sicReference: string | null;
  adsReference: string | null;
  renewsId: string | null;
  signedOn: IsoDay | null;
  signedCopySha256: string | null;
  createdAt: Date;
}

/** The agreement as it is seen on a day. */
export function agreementOn(row: DirectAgreementRow, day: IsoDay): DirectAgreement {
  const status = statusOn(row, day);
  return {
    ...row,
    status,
    recorded: row,
    inForce: isInForce(row, day),
    expiryAlertDays: expiryAlertOn(row, day),
    legalNextStatuses: legalNextStatuses(status),
  };
}
