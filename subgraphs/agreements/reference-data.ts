import type { Queries } from '../../schema/kernel/database.js';
import { prosecutorOfficeList } from './prosecutor-office/prosecutor-office-list.js';
import { PURPOSE_LIBRARY } from './purpose/purpose-library.js';

/**
 * Brings the offices and the library of purposes up to what this version knows: two statements, which write only what
 * differs, so it can run at every start. What is no longer in a list stays, because agreements refer to it.
 */
export async function loadReferenceData(queries: Queries): Promise<void> {
  await queries.query(LOAD_OFFICES, [JSON.stringify(prosecutorOfficeList())]);
  await queries.query(LOAD_PURPOSES, [JSON.stringify(PURPOSE_LIBRARY)]);
}

const LOAD_OFFICES = `
  INSERT INTO agreements.prosecutor_office AS known (code, name, district, region, belfiore, pilot)
  SELECT * FROM json_to_recordset($1::json)
    AS listed (code text, name text, district text, region text, belfiore text, pilot boolean)
  ON CONFLICT (code) DO UPDATE SET name = excluded.name, district = excluded.district, region = excluded.region,
    belfiore = excluded.belfiore, pilot = excluded.pilot
  WHERE (known.name, known.district, known.region, known.belfiore, known.pilot)
    IS DISTINCT FROM (excluded.name, excluded.district, excluded.region, excluded.belfiore, excluded.pilot)`;

const LOAD_PURPOSES = `
  INSERT INTO agreements.purpose AS known (code, title, title_it, law, article, kinds, body_types)
  SELECT code, title, "titleIt", law, article, kinds, "bodyTypes"
  FROM json_to_recordset($1::json) AS listed (code text, title text, "titleIt" text, law text, article text,
    kinds text[], "bodyTypes" agreements.public_body_type[])
  ON CONFLICT (code) DO UPDATE SET title = excluded.title, title_it = excluded.title_it, law = excluded.law,
    article = excluded.article, kinds = excluded.kinds, body_types = excluded.body_types
  WHERE (known.title, known.title_it, known.law, known.article, known.kinds, known.body_types)
    IS DISTINCT FROM (excluded.title, excluded.title_it, excluded.law, excluded.article, excluded.kinds, excluded.body_types)`;
