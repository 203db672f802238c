import { Arg, Query, Resolver } from 'type-graphql';
import { verifyCertificate, type VerificationParts } from './verification.service.js';
import { CertificateVerification } from './verification.type.js';

@Resolver(() => CertificateVerification)
export class VerificationResolver {
  constructor(private readonly parts: VerificationParts) {}

  @Query(() => CertificateVerification, {
    description:
      'What a verification code stands for; anybody may ask, without signing in (verifica del certificato, R-35).',
  })
  async verifyCertificate(
    @Arg('code', {
      description: 'The code printed on the certificate; hyphens and case do not matter (codice di verifica).',
    })
    code: string,
  ): Promise<CertificateVerification> {
    const { officeCode, ...verification } = await verifyCertificate(this.parts, code);
    return { ...verification, office: officeCode === null ? null : { code: officeCode } };
  }
}
