import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { connectionOf } from '../../shared/connection.js';
import { CertificateKind, Channel } from '../../shared/graph-enums.js';
import { DayScalar } from '../../shared/scalars.js';

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

@Directive('@key(fields: "code")')
@ObjectType({
  simpleResolvers: true,
  description: 'Legal ground for asking, from the library of use cases (finalità).',
})
export class Purpose {
  @Field(() => ID, { description: '`FIN-001` to `FIN-012` (codice).' })
  code!: string;
}

@Directive('@shareable')
@ObjectType({
  simpleResolvers: true,
  description: 'Notice to whoever still uses massivo: until when, and what then (avviso di dismissione, R-16).',
})
export class ChannelDeprecation {
  @Field(() => DayScalar, { description: 'Last day on which massivo takes requests (ultimo giorno).' })
  lastDay!: IsoDay;

  @Field(() => Int, { description: 'Days left until then; 0 on the last day and after it (giorni residui).' })
  daysLeft!: number;

  @Field({ description: 'Page that says how to sign or extend a direct agreement (guida al nuovo servizio).' })
  guide!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How many subjects of a request have come to what (conteggi dei nominativi, R-34).',
})
export class ItemCounts {
  @Field(() => Int, { description: 'All subjects, refused rows included (totale).' })
  total!: number;

  @Field(() => Int, { description: 'Neither at an end nor under review (in lavorazione).' })
  open!: number;

  @Field(() => Int, { description: 'Waiting for an office operator (in verifica, R-33).' })
  underReview!: number;

  @Field(() => Int, { description: 'With a certificate (rilasciati).' })
  issued!: number;

  @Field(() => Int, { description: 'Refused at intake or by the office (scartati).' })
  rejected!: number;

  @Field(() => Int, { description: 'Ended by a failure (falliti).' })
  failed!: number;

  @Field(() => Int, {
    description: 'Ended by a forced closing of massivo, or given up with their batch (abbandonati, R-25).',
  })
  abandoned!: number;
}

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'One request for certificates on many subjects (richiesta di certificazione multipla, R-30).',
})
export class CertificateRequest {
  @Field(() => ID, { description: 'Identifier of the request (identificativo).' })
  id!: string;

  @Field(() => ID, { description: "The sender's own identifier; the same one again gives the same request (R-32)." })
  clientRequestId!: string;

  @Field(() => CertificateKind, { description: 'Kind of certificate asked for (tipo di certificato).' })
  kind!: CertificateKind;

  @Field(() => Channel, { description: 'The way that the request takes (canale).' })
  channel!: Channel;

  @Field({ description: 'Number in the protocol of the body (numero di protocollo).' })
  protocolNumber!: string;

  @Field(() => DayScalar, { description: 'Date of the protocol (data di protocollo).' })
  protocolDate!: IsoDay;

  @Field({ description: 'Whether the certificates are asked for in German (in tedesco, R-44).' })
  german!: boolean;

  @Field({ description: 'When it was accepted (data di accettazione).' })
  submittedAt!: Date;

  // Not in the graph as such: field resolvers make fields of them.
  ipaCode!: string;
  officeCode!: string;
  purposeCode!: string;
  total!: number;
}

export const CertificateRequestConnection = connectionOf(() => CertificateRequest, 'CertificateRequest');
