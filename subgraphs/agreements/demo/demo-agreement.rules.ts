import { CERTIFICATE_KINDS } from '../../../schema/certificate-kind.js';
import type { DemoBody } from '../../../schema/demo/demo-bodies.js';
import { addDays, startOfDay, type IsoDay } from '../../../schema/kernel/clock.js';
import type { CertificateKind, DirectAgreementStatus } from '../../shared/graph-enums.js';
import { defaultEnd } from '../direct-agreement/direct-agreement-period.rules.js';
import { PURPOSE_LIBRARY } from '../purpose/purpose-library.js';

/** What is laid for one body of the demonstration, so that it stands at its stage on the day of the first start. */
export interface DemoAgreement {
  status: DirectAgreementStatus;
  startsOn: IsoDay | null;
  endsOn: IsoDay | null;
  purposeCodes: string[];
  kinds: CertificateKind[];
  unitCodes: string[];
  sicReference: string | null;
  adsReference: string | null;
  /** In order; the first is the draft. */
  steps: { to: DirectAgreementStatus; at: Date; reason: string }[];
  /** Day of the signature, where it is signed. */
  signedOn: IsoDay | null;
}

export interface DemoDays {
  today: IsoDay;
  /** Last day of massivo. */
  lastDay: IsoDay;
}

const DIRECT_KINDS: CertificateKind[] = CERTIFICATE_KINDS.filter((kind) => kind.channels.direct).map(
  (kind) => kind.name,
);
const USUAL_PURPOSES = ['FIN-001', 'FIN-002', 'FIN-003', 'FIN-004', 'FIN-010'];

/** The agreement of a body, if it has one; `rank` is the body's place in the list and varies what is laid. */
export function demoAgreement(body: DemoBody, rank: number, days: DemoDays): DemoAgreement | null {
  const { today } = days;
  switch (body.stage) {
    case 'NOT_STARTED':
      return endedAgreement(body, rank, today);
    case 'DRAFTED':
      return agreement(body, rank, { path: ['DRAFT'], signedOn: addDays(today, -8), startsOn: null });
    case 'SIGNED':
      return agreement(body, rank, {
        path: ['DRAFT', 'SIGNED'],
        signedOn: addDays(today, -6),
        startsOn: addDays(today, 9),
      });
    case 'REGISTERED':
      return registeredAgreement(body, rank, today);
    case 'ACTIVE':
    case 'FIRST_DIRECT_REQUEST':
    case 'MASSIVO_FREE': {
      const startsOn = addDays(today, -(body.agreementDaysAgo ?? 0));
      return {
        ...agreement(body, rank, { path: TO_ACTIVE, signedOn: addDays(startsOn, -9), startsOn }),
        endsOn: demoEnd(startsOn, rank, days),
      };
    }
  }
}

const TO_ACTIVE: DirectAgreementStatus[] = ['DRAFT', 'SIGNED', 'REGISTERED', 'ACTIVE'];

/** Of those who have not started, one in six has an agreement that was withdrawn and one in six one that expired. */
function endedAgreement(body: DemoBody, rank: number, today: IsoDay): DemoAgreement | null {
  if (rank % 6 === 2) {
    const path: DirectAgreementStatus[] = [...TO_ACTIVE, 'WITHDRAWN'];
    return agreement(body, rank, { path, signedOn: addDays(today, -80), startsOn: addDays(today, -70) });
  }
  if (rank % 6 === 5) {
    const startsOn = addDays(today, -100);
    return {
      ...agreement(body, rank, { path: TO_ACTIVE, signedOn: addDays(today, -110), startsOn }),
      endsOn: addDays(today, -20),
    };
  }
  return null;
}

/** One in four is registered because its agreement is suspended for now. */
function registeredAgreement(body: DemoBody, rank: number, today: IsoDay): DemoAgreement {
  const signedOn = addDays(today, -25);
  return rank % 4 === 0
    ? agreement(body, rank, { path: [...TO_ACTIVE, 'SUSPENDED'], signedOn, startsOn: addDays(signedOn, 9) })
    : agreement(body, rank, { path: ['DRAFT', 'SIGNED', 'REGISTERED'], signedOn, startsOn: addDays(today, 4) });
}

/** Most last a year; a few end soon, so that reminders and the dry run have something to show. */
function demoEnd(startsOn: IsoDay, rank: number, { today, lastDay }: DemoDays): IsoDay {
  const soon = [addDays(today, 25), addDays(today, 55), addDays(today, 85), addDays(lastDay, -10)];
  const end = rank % 7 === 3 ? soon[Math.trunc(rank / 7) % soon.length] : undefined;
  return end !== undefined && end > today ? end : defaultEnd(startsOn);
}

interface Course {
  /** The statuses that it has gone through. */
  path: DirectAgreementStatus[];
  signedOn: IsoDay;
  startsOn: IsoDay | null;
}

function agreement(body: DemoBody, rank: number, { path, signedOn, startsOn }: Course): DemoAgreement {
  const status = path.at(-1) ?? 'DRAFT';
  const isSigned = path.includes('SIGNED');
  const isRegistered = path.includes('REGISTERED');
  const purposes = purposesOf(body);
  return {
    status,
    startsOn,
    endsOn: startsOn && defaultEnd(startsOn),
    purposeCodes: purposes,
    kinds: body.ipaCode === 'c_h501' || rank % 3 === 0 ? DIRECT_KINDS : DIRECT_KINDS.slice(0, 4),
    unitCodes: body.units.slice(0, 1 + (rank % 2)).map((unit) => unit.code),
    // A signed agreement may stand in one of the two registers only: R-10 has something to reconcile.
    sicReference: isRegistered || (isSigned && rank % 3 === 1) ? `SIC-${body.ipaCode}` : null,
    adsReference: isRegistered || (isSigned && rank % 3 === 2) ? `ADS-${body.ipaCode}` : null,
    signedOn: isSigned ? signedOn : null,
    steps: path.map((to, index) => ({
      to,
      at: instantOf(to, index, { path, signedOn, startsOn }),
      reason: reasonOf(to),
    })),
  };
}

function purposesOf(body: DemoBody): string[] {
  const allowed = PURPOSE_LIBRARY.filter((purpose) => purpose.bodyTypes.includes(body.type)).map(({ code }) => code);
  return body.ipaCode === 'c_h501' ? allowed : allowed.filter((code) => USUAL_PURPOSES.includes(code));
}

/** At nine or later, one step after the other. */
function instantOf(to: DirectAgreementStatus, index: number, { signedOn, startsOn }: Course): Date {
  const day: Record<DirectAgreementStatus, IsoDay> = {
    DRAFT: addDays(signedOn, -7),
    SIGNED: signedOn,
    REGISTERED: addDays(signedOn, 3),
    ACTIVE: startsOn ?? signedOn,
    SUSPENDED: addDays(startsOn ?? signedOn, 6),
    WITHDRAWN: addDays(startsOn ?? signedOn, 30),
    EXPIRED: signedOn,
    RENEWED: signedOn,
  };
  return new Date(startOfDay(day[to]).getTime() + (9 + index) * 3_600_000);
}

const REASONS: Record<DirectAgreementStatus, string> = {
  DRAFT: "Bozza predisposta dall'ufficio",
  SIGNED: 'Sottoscritto da entrambe le parti',
  REGISTERED: 'Censito in SIC e in ADS',
  ACTIVE: 'Attivato dopo il censimento in SIC e in ADS',
  SUSPENDED: 'Referente in aggiornamento',
  WITHDRAWN: "Revocato su richiesta dell'ente",
  EXPIRED: 'Scaduto il termine',
  RENEWED: 'Rinnovato alla scadenza',
};

const reasonOf = (to: DirectAgreementStatus): string => `${REASONS[to]} (dati dimostrativi)`;
