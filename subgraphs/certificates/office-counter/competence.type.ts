import { Field, ObjectType } from 'type-graphql';
import { Refusal } from '../../shared/refusal.type.js';
import { ProsecutorOffice } from '../certificate-request/certificate-request.type.js';

@ObjectType({
  simpleResolvers: true,
  description: 'Who issues a certificate of pending proceedings and what it covers (competenza, R-40, R-44).',
})
export class Competence {
  @Field(() => ProsecutorOffice, {
    nullable: true,
    description: 'The ordinary office to apply to; null when refused, and when any office will do (Procura).',
  })
  office!: ProsecutorOffice | null;

  @Field({ description: 'Any office can be chosen, and none was named: residence abroad (qualsiasi Procura).' })
  anyOffice!: boolean;

  @Field({ description: 'The office is the one at the juvenile court: under 18 (Tribunale per i minorenni).' })
  juvenileCourt!: boolean;

  @Field(() => [String], {
    description:
      'Courts and prosecutions whose proceedings one request shows; other courts are other requests (cosa copre).',
  })
  covers!: string[];

  @Field({ description: 'The court that corrects a mistake in the certificate (tribunale per la rettifica).' })
  correctionCourt!: string;

  @Field(() => [String], {
    description: 'Languages in which the office issues, `it` and, at Bolzano/Bozen, `de` (lingue).',
  })
  languages!: string[];

  @Field(() => Refusal, {
    nullable: true,
    description:
      'Why there is no full answer. Beside an office (`DISTRICT_UNKNOWN`): it covers at least what `covers` says (diniego).',
  })
  refusal!: Refusal | null;

  @Field(() => [String], { description: "The lines of the ministry's page behind it (fonti)." })
  basis!: string[];
}
