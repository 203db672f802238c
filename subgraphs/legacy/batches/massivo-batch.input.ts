import { Field, ID, InputType, Int } from 'type-graphql';
import { IpaCodeScalar } from '../../shared/scalars.js';
import { MassivoBatchState } from './massivo-batch.type.js';

@InputType({ description: 'Which batches are wanted; what is left out does not narrow (filtro dei lotti).' })
export class MassivoBatchFilter {
  @Field(() => ID, { nullable: true, description: 'To this office; operators see only their own (ufficio).' })
  officeCode?: string | null;

  @Field(() => IpaCodeScalar, { nullable: true, description: 'Of this body (ente).' })
  ipaCode?: string | null;

  @Field(() => MassivoBatchState, { nullable: true, description: 'In this state (stato).' })
  state?: MassivoBatchState | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it has waited too long (in ritardo).' })
  overdue?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether an answer to it is in quarantine now (con risposte in quarantena).',
  })
  quarantined?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'Of this request (richiesta).' })
  requestId?: string | null;

  @Field(() => Date, { nullable: true, description: 'Sent at or after this instant (inviati dal).' })
  sentFrom?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Sent before this instant (inviati fino al, escluso).' })
  sentTo?: Date | null;
}

@InputType({ description: 'Limits of an office; what is left out stays as it is: R-17 (limiti del massivo).' })
export class MassivoLimitsInput {
  @Field(() => Int, { nullable: true, description: 'Subjects in one file at most, 1 to 5,000 (massimo per file).' })
  maximumRows?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Subjects in one part at least, 1 to the maximum (minimo per file).',
  })
  minimumRows?: number | null;

  @Field(() => Int, { nullable: true, description: 'Files at a time, 1 to 100 (file contemporanei).' })
  concurrentBatches?: number | null;

  @Field(() => Int, { nullable: true, description: 'Subjects a day; null takes the quota away (quota giornaliera).' })
  dailyRows?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Minutes in which a file is to be sent, 1 to 527,040; null: as long as anywhere (termine per l’invio).',
  })
  queuedMinutes?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Likewise for the acknowledgement of a file (termine per la ricevuta).',
  })
  acknowledgementMinutes?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Likewise for the outcome of an acknowledged file (termine per l’esito).',
  })
  outcomeMinutes?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Likewise for the rest of an answer that is cut short (termine per la risposta incompleta).',
  })
  incompleteMinutes?: number | null;
}
