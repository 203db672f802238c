import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../shared/connection.js';

export const MassivoBatchState = {
  QUEUED: 'QUEUED',
  SENT: 'SENT',
  ACKNOWLEDGED: 'ACKNOWLEDGED',
  COMPLETED: 'COMPLETED',
  REFUSED: 'REFUSED',
  FAILED: 'FAILED',
  ABANDONED: 'ABANDONED',
} as const;
export type MassivoBatchState = keyof typeof MassivoBatchState;
registerEnumType(MassivoBatchState, {
  name: 'MassivoBatchState',
  description: 'Where one file to an office stands (stato del lotto).',
  valuesConfig: {
    QUEUED: { description: 'Not sent yet (in coda).' },
    SENT: { description: 'Lies at the office (inviato).' },
    ACKNOWLEDGED: { description: 'The office has received it (ricevuta).' },
    COMPLETED: { description: 'Its outcomes have been taken in (completato).' },
    REFUSED: { description: 'The office will not have it; its items have ended FAILED (rifiutato).' },
    FAILED: { description: 'Something is wrong with it; an operator retries or abandons it (fallito).' },
    ABANDONED: { description: 'Given up; its items have ended ABANDONED (abbandonato).' },
  },
});

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'One file to an office, with its answer (lotto del massivo).' })
export class MassivoBatch {
  @Field(() => ID, { description: 'Identifier.' })
  id!: string;

  @Field({ description: 'Name of the file (nome del file).' })
  fileName!: string;

  @Field(() => ID, {
    description: 'Request id in its header: what the office calls it (identificativo nel tracciato).',
  })
  fileRequestId!: string;

  @Field(() => Int, { description: 'Which part of the request it is, from 1: R-17 (parte).' })
  part!: number;

  @Field(() => Int, { description: 'Parts of the request when it was planned (parti).' })
  parts!: number;

  @Field(() => MassivoBatchState, { description: 'Where it stands (stato).' })
  state!: MassivoBatchState;

  @Field(() => Int, { description: 'Subjects in it (nominativi).' })
  rows!: number;

  @Field({ description: 'When it was planned (creazione).' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was put in the office’s drop area (invio).' })
  sentAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When its acknowledgement was taken in (ricevuta).' })
  acknowledgedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it came to its end (fine).' })
  completedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Protocol number that SIC gave it (protocollo SIC).' })
  sicProtocol!: string | null;

  @Field(() => Int, { description: 'How often a worker set out to send it (tentativi).' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'What is wrong, without personal data (ultimo errore).' })
  lastError!: string | null;

  // Not in the graph as such: field resolvers make fields of them.
  ipaCode!: string;
  officeCode!: string;
}

export const MassivoBatchConnection = connectionOf(() => MassivoBatch, 'MassivoBatch');

@ObjectType({
  simpleResolvers: true,
  description: 'What an office lets itself be sent by massivo: R-17 (limiti del massivo).',
})
export class MassivoLimits {
  @Field(() => Int, { description: 'Subjects in one file at most (massimo per file).' })
  maximumRows!: number;

  @Field(() => Int, { description: 'Subjects that a part of a split request has at least (minimo per file).' })
  minimumRows!: number;

  @Field(() => Int, { description: 'Files at the office at a time (file contemporanei).' })
  concurrentBatches!: number;

  @Field(() => Int, { nullable: true, description: 'Subjects a day; null: no quota (quota giornaliera).' })
  dailyRows!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes in which a file is to be sent; null: as long as anywhere (termine per l’invio).',
  })
  queuedMinutes!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes for the acknowledgement; null: as long as anywhere (termine per la ricevuta).',
  })
  acknowledgementMinutes!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes for the outcome; null: as long as anywhere (termine per l’esito).',
  })
  outcomeMinutes!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Minutes for the rest of an answer that is cut short; null: as long as anywhere (termine per la risposta incompleta).',
  })
  incompleteMinutes!: number | null;
}
