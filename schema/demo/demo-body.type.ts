/**
 * The public bodies of the demonstration: the same ones on every machine, with made-up contact persons and made-up
 * tax codes (the check digits and characters are right). Days are counted back from the first start, so that a
 * transition in full swing is seen; how they are laid is left to the seeds of the subgraphs.
 */
export interface DemoBody {
  ipaCode: string;
  name: string;
  type: 'PA' | 'GPS';
  taxCode: string;
  officeCode: string;
  pec: string;
  /** In the register of former massivo bodies at its office. */
  massivoUser: boolean;
  /** Where the body stands on the day of the first start. */
  stage: DemoStage;
  contact: DemoPerson;
  units: readonly DemoUnit[];
  /** The agreement in force began so many days ago; null when none is. */
  agreementDaysAgo: number | null;
  /** The first direct request; null when there was none. */
  firstDirectDaysAgo: number | null;
  /** The latest massivo request; null when there was none. */
  lastMassivoDaysAgo: number | null;
  /** Subjects a month asked for, on whatever channel the body used then; 0: it has asked for nothing yet. */
  monthlySubjects: number;
}

export type DemoStage =
  'NOT_STARTED' | 'DRAFTED' | 'SIGNED' | 'REGISTERED' | 'ACTIVE' | 'FIRST_DIRECT_REQUEST' | 'MASSIVO_FREE';

export interface DemoUnit {
  code: string;
  name: string;
  type: 'AOO' | 'UO';
}

/** A made-up contact person; the tax code agrees with the rest of the record. */
export interface DemoPerson {
  givenName: string;
  surname: string;
  taxCode: string;
  email: string;
}

/** One of the sixty bodies that are not named one by one. */
export interface DemoListing extends Pick<DemoBody, 'ipaCode' | 'name' | 'type' | 'officeCode' | 'stage'> {
  /** Never used massivo. */
  isNew: boolean;
  monthlySubjects: number;
}
