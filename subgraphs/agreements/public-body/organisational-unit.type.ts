import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export const OrganisationalUnitType = { AOO: 'AOO', UO: 'UO' } as const;
export type OrganisationalUnitType = keyof typeof OrganisationalUnitType;
registerEnumType(OrganisationalUnitType, {
  name: 'OrganisationalUnitType',
  description: 'Kind of organisational unit (tipo di unità).',
  valuesConfig: {
    AOO: { description: 'Homogeneous organisational area (area organizzativa omogenea).' },
    UO: { description: 'Organisational unit (unità organizzativa).' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Part of a body that an agreement can name: R-15 (AOO o UO).' })
export class OrganisationalUnit {
  @Field(() => ID, { description: 'Code within the body (codice).' })
  code!: string;

  @Field({ description: 'Name (denominazione).' })
  name!: string;

  @Field(() => OrganisationalUnitType, { description: 'Kind (tipo).' })
  type!: OrganisationalUnitType;
}
