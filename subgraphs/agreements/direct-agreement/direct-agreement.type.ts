import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { connectionOf } from '../../shared/connection.js';
import { CertificateKind, DirectAgreementStatus } from '../../shared/graph-enums.js';
import { DayScalar, InstantScalar } from '../../shared/scalars.js';
import type { RecordedAgreement } from './direct-agreement-status.rules.js';

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: "Agreement between one prosecutor's office and one public body: R-05 to R-09 (accordo diretto).",
})
export class DirectAgreement {
  @Field(() => ID, { description: 'Identifier.' })
  id!: string;

  @Field(() => DirectAgreementStatus, {
    description: 'Status today; it expires by date without anyone acting (stato).',
  })
  status!: DirectAgreementStatus;

  @Field(() => DayScalar, { nullable: true, description: 'First day; null while it is open in a draft (decorrenza).' })
  startsOn!: IsoDay | null;

  @Field(() => DayScalar, { nullable: true, description: 'Last day on which it holds (scadenza).' })
  endsOn!: IsoDay | null;

  @Field(() => [CertificateKind], { description: 'Kinds of certificate that it covers (tipi di certificato).' })
  kinds!: CertificateKind[];

  @Field({ description: 'Whether certificates can be asked for under it today (in vigore).' })
  inForce!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: '90, 60 or 30 when so many days or fewer are left and no renewal follows: R-09 (avviso di scadenza).',
  })
  expiryAlertDays!: number | null;

  @Field(() => String, { nullable: true, description: 'Reference of the entry in SIC: R-08 (censimento in SIC).' })
  sicReference!: string | null;

  @Field(() => String, { nullable: true, description: 'Reference of the entry in ADS: R-08 (censimento in ADS).' })
  adsReference!: string | null;

  @Field(() => DayScalar, { nullable: true, description: 'Day on which both sides signed: R-08 (data di firma).' })
  signedOn!: IsoDay | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the copy that both sides have signed, if it was given (impronta della copia firmata).',
  })
  signedCopySha256!: string | null;

  @Field(() => InstantScalar, { description: 'When it was first recorded (data di inserimento).' })
  createdAt!: Date;

  @Field(() => [DirectAgreementStatus], { description: 'What can follow, by an act or by date: R-08 (stati ammessi).' })
  legalNextStatuses!: readonly DirectAgreementStatus[];

  officeCode!: string;
  ipaCode!: string;
  renewsId!: string | null;
  /** As it lies in the store: what date alone has made of it is not in there. */
  recorded!: RecordedAgreement;
}

export const DirectAgreementConnection = connectionOf(() => DirectAgreement, 'DirectAgreement');

@ObjectType({ simpleResolvers: true, description: "A step in an agreement's life: who, when, why (R-08, storico)." })
export class StatusChange {
  @Field(() => DirectAgreementStatus, { nullable: true, description: 'Before; null for the first (stato precedente).' })
  from!: DirectAgreementStatus | null;

  @Field(() => DirectAgreementStatus, { description: 'After (nuovo stato).' })
  to!: DirectAgreementStatus;

  @Field(() => InstantScalar, { description: 'When (quando).' })
  at!: Date;

  @Field({
    description: 'Operator who did it, by the name of the sign-in; `calendar` when date alone did (operatore).',
  })
  by!: string;

  @Field(() => String, { nullable: true, description: 'Why (motivo).' })
  reason!: string | null;
}

export const AgreementEntryKind = { SIC: 'SIC', ADS: 'ADS', UNITS: 'UNITS' } as const;
export type AgreementEntryKind = keyof typeof AgreementEntryKind;
registerEnumType(AgreementEntryKind, {
  name: 'AgreementEntryKind',
  description: 'An act on an agreement that changes no status (tipo di annotazione).',
  valuesConfig: {
    SIC: { description: 'Entered in SIC; the detail is its reference: R-08 (censimento in SIC).' },
    ADS: { description: 'Entered in ADS; the detail is its reference: R-08 (censimento in ADS).' },
    UNITS: { description: 'Further units; the detail holds their codes: R-15 (estensione).' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'An act on an agreement that changed no status: who, when, what, why (R-08, R-15, annotazione).',
})
export class AgreementEntry {
  @Field(() => AgreementEntryKind, { description: 'What kind of act (tipo).' })
  kind!: AgreementEntryKind;

  @Field({ description: 'The reference in the register, or the codes of the units (dettaglio).' })
  detail!: string;

  @Field(() => InstantScalar, { description: 'When (quando).' })
  at!: Date;

  @Field({ description: 'Operator who did it, by the name of the sign-in (operatore).' })
  by!: string;

  @Field(() => String, { nullable: true, description: 'Why (motivo).' })
  reason!: string | null;
}
