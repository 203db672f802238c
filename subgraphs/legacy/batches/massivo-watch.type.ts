import { Field, ObjectType, Int, registerEnumType } from 'type-graphql';

export const OverdueKind = {
  NO_ACKNOWLEDGEMENT: 'NO_ACKNOWLEDGEMENT',
  NO_OUTCOME: 'NO_OUTCOME',
  INCOMPLETE_ANSWER: 'INCOMPLETE_ANSWER',
  NOT_SENT: 'NOT_SENT',
} as const;
export type OverdueKind = keyof typeof OverdueKind;
registerEnumType(OverdueKind, {
  name: 'OverdueKind',
  description: 'What a batch has waited for too long (tipo di ritardo).',
  valuesConfig: {
    NO_ACKNOWLEDGEMENT: { description: 'It has not acknowledged the file (ricevuta mancante).' },
    NO_OUTCOME: { description: 'It has acknowledged the file and not answered (esito mancante).' },
    INCOMPLETE_ANSWER: { description: 'Its answer is cut short, or lacks its archive (risposta incompleta).' },
    NOT_SENT: {
      description: 'It could not be sent, though no daily quota of the office holds it back: R-17 (mancato invio).',
    },
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

@ObjectType({
  simpleResolvers: true,
  description: 'How many batches of an office wait too long for one thing (ritardi).',
})
export class MassivoOverdueCount {
  @Field(() => OverdueKind, { description: 'What is missing (tipo).' })
  kind!: OverdueKind;

  @Field(() => Int, { description: 'How many (quantità).' })
  batches!: number;
}

export const MassivoNoticeKind = {
  FOREIGN_ENTRIES: 'FOREIGN_ENTRIES',
  TRUNCATED_LISTING: 'TRUNCATED_LISTING',
} as const;
export type MassivoNoticeKind = keyof typeof MassivoNoticeKind;
registerEnumType(MassivoNoticeKind, {
  name: 'MassivoNoticeKind',
  description: 'What can be found in an office’s folders that should not be there (tipo di segnalazione).',
  valuesConfig: {
    FOREIGN_ENTRIES: {
      description:
        'Links, devices, names that mean nothing, answers to nothing that was sent; left alone (voci estranee).',
    },
    TRUNCATED_LISTING: {
      description: 'More entries than one look goes through; answers are looked for by name (elenco troncato).',
    },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'Something found in an office’s folders, until a look finds it gone (segnalazione).',
})
export class MassivoNotice {
  @Field(() => MassivoNoticeKind, { description: 'What (tipo).' })
  kind!: MassivoNoticeKind;

  @Field(() => Date, { description: 'When it was found first (dal).' })
  since!: Date;

  @Field(() => Date, { description: 'When it was found last, to about a minute (ultima verifica).' })
  lastSeenAt!: Date;

  @Field(() => Int, { description: 'How many entries, or folders that hold too many (quantità).' })
  entries!: number;
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
    description:
      'What was wrong last: `TIMED_OUT`, `UNREACHABLE`, `MISSING`, `READ_ONLY`, `FULL`, `HOST_KEY_MISMATCH` … (ultimo errore).',
  })
  trouble!: string | null;

  @Field(() => Int, { description: 'How many workers find it so (processi).' })
  workers!: number;

  @Field(() => [MassivoNotice], {
    description: 'What was found in its folders that should not be there; the exchange goes on (segnalazioni).',
  })
  notices!: MassivoNotice[];
}
