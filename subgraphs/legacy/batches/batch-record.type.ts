import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MassivoBatchState } from './massivo-batch.type.js';

export const MassivoBatchAction = { RETRY: 'RETRY', RECOLLECT: 'RECOLLECT', ABANDON: 'ABANDON' } as const;
export type MassivoBatchAction = keyof typeof MassivoBatchAction;
registerEnumType(MassivoBatchAction, {
  name: 'MassivoBatchAction',
  description: 'What an operator can do with a batch (operazione).',
  valuesConfig: {
    RETRY: { description: '`retryMassivoBatch`: send it again (nuovo invio).' },
    RECOLLECT: { description: '`recollectMassivoBatch`: look for its answer again (nuova raccolta).' },
    ABANDON: { description: '`abandonMassivoBatch`: give it up (abbandono).' },
  },
});

export const MassivoBatchEventKind = {
  PLANNED: 'PLANNED',
  CUT: 'CUT',
  SENT: 'SENT',
  ACKNOWLEDGED: 'ACKNOWLEDGED',
  COMPLETED: 'COMPLETED',
  REFUSED: 'REFUSED',
  FAILED: 'FAILED',
  TROUBLE: 'TROUBLE',
  RETRIED: 'RETRIED',
  RECOLLECTED: 'RECOLLECTED',
  ABANDONED: 'ABANDONED',
  LATE_OUTCOME: 'LATE_OUTCOME',
} as const;
export type MassivoBatchEventKind = keyof typeof MassivoBatchEventKind;
registerEnumType(MassivoBatchEventKind, {
  name: 'MassivoBatchEventKind',
  description: 'What can happen to a batch (evento del lotto).',
  valuesConfig: {
    PLANNED: { description: 'Its rows were cut out of the request (pianificato).' },
    CUT: { description: 'Cut, or cut off another, for a maximum that was lowered: R-17 (suddiviso).' },
    SENT: { description: 'Its file was put into the drop area (inviato).' },
    ACKNOWLEDGED: { description: 'The office acknowledged it (ricevuta).' },
    COMPLETED: { description: 'Its outcome was taken in (completato).' },
    REFUSED: { description: 'The office refused it for good (rifiutato).' },
    FAILED: { description: 'It failed; an operator decides (fallito).' },
    TROUBLE: { description: 'Something went wrong that did not before; it goes on (problema).' },
    RETRIED: { description: 'An operator had it sent again (nuovo invio).' },
    RECOLLECTED: { description: 'An operator had its answer looked for again (nuova raccolta).' },
    ABANDONED: { description: 'It was given up, by an operator or a forced closing: R-25 (abbandonato).' },
    LATE_OUTCOME: { description: 'Its outcome came after that; kept apart: R-25 (esito tardivo).' },
  },
});

export const QuarantineResolution = { TAKEN_IN: 'TAKEN_IN', GIVEN_UP: 'GIVEN_UP', KEPT_APART: 'KEPT_APART' } as const;
export type QuarantineResolution = keyof typeof QuarantineResolution;
registerEnumType(QuarantineResolution, {
  name: 'QuarantineResolution',
  description: 'What came of an answer in quarantine (esito della quarantena).',
  valuesConfig: {
    TAKEN_IN: { description: 'A good answer came in its place and was taken in (acquisita).' },
    GIVEN_UP: { description: 'Its batch was given up, or sent anew under another name (abbandonata).' },
    KEPT_APART: { description: 'Kept for ever and never issued: R-25 (conservata a parte).' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What is wrong with a batch or an answer to it (problema).' })
export class MassivoTrouble {
  @Field({ description: 'Code; of the protocol where the office said it (codice).' })
  code!: string;

  @Field({ description: 'Rule of the domain, or the protocol, that it goes against (regola).' })
  rule!: string;

  @Field({ description: 'A sentence in English.' })
  message!: string;

  @Field({ description: 'A sentence in Italian (descrizione).' })
  messageIt!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Fields, line or row numbers that it is about; never what stood in them (dettaglio).',
  })
  detail!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'One entry of the history of a batch; never changed (evento).' })
export class MassivoBatchEvent {
  @Field({ description: 'When (data e ora).' })
  at!: Date;

  @Field(() => MassivoBatchEventKind, { description: 'What (evento).' })
  kind!: MassivoBatchEventKind;

  @Field(() => MassivoBatchState, { description: 'Where the batch stood after it (stato).' })
  state!: MassivoBatchState;

  @Field(() => Int, { description: 'How often a worker had set out to send it by then (tentativo).' })
  attempt!: number;

  @Field({ description: 'File that it was about: a new attempt has a name of its own (nome del file).' })
  fileName!: string;

  @Field(() => MassivoTrouble, { nullable: true, description: 'What was wrong (problema).' })
  trouble!: MassivoTrouble | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who did it; null for the bridge itself, and for callers who are no operators (autore).',
  })
  by!: string | null;

  @Field(() => String, { nullable: true, description: 'Why, in the words of who did it (motivazione).' })
  reason!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'An answer of the office that is kept where it lies and is not taken in (risposta in quarantena).',
})
export class QuarantinedAnswer {
  @Field({ description: 'Name of the request file that it answers (nome del file).' })
  fileName!: string;

  @Field(() => MassivoTrouble, { description: 'Why it is not taken in (problema).' })
  trouble!: MassivoTrouble;

  @Field({ description: 'When it was found wanting first (dal).' })
  since!: Date;

  @Field({ description: 'When it was found wanting last (ultima verifica).' })
  lastSeenAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When that was over; null as long as it lasts (risolta il).' })
  resolvedAt!: Date | null;

  @Field(() => QuarantineResolution, { nullable: true, description: 'What came of it; null as long as it lasts.' })
  resolution!: QuarantineResolution | null;
}

@ObjectType({ simpleResolvers: true, description: 'How a batch was given up: R-25 (abbandono).' })
export class MassivoBatchAbandonment {
  @Field({ description: 'When (data e ora).' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Why, in the words of who did it (motivazione).' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'Who; null for callers who are no operators (autore).' })
  by!: string | null;
}
