import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';
import type { CertificateOutcome } from './certificate.rules.js';

/** A doubtful outcome as the register or massivo gave it, kept sealed until a person settles it. */
export interface ReceivedOutcome {
  outcome: CertificateOutcome;
  /** What the office has printed on its own certificate; null on the direct channel. */
  certificateNumber: string | null;
  issuedOn: IsoDay | null;
}

interface ItemPlace {
  requestId: string;
  line: number;
}

export function sealReceivedOutcome(
  vault: PersonalDataVault,
  place: ItemPlace,
  received: ReceivedOutcome,
): SealedValue {
  return vault.seal(JSON.stringify(received), reviewPlace(place));
}

export function openReceivedOutcome(vault: PersonalDataVault, place: ItemPlace, value: SealedValue): ReceivedOutcome {
  return JSON.parse(vault.open(value.keyId, value.sealed, reviewPlace(place))) as ReceivedOutcome;
}

/** What a doubtful outcome is sealed for. */
export const reviewPlace = ({ requestId, line }: ItemPlace): string => `review:${requestId}:${line}`;
