import type { DemoBody, DemoListing, DemoUnit } from './demo-body.type.js';
import { DEMO_BODY_LIST } from './demo-body-list.js';
import { demoBodyTaxCode, demoPerson } from './demo-persons.js';

export type { DemoBody, DemoPerson, DemoStage, DemoUnit } from './demo-body.type.js';

const UNITS: readonly DemoUnit[] = [
  { code: 'AOO-1', name: 'Area organizzativa omogenea', type: 'AOO' },
  { code: 'UO-DEMOGRAFICI', name: 'Servizi demografici', type: 'UO' },
  { code: 'UO-GARE', name: 'Gare e contratti', type: 'UO' },
  { code: 'UO-PERSONALE', name: 'Risorse umane', type: 'UO' },
];

/** The four that the documentation names. */
const NAMED: readonly DemoBody[] = [
  {
    ...named('c_h501', 'Roma Capitale', 'PROC-H501'),
    taxCode: '02438750586',
    stage: 'ACTIVE',
    contact: demoPerson({ givenName: 'Mario', surname: 'Rossi', birthDay: '1980-01-01', birthPlace: 'H501', sex: 'M' }),
    ...history({ agreement: 100, massivo: 9, monthly: 120 }),
  },
  {
    ...named('c_g482', 'Comune di Pescara', 'PROC-G482'),
    taxCode: '00124600685',
    stage: 'NOT_STARTED',
    contact: demoPerson({ givenName: 'Anna', surname: 'Verdi', birthDay: '1975-12-20', birthPlace: 'G482', sex: 'F' }),
    ...history({ massivo: 4, monthly: 60 }),
  },
  {
    ...named('c_f205', 'Comune di Milano', 'PROC-F205'),
    stage: 'DRAFTED',
    contact: demoPerson({
      givenName: 'Carlo',
      surname: 'Brambilla',
      birthDay: '1968-05-14',
      birthPlace: 'F205',
      sex: 'M',
    }),
    ...history({ massivo: 3, monthly: 150 }),
  },
  {
    ...named('c_a952', 'Comune di Bolzano', 'PROC-A952'),
    stage: 'ACTIVE',
    massivoUser: false,
    contact: demoPerson({
      givenName: 'Lukas',
      surname: 'Gruber',
      birthDay: '1983-09-27',
      birthPlace: 'A952',
      sex: 'M',
    }),
    ...history({ agreement: 60 }),
  },
];

/** All 64, the four named ones first; of every stage. */
export const DEMO_BODIES: readonly DemoBody[] = [...NAMED, ...DEMO_BODY_LIST.map(listed)];

const byIpaCode = new Map(DEMO_BODIES.map((body) => [body.ipaCode, body]));

export function demoBody(ipaCode: string): DemoBody | undefined {
  return byIpaCode.get(ipaCode);
}

/** The tax code with which the contact person of a demo body signs in; `undefined` for any other body. */
export function demoContactTaxCode(ipaCode: string): string | undefined {
  return byIpaCode.get(ipaCode)?.contact.taxCode;
}

/** The bodies that have asked for certificates before: what the seed of past requests starts from. */
export const DEMO_BODIES_WITH_HISTORY: readonly DemoBody[] = DEMO_BODIES.filter((body) => body.monthlySubjects > 0);

function named(ipaCode: string, name: string, officeCode: string): Omit<DemoBody, 'stage' | 'contact' | keyof History> {
  const taxCode = demoBodyTaxCode(ipaCode);
  const pec = 'protocollo@pec.example.it';
  return { ipaCode, name, type: 'PA', taxCode, officeCode, pec, massivoUser: true, units: UNITS };
}

type History = Pick<DemoBody, 'agreementDaysAgo' | 'firstDirectDaysAgo' | 'lastMassivoDaysAgo' | 'monthlySubjects'>;

function history(days: { agreement?: number; direct?: number; massivo?: number; monthly?: number }): History {
  return {
    agreementDaysAgo: days.agreement ?? null,
    firstDirectDaysAgo: days.direct ?? null,
    lastMassivoDaysAgo: days.massivo ?? null,
    monthlySubjects: days.monthly ?? 0,
  };
}

function listed(listing: DemoListing, index: number): DemoBody {
  const { ipaCode, name, type, officeCode, stage } = listing;
  return {
    ipaCode,
    name,
    type,
    taxCode: demoBodyTaxCode(ipaCode),
    officeCode,
    pec: `protocollo.${ipaCode}@pec.example.it`,
    massivoUser: !listing.isNew,
    stage,
    contact: demoPerson(index, officeCode.slice(-4)),
    units: UNITS.slice(0, 1 + (index % UNITS.length)),
    ...listedHistory(listing, index),
  };
}

/** Who never used massivo has no past on it; who is free of it stopped on the day of the first direct request. */
function listedHistory({ stage, isNew, monthlySubjects }: DemoListing, index: number): History {
  const lastMassivo = isNew ? {} : { massivo: 1 + (index % 13) };
  const monthly = isNew && stage === 'ACTIVE' ? 0 : monthlySubjects;
  switch (stage) {
    case 'NOT_STARTED':
    case 'DRAFTED':
    case 'SIGNED':
    case 'REGISTERED':
      return history({ ...lastMassivo, monthly: isNew ? 0 : monthly });
    case 'ACTIVE':
      return history({ agreement: 3 + (index % 20), ...lastMassivo, monthly });
    case 'FIRST_DIRECT_REQUEST': {
      // A new body has no massivo to be free of, so it is at this stage only in its first 30 days.
      const direct = 2 + (index % 26);
      return history({ agreement: direct + 9, direct, ...lastMassivo, monthly });
    }
    case 'MASSIVO_FREE': {
      const direct = 40 + (index % 50);
      return history({ agreement: direct + 12, direct, ...(isNew ? {} : { massivo: direct }), monthly });
    }
  }
}
