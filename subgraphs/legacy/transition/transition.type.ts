import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { connectionOf } from '../../shared/connection.js';
import { TransitionChangeStatus, TransitionState } from '../../shared/graph-enums.js';
import { DayScalar, IpaCodeScalar } from '../../shared/scalars.js';

/** */
export const TransitionScope = {
  GLOBAL: 'GLOBAL',
  OFFICE: 'OFFICE',
  BODY: 'BODY',
  CALENDAR: 'CALENDAR',
  DOUBT: 'DOUBT',
} as const;
export type TransitionScope = keyof typeof TransitionScope;
registerEnumType(TransitionScope, {
  name: 'TransitionScope',
  description: 'What decides the state that holds (ambito che decide lo stato).',
  valuesConfig: {
    GLOBAL: { description: 'The value for everybody (valore generale).' },
    OFFICE: { description: 'The value of the office (valore dell’ufficio).' },
    BODY: { description: 'The value of the body (valore dell’ente).' },
    CALENDAR: { description: 'The last day has passed (calendario).' },
    DOUBT: { description: 'The database may be an older copy: R-27 (base dati da confermare).' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'Value of the flag that an office or a body has of its own: R-21 (stato proprio).',
})
export class TransitionOverride {
  @Field(() => ID, { nullable: true, description: 'The office; null when it is a body’s (ufficio).' })
  officeCode?: string;

  @Field(() => IpaCodeScalar, { nullable: true, description: 'The body; null when it is an office’s (ente).' })
  ipaCode?: string;

  @Field(() => TransitionState, { description: 'Its value (stato).' })
  state!: TransitionState;

  @Field({ description: 'Since when (decorrenza).' })
  since!: Date;
}

@ObjectType({ simpleResolvers: true, description: 'A change of the flag that was asked for: R-22, R-24 (modifica).' })
export class TransitionChange {
  @Field(() => ID, { description: 'Identifier; sorts by the time it was asked for.' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'The office that it is for, if one (ufficio).' })
  officeCode?: string;

  @Field(() => ID, { nullable: true, description: 'The body that it is for, if one; neither: everybody (ente).' })
  ipaCode?: string;

  @Field(() => TransitionState, { description: 'State of the scope before (stato precedente).' })
  from!: TransitionState;

  @Field(() => TransitionState, {
    description: 'State of the scope after; after a clearing, what it inherits (stato).',
  })
  to!: TransitionState;

  @Field({ description: 'When it was, or is to be, applied (data).' })
  at!: Date;

  @Field({ description: 'Why (motivazione).' })
  reason!: string;

  @Field(() => Boolean, {
    description: 'Whether it closes although something is in flight, which then ends as ABANDONED: R-25 (forzatura).',
  })
  force!: boolean;

  @Field({ description: 'Who asked for it (operatore).' })
  by!: string;

  @Field(() => String, { nullable: true, description: 'Who approved it, where that is needed (secondo operatore).' })
  approvedBy!: string | null;

  @Field(() => TransitionChangeStatus, { description: 'What has become of it (esito).' })
  status!: TransitionChangeStatus;

  @Field(() => Int, {
    nullable: true,
    description: 'Version of the flag after it; null until it is applied (versione).',
  })
  version!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Head of the log after its latest step, signed: keep it, and a log that is rewritten later is found out (ricevuta).',
  })
  receipt!: string | null;
}

export const TransitionChangeConnection = connectionOf(() => TransitionChange, 'TransitionChange');

@ObjectType({
  simpleResolvers: true,
  description: 'How far massivo is switched off, everywhere or in one scope: R-01, R-20, R-21 (periodo transitorio).',
})
export class Transition {
  @Field(() => TransitionState, { description: 'The state that holds now, the most restrictive of all (stato).' })
  state!: TransitionState;

  @Field(() => Int, { description: 'Counts every change of the flag; a change is decided on it: R-22 (versione).' })
  version!: number;

  @Field(() => DayScalar, { description: 'Day on which the direct channel opened everywhere (data di apertura).' })
  opensOn!: IsoDay;

  @Field(() => DayScalar, { description: 'Last day on which massivo takes requests, inclusive (ultimo giorno).' })
  lastDay!: IsoDay;

  @Field(() => Int, { description: 'Whole days from today to the last day; 0 on it and after it (giorni residui).' })
  daysLeft!: number;

  @Field(() => TransitionScope, { description: 'What decides the state (ambito che decide).' })
  decidedBy!: TransitionScope;

  @Field(() => Boolean, {
    description:
      'The database is, or may be, an older copy; it counts as DRAINING until operations confirm it: R-27 (da confermare).',
  })
  doubtful!: boolean;

  /** Not in the graph as such: field resolvers make fields of it. */
  scope!: { officeCode?: string; ipaCode?: string };
}
