import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Entities of others, as far as this subgraph knows them: by their keys. */

@Directive('@key(fields: "ipaCode")')
@ObjectType({
  simpleResolvers: true,
  description: 'Public administration or public-service operator entitled to ask for certificates (ente fruitore).',
})
export class PublicBody {
  @Field(() => ID, { description: 'Code in the index of public administrations: `c_h501` (codice IPA).' })
  ipaCode!: string;
}

@Directive('@key(fields: "code")')
@ObjectType({
  simpleResolvers: true,
  description:
    "One of the 140 ordinary prosecutor's offices (Procura della Repubblica, ufficio locale del casellario).",
})
export class ProsecutorOffice {
  @Field(() => ID, { description: '`PROC-` and the Belfiore code of the seat (codice).' })
  code!: string;
}

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'One request for certificates on many subjects (richiesta di certificazione multipla, R-30).',
})
export class CertificateRequest {
  @Field(() => ID, { description: 'Identifier of the request (identificativo).' })
  id!: string;
}
