/**
 * What the graph of the benchmark holds: bodies with their units, agreements and requests, made up by arithmetic and the
 * same in every process. Knows no GraphQL library, so that each peer can serve it with its own.
 */

interface Unit {
  code: string;
  name: string;
  email: string;
}

interface CertificateRequest {
  id: string;
  state: string;
  submittedAt: string;
  subjects: number;
  issued: number;
}

export interface Agreement {
  id: string;
  state: string;
  purpose: string;
  signedOn: string;
  expiresOn: string;
  office: { code: string; name: string };
  issued: number;
  requests: CertificateRequest[];
}

export interface Body {
  code: string;
  name: string;
  kind: string;
  pec: string;
  address: { street: string; city: string; postalCode: string; province: string };
  units: Unit[];
  agreements: Agreement[];
  openRequests: number;
  turnaroundDays: number;
}

/** Asked for one by one, or as the first of a page: so many different answers has each question. */
export const ROTATION = 256;
const PAGE_OVERLAP = 64;
const KINDS = ['MUNICIPALITY', 'REGION', 'AGENCY', 'UNIVERSITY'] as const;
const AGREEMENT_STATES = ['ACTIVE', 'SUSPENDED', 'EXPIRED'] as const;
const REQUEST_STATES = ['ACCEPTED', 'ISSUING', 'COMPLETED'] as const;
const PURPOSES = ['tenders', 'recruitment', 'licences', 'housing'] as const;
const TOWNS = ['Forlì', 'Bolzano', 'Cefalù', 'Roma', 'Torre Annunziata', 'Sanluri'] as const;

const pick = <T>(from: readonly T[], seed: number): T => from[seed % from.length] as T;
const digits = (value: number, length: number): string => String(value).padStart(length, '0');
const dayOf = (year: number, seed: number): string =>
  `${year}-${digits(1 + (seed % 12), 2)}-${digits(1 + (seed % 28), 2)}`;

export const BODIES: readonly Body[] = Array.from({ length: ROTATION + PAGE_OVERLAP }, (_, index) => bodyOf(index));
const PLACES = new Map(BODIES.map(({ code }, index) => [code, index]));
const AGREEMENTS = new Map(BODIES.flatMap(({ agreements }) => agreements.map((one) => [one.id, one] as const)));

export const bodyByCode = (code: string): Body | null => BODIES[PLACES.get(code) ?? -1] ?? null;
export const agreementById = (id: string): Agreement | null => AGREEMENTS.get(id) ?? null;

/** What the subgraph that `pec` and `openRequests` move to says of them: it shows in an answer who was asked. */
export const movedBody = (body: Body): Body => ({
  ...body,
  pec: `moved.${body.pec}`,
  openRequests: body.openRequests + 1_000,
});

/** A page of bodies, the one that is named included. */
export function bodiesFrom(code: string, first: number): readonly Body[] {
  const start = PLACES.get(code);
  return start === undefined ? [] : BODIES.slice(start, start + first);
}

function bodyOf(index: number): Body {
  const code = `c_${digits(index * 37, 5)}`;
  const town = pick(TOWNS, index);
  return {
    code,
    name: `Comune di ${town} "${digits(index, 3)}"`,
    kind: pick(KINDS, index),
    pec: `protocollo.${code}@pec.example.it`,
    address: {
      street: `Via Giuseppe Garibaldi ${1 + (index % 90)}`,
      city: town,
      postalCode: digits(10_000 + index * 13, 5),
      province: pick(['FC', 'BZ', 'PA', 'RM', 'NA', 'SU'], index),
    },
    units: Array.from({ length: 2 }, (_, unit) => ({
      code: `${code}-U${unit}`,
      name: `Ufficio ${pick(PURPOSES, index + unit)} ${unit}`,
      email: `ufficio${unit}.${code}@example.it`,
    })),
    agreements: Array.from({ length: 2 }, (_, place) => agreementOf(code, index * 2 + place)),
    openRequests: index % 17,
    turnaroundDays: (index % 40) / 8,
  };
}

function agreementOf(code: string, seed: number): Agreement {
  const id = `${code}-A${digits(seed, 4)}`;
  return {
    id,
    state: pick(AGREEMENT_STATES, seed),
    purpose: pick(PURPOSES, seed),
    signedOn: dayOf(2024, seed),
    expiresOn: dayOf(2028, seed + 5),
    office: { code: `PROC-${digits(seed % 140, 3)}`, name: `Procura della Repubblica di ${pick(TOWNS, seed)}` },
    issued: seed * 7,
    requests: Array.from({ length: 3 }, (_, place) => ({
      id: `${id}-R${place}`,
      state: pick(REQUEST_STATES, seed + place),
      submittedAt: `${dayOf(2026, seed + place)}T09:${digits(seed % 60, 2)}:00Z`,
      subjects: 10 + ((seed * 31 + place) % 900),
      issued: (seed * 17 + place) % 900,
    })),
  };
}
