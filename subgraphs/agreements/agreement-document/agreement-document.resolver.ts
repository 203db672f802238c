import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { AgreementsContext } from '../agreements-context.js';
import { DirectAgreement } from '../direct-agreement/direct-agreement.type.js';
import { AgreementDocumentService } from './agreement-document.service.js';

/** What the document adds to an agreement; the agreement itself does not know of it. */
@Resolver(() => DirectAgreement)
export class AgreementDocumentResolver {
  readonly #documents: AgreementDocumentService;

  constructor(documents: AgreementDocumentService) {
    this.#documents = documents;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Where the agreement is to be had as a PDF to sign, for contact persons of the body and operators of the office; ' +
      'null for anybody else, because it names persons (documento da sottoscrivere).',
  })
  documentUrl(@Root() agreement: DirectAgreement, @Ctx() context: AgreementsContext): Promise<string | null> {
    return this.#documents.urlOf(agreement, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'SHA-256 of that PDF, 64 hexadecimal digits. From the signature on it is the one that was put forward for ' +
      'signature (impronta del documento).',
  })
  async documentSha256(@Root() agreement: DirectAgreement, @Ctx() context: AgreementsContext): Promise<string> {
    return this.#documents.hashOf(agreement, context);
  }
}
