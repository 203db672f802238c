import { Field, ObjectType, Int, registerEnumType } from 'type-graphql';

export const OverdueKind = {
  NO_ACKNOWLEDGEMENT: 'NO_ACKNOWLEDGEMENT',
  NO_OUTCOME: 'NO_OUTCOME',
  INCOMPLETE_ANSWER: 'INCOMPLETE_ANSWER',
} as const;
export type OverdueKind = keyof typeof OverdueKind;
registerEnumType(OverdueKind, {
  name: 'OverdueKind',
  description: 'What an office is late with (tipo di ritardo).',
  valuesConfig: {
    NO_ACKNOWLEDGEMENT: { description: 'It has not acknowledged the file (ricevuta mancante).' },
    NO_OUTCOME: { description: 'It has acknowledged the file and not answered (esito mancante).' },
    INCOMPLETE_ANSWER: { description: 'Its answer is cut short, or lacks its archive (risposta incompleta).' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What an office is late with, and since when (ritardo).' })
export class MassivoOverdue {
  @Field(() => OverdueKind, { description: 'What is missing (tipo).' })
  kind!: OverdueKind;

  @Field(() => Date, { description: 'When the deadline passed (scadenza).' })
  since!: Date;

  @Field(() => Int, {
    description: '1 when the deadline has passed, 2 after twice the time, 3 after four times (livello).',
  })
  escalation!: number;
}

export const CircuitState = { CLOSED: 'CLOSED', OPEN: 'OPEN', HALF_OPEN: 'HALF_OPEN' } as const;
export type CircuitState = keyof typeof CircuitState;
registerEnumType(CircuitState, {
  name: 'CircuitState',
  description: 'Whether an office is being called (stato del collegamento).',
  valuesConfig: {
    CLOSED: { description: 'It is well and called as usual (regolare).' },
    OPEN: { description: 'It has failed and is left alone for a while (sospeso).' },
    HALF_OPEN: { description: 'It is being tried again (in prova).' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'How an office’s drop area is doing, as the workers last told it (stato dello scambio con l’ufficio).',
})
export class MassivoHealth {
  @Field(() => CircuitState, { description: 'Of all workers the worst (stato).' })
  state!: CircuitState;

  @Field(() => Date, { nullable: true, description: 'Since when it has not been well; null when it is (da quando).' })
  since!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'What was wrong last: `TIMED_OUT`, `UNREACHABLE`, `MISSING`, `READ_ONLY`, `FULL` … (ultimo errore).',
  })
  trouble!: string | null;

  @Field(() => Int, { description: 'How many workers find it so (processi).' })
  workers!: number;
}
