import { createHash } from 'node:crypto';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import type { Prisma } from '../../../schema/prisma/generated/client.js';
import { maySeePersonsOf } from '../../shared/authorization.rules.js';
import type { AgreementsContext } from '../agreements-context.js';
import { openContact } from '../contact-person/contact-record.js';
import { purposesOfAgreement } from '../direct-agreement/direct-agreement.service.js';
import type { DirectAgreementRow } from '../direct-agreement/direct-agreement.view.js';
import type { AgreementFacts } from './agreement-document.rules.js';
import type { AgreementDocumentStore } from './agreement-document.store.js';

export interface AgreementDocument {
  pdf: Buffer;
  /** 64 hexadecimal digits, lower case. */
  sha256: string;
}

export interface DocumentServiceOptions {
  clock: Clock;
  vault: PersonalDataVault;
  documents: AgreementDocumentStore;
}

/** What a document is made of lies in the agreement. */
export type Documented = Pick<
  DirectAgreementRow,
  'id' | 'status' | 'ipaCode' | 'officeCode' | 'kinds' | 'startsOn' | 'endsOn' | 'renewsId' | 'createdAt'
>;

/** The agreement as a document to sign. */
export class AgreementDocumentService {
  readonly #options: DocumentServiceOptions;

  constructor(options: DocumentServiceOptions) {
    this.#options = options;
  }

  /** Where the document is to be had; `null` for those who may not see whom it names. */
  async urlOf(agreement: Documented, context: AgreementsContext): Promise<string | null> {
    return (await maySeePersonsOf(context, agreement)) ? `/agreements/${agreement.id}.pdf` : null;
  }

  /**
   * The document of an agreement. A draft's is made anew each time, from what the draft says; from the signature on it
   * stays as it was put forward, whatever is added to the agreement later. A renewal, which nobody drafts, is kept when
   * it is first asked for.
   */
  async of(agreement: Documented, context: AgreementsContext): Promise<AgreementDocument> {
    const { documents } = this.#options;
    const kept = await this.#kept(agreement.id);
    if (kept) return kept;
    const made = await this.#make(agreement, context);
    if (agreement.status === 'DRAFT') return made;
    await documents.keep(this.#sealed(agreement.id, made));
    return (await this.#kept(agreement.id)) ?? made;
  }

  /** The hash alone: a document that is kept is not opened for it. */
  async hashOf(agreement: Documented, context: AgreementsContext): Promise<string> {
    const kept = await context.loaders.documentHash.load(agreement.id);
    return kept?.sha256 ?? (await this.of(agreement, context)).sha256;
  }

  /** Keeps what was put forward for signature, in the transaction of the signature. */
  keep(tx: Prisma.TransactionClient, agreementId: string, document: AgreementDocument): Promise<void> {
    return this.#options.documents.keep(this.#sealed(agreementId, document), tx);
  }

  async #kept(agreementId: string): Promise<AgreementDocument | null> {
    const kept = await this.#options.documents.find(agreementId);
    if (!kept) return null;
    const { keyId, sealed, sha256 } = kept;
    return { pdf: this.#options.vault.openBytes(keyId, sealed, documentPlace(agreementId)), sha256 };
  }

  #sealed(agreementId: string, { pdf, sha256 }: AgreementDocument) {
    const { clock, vault } = this.#options;
    return { agreementId, sha256, sealed: vault.seal(pdf, documentPlace(agreementId)), madeAt: clock.now() };
  }

  async #make(agreement: Documented, context: AgreementsContext): Promise<AgreementDocument> {
    const facts = await this.#facts(agreement, context);
    // Loaded at the first document of a process: with its fonts it takes 0.2 s of every start.
    const { agreementPdf } = await import('./agreement-pdf.js');
    const pdf = await agreementPdf(facts);
    return { pdf, sha256: createHash('sha256').update(pdf).digest('hex') };
  }

  async #facts(agreement: Documented, context: AgreementsContext): Promise<AgreementFacts> {
    const { loaders } = context;
    const { id, status, officeCode, ipaCode, kinds, startsOn, endsOn, renewsId, createdAt } = agreement;
    const [office, body, purposes, units, contacts] = await Promise.all([
      loaders.prosecutorOffice.load(officeCode),
      loaders.publicBody.load(ipaCode),
      purposesOfAgreement(agreement, context),
      loaders.unitsOfAgreement.load(id),
      loaders.contactsOfAgreement.load(id),
    ]);
    if (!office || !body) throw new Error('an agreement without its parties');
    const named = (side: 'BODY' | 'OFFICE') =>
      contacts.filter((contact) => contact.side === side).map((contact) => openContact(this.#options.vault, contact));
    const isDraft = status === 'DRAFT';
    const sides = { bodyContacts: named('BODY'), officeContacts: named('OFFICE') };
    return { id, createdAt, startsOn, endsOn, isDraft, renewsId, kinds, office, body, purposes, units, ...sides };
  }
}

/** What a document is sealed for. */
export const documentPlace = (agreementId: string): string => `agreement-document:${agreementId}`;
