import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../shared/connection.js';

@ObjectType({
  simpleResolvers: true,
  description: 'One record of the log of the flag, as it is chained and signed: R-22 (registrazione).',
})
export class TransitionLogRecord {
  @Field(() => Int, { description: 'Its number: 1, 2, 3 … without gaps (numero progressivo).' })
  seq!: number;

  @Field({ description: 'When it was written (data).' })
  at!: Date;

  @Field({ description: 'Canonical JSON of what happened, byte for byte as it is hashed (contenuto).' })
  entry!: string;

  @Field({ description: 'Hash of the record before it, in hex; zeros before the first (hash precedente).' })
  previousHash!: string;

  @Field({ description: 'SHA-256 of the previous hash and the entry, in hex (hash).' })
  hash!: string;

  @Field(() => String, {
    nullable: true,
    description: 'This head of the log, signed; null in records from before heads were signed (ricevuta).',
  })
  receipt!: string | null;
}

export const TransitionLogRecordConnection = connectionOf(() => TransitionLogRecord, 'TransitionLogRecord');

@ObjectType({ simpleResolvers: true, description: 'Key that verifies receipts: R-22 (chiave di verifica).' })
export class TransitionLogKey {
  @Field({ description: 'Names the key in receipts: 16 hex digits (identificativo).' })
  id!: string;

  @Field({ description: 'Ed25519 public key: SubjectPublicKeyInfo in PEM (chiave pubblica).' })
  pem!: string;
}
