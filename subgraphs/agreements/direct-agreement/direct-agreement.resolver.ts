import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ForSignedIn } from '../../shared/access.js';
import type { AgreementsContext } from '../agreements-context.js';
import { ContactPersonService } from '../contact-person/contact-person.service.js';
import { ContactPerson } from '../contact-person/contact-person.type.js';
import type { ProsecutorOfficeRow } from '../prosecutor-office/prosecutor-office.loader.js';
import { ProsecutorOffice } from '../prosecutor-office/prosecutor-office.type.js';
import type { OrganisationalUnitRow } from '../public-body/organisational-unit.loader.js';
import { OrganisationalUnit } from '../public-body/organisational-unit.type.js';
import type { PublicBodyRow } from '../public-body/public-body.loader.js';
import { PublicBody } from '../public-body/public-body.type.js';
import type { PurposeRow } from '../purpose/purpose.loader.js';
import { Purpose } from '../purpose/purpose.type.js';
import { findAgreement, historyOf, purposesOfAgreement, renewalOf } from './direct-agreement.service.js';
import { AgreementEntry, DirectAgreement, StatusChange } from './direct-agreement.type.js';

@Resolver(() => DirectAgreement)
export class DirectAgreementResolver {
  readonly #contacts: ContactPersonService;

  constructor(contacts: ContactPersonService) {
    this.#contacts = contacts;
  }

  @ForSignedIn()
  @Query(() => DirectAgreement, {
    nullable: true,
    description:
      'One agreement (un accordo diretto). For contact persons of the body, operators of the office, operations.',
  })
  async directAgreement(
    @Arg('id', () => ID, { description: 'Identifier.' }) id: string,
    @Ctx() context: AgreementsContext,
  ): Promise<DirectAgreement | null> {
    return findAgreement(id, context);
  }

  @FieldResolver(() => PublicBody, { description: 'The body (ente fruitore).' })
  publicBody(@Root() agreement: DirectAgreement, @Ctx() { loaders }: AgreementsContext): Promise<PublicBodyRow | null> {
    return loaders.publicBody.load(agreement.ipaCode);
  }

  @FieldResolver(() => ProsecutorOffice, { description: 'The office (ufficio locale).' })
  office(
    @Root() agreement: DirectAgreement,
    @Ctx() { loaders }: AgreementsContext,
  ): Promise<ProsecutorOfficeRow | null> {
    return loaders.prosecutorOffice.load(agreement.officeCode);
  }

  @FieldResolver(() => [Purpose], { description: 'Purposes that it covers, by code: R-06 (finalità).' })
  purposes(@Root() agreement: DirectAgreement, @Ctx() context: AgreementsContext): Promise<PurposeRow[]> {
    return purposesOfAgreement(agreement, context);
  }

  @FieldResolver(() => [ContactPerson], { description: 'Contact persons of both sides: R-06 (referenti).' })
  contacts(@Root() agreement: DirectAgreement, @Ctx() context: AgreementsContext): Promise<ContactPerson[]> {
    return this.#contacts.ofAgreement(agreement, context);
  }

  @FieldResolver(() => [OrganisationalUnit], { description: 'Units of the body that it names: R-15 (unità).' })
  units(@Root() agreement: DirectAgreement, @Ctx() { loaders }: AgreementsContext): Promise<OrganisationalUnitRow[]> {
    return loaders.unitsOfAgreement.load(agreement.id);
  }

  @FieldResolver(() => [OrganisationalUnit], {
    description: 'Units that send massivo requests and are not named yet: R-15 (unità proposte).',
  })
  proposedUnits(
    @Root() agreement: DirectAgreement,
    @Ctx() { loaders }: AgreementsContext,
  ): Promise<OrganisationalUnitRow[]> {
    return loaders.proposedUnits.load(agreement.id);
  }

  @FieldResolver(() => DirectAgreement, { nullable: true, description: 'What it renews: R-09 (accordo rinnovato).' })
  async renews(@Root() agreement: DirectAgreement, @Ctx() context: AgreementsContext): Promise<DirectAgreement | null> {
    return agreement.renewsId === null ? null : findAgreement(agreement.renewsId, context);
  }

  @FieldResolver(() => DirectAgreement, { nullable: true, description: 'Its renewal: R-09 (rinnovo).' })
  renewedBy(@Root() agreement: DirectAgreement, @Ctx() context: AgreementsContext): Promise<DirectAgreement | null> {
    return renewalOf(agreement, context);
  }

  @FieldResolver(() => [StatusChange], {
    description: 'The steps of its life, in order, the one that date alone has made included: R-08, R-09 (storico).',
  })
  history(@Root() agreement: DirectAgreement, @Ctx() context: AgreementsContext): Promise<StatusChange[]> {
    return historyOf(agreement, context);
  }

  @FieldResolver(() => [AgreementEntry], {
    description: 'Acts that changed no status, in order: entries in SIC and ADS, further units (annotazioni).',
  })
  entries(@Root() agreement: DirectAgreement, @Ctx() { loaders }: AgreementsContext): Promise<AgreementEntry[]> {
    return loaders.entries.load(agreement.id);
  }
}
