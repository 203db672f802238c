import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { Channel } from '../../shared/graph-enums.js';
import { DayScalar } from '../../shared/scalars.js';

/** The entity of the agreements' subgraph, as far as this one knows it: by its key. */
@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'How far the migration from massivo to the direct channel is (avanzamento della migrazione, R-51).',
})
export class MigrationProgress {
  @Field(() => ID, { description: 'Filter and day that the figures are of (identificativo).' })
  id!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What was accepted on a channel in an interval (volume per canale, R-51).',
})
export class ChannelVolume {
  @Field(() => DayScalar, {
    description: 'First day that is counted: of the interval, or of the range that was asked for (primo giorno).',
  })
  from!: IsoDay;

  @Field(() => DayScalar, {
    description: 'Last day that is counted: of the interval, of the range, or the day of the figures (ultimo giorno).',
  })
  to!: IsoDay;

  @Field(() => Channel, { description: 'The way that the requests took (canale).' })
  channel!: Channel;

  @Field(() => Int, { description: 'Accepted requests (richieste).' })
  requests!: number;

  @Field(() => Int, { description: 'Subjects accepted with them; rows refused at intake do not count (nominativi).' })
  subjects!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'How long answers take on a channel: whole minutes from the acceptance of the request to the end of the item, nearest rank (tempi di risposta, R-51).',
})
export class ChannelTurnaround {
  @Field(() => Channel, { description: 'The way that the requests took (canale).' })
  channel!: Channel;

  @Field(() => Int, { description: 'Items issued, or rejected by the office (nominativi evasi).' })
  items!: number;

  @Field(() => Int, { nullable: true, description: 'Half of them took no more minutes than this (mediana).' })
  p50Minutes!: number | null;

  @Field(() => Int, { nullable: true, description: '95 % of them took no more minutes than this (95° percentile).' })
  p95Minutes!: number | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How many items were rejected for a reason, at intake or by the office (scarti per codice, R-51).',
})
export class RejectionCount {
  @Field({ description: 'Code of the reason, as it came with the row (codice).' })
  code!: string;

  @Field({ description: 'What the code means, in English (significato in inglese).' })
  message!: string;

  @Field({ description: 'What the code means, in Italian (significato).' })
  messageIt!: string;

  @Field(() => Int, { description: 'Items (nominativi).' })
  count!: number;
}
