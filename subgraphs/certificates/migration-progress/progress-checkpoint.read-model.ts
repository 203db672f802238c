import { ALL_OFFICES, OFFICES_IN_SCOPE } from './progress-fact.read-model.js';

/**
 * Figures up to the day $5, in SQL, as the last checkpoint before it and the days since then: what is read is bounded,
 * however long history is. Offices have checkpoints of their own, each at days of its own.
 */
export interface FiguresSince {
  /** A WITH clause: the days of the checkpoints. */
  reach: string;
  /** The checkpoints themselves. */
  checkpoint: string;
  /** The days after them, of a table of figures by day. */
  days: (table: string) => string;
}

const latestBefore = (officeCode: string): string => `
  (SELECT max(through) FROM certificates.progress_checkpoint
   WHERE office_code = ${officeCode} AND through <= $5::date)`;

/** A day that no figure lies before. */
const EVER = `'-infinity'::date`;

export const EVERYWHERE_SINCE: FiguresSince = {
  reach: `WITH reach AS MATERIALIZED (SELECT coalesce(${latestBefore(`'${ALL_OFFICES}'`)}, ${EVER}) AS latest)`,
  checkpoint: `(SELECT * FROM certificates.progress_checkpoint
                WHERE office_code = '${ALL_OFFICES}' AND through = (SELECT latest FROM reach)) checkpoint`,
  days: (table) => `(SELECT * FROM ${table} WHERE day > (SELECT latest FROM reach) AND day <= $5::date) since`,
};

export const AT_OFFICES_SINCE: FiguresSince = {
  reach: `WITH reach AS MATERIALIZED (
    SELECT code AS office, coalesce(${latestBefore('office.code')}, ${EVER}) AS latest FROM (${OFFICES_IN_SCOPE}) office)`,
  checkpoint: `reach JOIN certificates.progress_checkpoint checkpoint
                 ON checkpoint.office_code = reach.office AND checkpoint.through = reach.latest`,
  days: (table) => `reach CROSS JOIN LATERAL (
    SELECT * FROM ${table} WHERE office_code = reach.office AND day > reach.latest AND day <= $5::date OFFSET 0) since`,
};
