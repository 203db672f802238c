import { Field, InputType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { Citizenship, ExemptionGround } from '../../shared/graph-enums.js';
import { DayScalar } from '../../shared/scalars.js';
import { Applicant, PersonSituation, Submission } from './checklist.type.js';

@InputType({
  description:
    'The case of an application at the counter; what is left out is the plain case: an adult Italian, in person (caso, R-42).',
})
export class ChecklistInput {
  @Field(() => Applicant, { defaultValue: 'PERSON', description: 'Who applies (richiedente).' })
  applicant!: Applicant;

  @Field(() => Submission, { defaultValue: 'IN_PERSON', description: 'How the application is handed in (modalità).' })
  submission!: Submission;

  @Field(() => DayScalar, {
    nullable: true,
    description: 'Birth date of the person concerned; left out: an adult (data di nascita).',
  })
  birthDate?: IsoDay | null;

  @Field(() => PersonSituation, {
    defaultValue: 'NONE',
    description: 'Situation of the person concerned (condizione).',
  })
  situation!: PersonSituation;

  @Field(() => Boolean, { defaultValue: false, description: "Asked for from abroad (richiesta dall'estero)." })
  fromAbroad!: boolean;

  @Field(() => Citizenship, {
    defaultValue: 'ITALIAN',
    description: 'Citizenship of the person concerned (cittadinanza).',
  })
  citizenship!: Citizenship;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'The person has a passport; matters for citizens of neither Italy nor the EU (passaporto).',
  })
  hasPassport!: boolean;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'The person has a valid identity document (documento di identità).',
  })
  hasIdentityDocument!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'The judge of the proceedings has authorised it: on a victim or witness (autorizzazione del giudice).',
  })
  judgeAuthorised!: boolean;

  @Field(() => ExemptionGround, { nullable: true, description: 'The purpose that exempts (titolo di esenzione).' })
  exemption?: ExemptionGround | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Issued on the day of the request (urgenza).' })
  sameDay!: boolean;
}
