/** The three parties that sign access tokens: citizens' sign-in, the offices' system, dashboards. */
export type IssuerKind = 'eid' | 'sic' | 'dashboards';
