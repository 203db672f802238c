import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { DayScalar, InstantScalar } from '../../shared/scalars.js';

export const GuidanceAudience = { EVERYONE: 'EVERYONE', BODIES: 'BODIES', OFFICES: 'OFFICES' } as const;
export type GuidanceAudience = keyof typeof GuidanceAudience;
registerEnumType(GuidanceAudience, {
  name: 'GuidanceAudience',
  description: 'For whom it is meant (destinatari).',
  valuesConfig: {
    EVERYONE: { description: 'Anyone (chiunque).' },
    BODIES: { description: 'Contact persons of bodies (enti fruitori).' },
    OFFICES: { description: "Staff of the prosecutor's offices (personale della giustizia)." },
  },
});

@ObjectType({ simpleResolvers: true, description: 'A page that the circular names (pagina).' })
export class GuidancePage {
  @Field({ description: 'What it is, in English.' })
  title!: string;

  @Field({ description: 'What it is, in Italian (titolo).' })
  titleIt!: string;

  @Field({ description: 'Address, as printed (indirizzo).' })
  url!: string;

  @Field(() => GuidanceAudience, { description: 'For whom it is meant (destinatari).' })
  audience!: GuidanceAudience;
}

@ObjectType({ simpleResolvers: true, description: 'A manual or a video that the circular names (manuale o video).' })
export class GuidanceDocument {
  @Field({ description: 'File name, as printed (nome).' })
  name!: string;

  @Field(() => GuidanceAudience, { description: 'For whom it is meant (destinatari).' })
  audience!: GuidanceAudience;

  @Field(() => [String], { description: 'Pages on which it is to be found (dove si trova).' })
  foundOn!: readonly string[];
}

@ObjectType({ simpleResolvers: true, description: 'A training session; each is the same (sessione formativa).' })
export class TrainingSession {
  @Field(() => DayScalar, { description: 'Day (giorno).' })
  day!: IsoDay;

  @Field(() => InstantScalar, { description: 'Begins (inizio).' })
  startsAt!: Date;

  @Field(() => InstantScalar, { description: 'Ends (fine).' })
  endsAt!: Date;

  @Field(() => InstantScalar, { description: 'Questions are taken until then (domande fino alle).' })
  questionsUntil!: Date;

  @Field({ description: 'Where it is held (dove).' })
  place!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Where help is to be had: R-16 (help desk).' })
export class HelpDesk {
  @Field({ description: 'E-mail (posta elettronica).' })
  email!: string;

  @Field({ description: 'Telephone, as printed in the circular (telefono).' })
  telephone!: string;

  @Field({ description: 'Page of the new service (indirizzo).' })
  url!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What the circular offers to learn the new service: R-18 (guida).' })
export class Guidance {
  @Field(() => [GuidancePage], { description: 'Pages (pagine).' })
  pages!: readonly GuidancePage[];

  @Field(() => [GuidanceDocument], { description: 'User manuals (manuali utente).' })
  manuals!: readonly GuidanceDocument[];

  @Field(() => [GuidanceDocument], { description: 'Training videos (video formativi).' })
  videos!: readonly GuidanceDocument[];

  @Field(() => [TrainingSession], { description: 'Training sessions, in order (sessioni formative).' })
  sessions!: readonly TrainingSession[];

  @Field(() => HelpDesk, { description: 'Help desk (assistenza).' })
  helpDesk!: HelpDesk;
}
