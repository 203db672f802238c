import { Field, ID, InputType } from 'type-graphql';
import { MigrationStage, PublicBodyType } from '../../shared/graph-enums.js';
import { BodyTaxCodeScalar, IpaCodeScalar } from '../../shared/scalars.js';
import { OrganisationalUnitType } from './organisational-unit.type.js';

@InputType({ description: 'Which bodies are wanted; what is left out does not narrow (filtro degli enti).' })
export class PublicBodyFilter {
  @Field(() => ID, { nullable: true, description: 'Of this office; operators see only their own (ufficio).' })
  officeCode?: string | null;

  @Field(() => PublicBodyType, { nullable: true, description: 'Of this kind (tipo).' })
  type?: PublicBodyType | null;

  @Field(() => MigrationStage, { nullable: true, description: 'At this stage today (fase di migrazione).' })
  stage?: MigrationStage | null;

  @Field(() => Boolean, { nullable: true, description: 'In the register of former massivo bodies, or not (R-12).' })
  massivoUser?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Part of the name, or the IPA or tax code (ricerca).' })
  search?: string | null;
}

@InputType({ description: 'An organisational unit to record with a body (AOO o UO).' })
export class OrganisationalUnitInput {
  @Field(() => ID, { description: 'Code within the body (codice).' })
  code!: string;

  @Field({ description: 'Name (denominazione).' })
  name!: string;

  @Field(() => OrganisationalUnitType, { description: 'Kind (tipo).' })
  type!: OrganisationalUnitType;
}

@InputType({ description: 'A body as its office records it; the same IPA code again corrects it (censimento).' })
export class RecordPublicBodyInput {
  @Field(() => IpaCodeScalar, { description: 'Code in the index of public administrations (codice IPA).' })
  ipaCode!: string;

  @Field({ description: 'Name (denominazione).' })
  name!: string;

  @Field(() => PublicBodyType, { description: 'Administration or operator; private companies have no place: R-07.' })
  type!: PublicBodyType;

  @Field(() => BodyTaxCodeScalar, { description: 'Tax code of the body, 11 digits (codice fiscale).' })
  taxCode!: string;

  @Field({ description: 'Certified mailbox (PEC).' })
  pec!: string;

  @Field({ defaultValue: false, description: 'Used massivo at this office: R-12. Once recorded it stays recorded.' })
  massivoUser!: boolean;

  @Field(() => [OrganisationalUnitInput], { defaultValue: [], description: 'Units to record or correct (AOO e UO).' })
  units!: OrganisationalUnitInput[];
}
