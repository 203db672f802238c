import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ForPersonalData } from '../../shared/access.js';

@ForPersonalData()
@ObjectType({
  simpleResolvers: true,
  description:
    'What is held about a person at an office: art. 15 GDPR (dati detenuti su un interessato). It is not kept.',
})
export class SubjectDataExport {
  @Field(() => ID, { description: 'Under which the export is recorded (identificativo).' })
  id!: string;

  @Field({ description: 'The data: one JSON document in UTF-8.' })
  json!: string;

  @Field(() => Int, { description: 'Items in it (nominativi).' })
  items!: number;

  @Field(() => Int, { description: 'Sealed values that could not be opened; the person may be in them.' })
  unreadable!: number;

  @Field({ description: 'Whether everything of the office has been looked through; else go on with `endCursor`.' })
  complete!: boolean;

  @Field(() => String, { nullable: true, description: 'Where to go on; null when it is complete.' })
  endCursor!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'An item that is not erased, and why (dato non cancellato).' })
export class RetainedItem {
  @Field(() => ID, { description: 'The item (identificativo del nominativo).' })
  itemId!: string;

  @Field({ description: 'IN_PROCESS, CERTIFICATE_VALID or WITHIN_RETENTION (motivo).' })
  ground!: string;

  @Field({ description: 'A sentence in English.' })
  message!: string;

  @Field({ description: 'A sentence in Italian (motivazione).' })
  messageIt!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What was erased about a person at an office, and what stays: art. 17 GDPR (cancellazione).',
})
export class SubjectErasure {
  @Field(() => ID, { description: 'Under which the erasure is recorded (identificativo).' })
  id!: string;

  @Field(() => Int, { description: 'Items erased by this call (nominativi cancellati).' })
  erased!: number;

  @Field(() => [RetainedItem], { description: 'Items that stay (nominativi conservati).' })
  retained!: RetainedItem[];

  @Field(() => Int, { description: 'Sealed values that could not be opened; the person may be in them.' })
  unreadable!: number;

  @Field({ description: 'Whether everything of the office has been looked through; else go on with `endCursor`.' })
  complete!: boolean;

  @Field(() => String, { nullable: true, description: 'Where to go on; null when it is complete.' })
  endCursor!: string | null;
}
