import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { ProsecutorOffice } from '../certificate-request/certificate-request.type.js';
import { CertificateKind } from '../../shared/graph-enums.js';
import { DayScalar } from '../../shared/scalars.js';

/** */
export const CertificateVerificationStatus = {
  VALID: 'VALID',
  EXPIRED: 'EXPIRED',
  REVOKED: 'REVOKED',
  UNKNOWN: 'UNKNOWN',
} as const;
export type CertificateVerificationStatus = keyof typeof CertificateVerificationStatus;
registerEnumType(CertificateVerificationStatus, {
  name: 'CertificateVerificationStatus',
  description: 'What a verification code stands for today (esito della verifica, R-35).',
  valuesConfig: {
    VALID: { description: 'Issued, and still valid (valido).' },
    EXPIRED: { description: 'Issued more than six months ago (scaduto).' },
    REVOKED: { description: 'Issued and later revoked (revocato).' },
    UNKNOWN: { description: 'No certificate has this code (sconosciuto).' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'What anybody may know of a certificate from its code: nothing of the person (verifica, R-35).',
})
export class CertificateVerification {
  @Field(() => CertificateVerificationStatus, { description: 'What the code stands for (esito).' })
  status!: CertificateVerificationStatus;

  @Field(() => CertificateKind, { nullable: true, description: 'Kind of certificate; null when unknown (tipo).' })
  kind!: CertificateKind | null;

  @Field(() => DayScalar, { nullable: true, description: 'Day of issue; null when unknown (data di rilascio).' })
  issuedOn!: IsoDay | null;

  @Field(() => DayScalar, { nullable: true, description: 'Last day of validity; null when unknown (scadenza).' })
  expiresOn!: IsoDay | null;

  @Field(() => DayScalar, { nullable: true, description: 'Day of the revocation; null unless revoked (revoca).' })
  revokedOn!: IsoDay | null;

  @Field(() => ProsecutorOffice, {
    nullable: true,
    description: 'The office that issued it; null when unknown (ufficio).',
  })
  office!: ProsecutorOffice | null;
}
