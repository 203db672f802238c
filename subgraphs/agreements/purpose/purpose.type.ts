import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CertificateKind, PublicBodyType } from '../../shared/graph-enums.js';

@Directive('@key(fields: "code")')
@ObjectType({
  simpleResolvers: true,
  description: 'Legal ground for asking, from the library of use cases (finalità).',
})
export class Purpose {
  @Field(() => ID, { description: '`FIN-001` to `FIN-012` (codice).' })
  code!: string;

  @Field({ description: 'Title in English.' })
  title!: string;

  @Field({ description: 'Title in Italian (denominazione).' })
  titleIt!: string;

  @Field({ description: 'The law (norma).' })
  law!: string;

  @Field({ description: 'The article of that law (articolo).' })
  article!: string;

  @Field(() => [CertificateKind], { description: 'Kinds of certificate that may be asked for on it (tipi ammessi).' })
  kinds!: CertificateKind[];

  @Field(() => [PublicBodyType], { description: 'Kinds of body that may ask on it (enti ammessi).' })
  bodyTypes!: PublicBodyType[];
}
