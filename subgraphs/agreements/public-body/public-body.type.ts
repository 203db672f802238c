import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { PublicBodyType } from '../../shared/graph-enums.js';
import { connectionOf } from '../../shared/connection.js';

@Directive('@key(fields: "ipaCode")')
@ObjectType({
  simpleResolvers: true,
  description: 'Public administration or public-service operator entitled to ask for certificates (ente fruitore).',
})
export class PublicBody {
  @Field(() => ID, { description: 'Code in the index of public administrations: `c_h501` (codice IPA).' })
  ipaCode!: string;

  @Field({ description: 'Name (denominazione).' })
  name!: string;

  @Field(() => PublicBodyType, { description: 'Administration or operator; nobody else can be recorded: R-07 (tipo).' })
  type!: PublicBodyType;

  @Field({ description: 'Tax code of the body, 11 digits (codice fiscale).' })
  taxCode!: string;

  @Field({ description: 'Certified mailbox (PEC).' })
  pec!: string;

  /** The competent office recorded with the body: R-05. */
  officeCode!: string;
}

export const PublicBodyConnection = connectionOf(() => PublicBody, 'PublicBody');
