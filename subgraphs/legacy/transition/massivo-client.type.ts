import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../shared/connection.js';

@ObjectType({
  simpleResolvers: true,
  description: 'Body that still sends requests to massivo: R-12 (chi usa il massivo).',
})
export class MassivoClient {
  @Field(() => Int, { description: 'Its requests on massivo in the last 90 days (richieste negli ultimi 90 giorni).' })
  requestsLast90Days!: number;

  @Field(() => Int, { description: 'Those of them that came as files; the others came through the graph (file).' })
  filesLast90Days!: number;

  @Field(() => Int, { description: 'Their accepted subjects (nominativi negli ultimi 90 giorni).' })
  subjectsLast90Days!: number;

  @Field({ description: 'When it last did (ultima richiesta).' })
  lastRequestAt!: Date;

  /** Not in the graph as such: field resolvers make entities of them. */
  ipaCode!: string;
  officeCode!: string;
}

export const MassivoClientConnection = connectionOf(() => MassivoClient, 'MassivoClient');
