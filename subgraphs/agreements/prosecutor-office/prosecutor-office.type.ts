import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "code")')
@ObjectType({
  simpleResolvers: true,
  description:
    "One of the 140 ordinary prosecutor's offices (Procura della Repubblica, ufficio locale del casellario).",
})
export class ProsecutorOffice {
  @Field(() => ID, { description: '`PROC-` and the Belfiore code of the seat (codice).' })
  code!: string;

  @Field({ description: 'Name as in the list of offices (denominazione).' })
  name!: string;

  @Field({ description: "Court-of-appeal district (distretto di corte d'appello)." })
  district!: string;

  @Field({ description: 'Region (regione).' })
  region!: string;

  @Field({ description: 'Belfiore code of the seat (codice catastale della sede).' })
  belfiore!: string;

  @Field({ description: 'Whether the direct channel was tried here before the opening: R-02 (ufficio pilota).' })
  pilot!: boolean;
}
