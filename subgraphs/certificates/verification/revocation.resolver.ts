import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { ForOperators } from '../../shared/access.js';
import { Certificate } from '../certificate-request/certificate-item.type.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { RevocationService } from './revocation.service.js';

@Resolver(() => Certificate)
export class RevocationResolver {
  constructor(private readonly revocations: RevocationService) {}

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why it was revoked; null unless it was (motivo della revoca).',
  })
  revocationReason(@Root() certificate: Certificate, @Ctx() context: CertificatesContext): Promise<string | null> {
    return this.revocations.reason(certificate, context);
  }

  @ForOperators()
  @Mutation(() => Certificate, {
    description:
      'Revokes a certificate for good; operator of the office that issued it. It can be checked as before, and is ' +
      'REVOKED from then on; its PDF is handed out no more (revoca del certificato, R-35).',
  })
  revokeCertificate(
    @Arg('number', () => ID, { description: 'Number of the certificate (numero).' }) number: string,
    @Arg('reason', { description: 'Why, for the record and for the body (motivo).' }) reason: string,
    @Ctx() context: CertificatesContext,
  ): Promise<Certificate> {
    return this.revocations.revoke({ number, reason }, context);
  }
}
