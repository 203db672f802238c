import type { MigrationFilter, PublicBodyType } from '../../../../../schema/client/operations.generated.js';
import { isoDay, dayNumber } from './days.rules.js';

/** What the figures are narrowed to; every field as it stands in the address of the page, `''` for all. */
export interface ProgressFilter {
  region: string;
  district: string;
  office: string;
  bodyType: '' | PublicBodyType;
  /** A past day `yyyy-mm-dd`; `''` for today. */
  asOf: string;
}

export const FILTER_FIELDS = ['region', 'district', 'office', 'bodyType', 'asOf'] as const;
export const BODY_TYPES: readonly PublicBodyType[] = ['PA', 'GPS'];

/** From the address; what is no filter, such as a day that does not exist, is left out. */
export function filterOf(search: URLSearchParams): ProgressFilter {
  const asOf = search.get('asOf') ?? '';
  return {
    region: search.get('region') ?? '',
    district: search.get('district') ?? '',
    office: search.get('office') ?? '',
    bodyType: BODY_TYPES.find((type) => type === search.get('bodyType')) ?? '',
    asOf: isDay(asOf) ? asOf : '',
  };
}

/** As it stands in the address, without what is not narrowed. */
export function searchOf(filter: ProgressFilter): Record<string, string> {
  return Object.fromEntries(FILTER_FIELDS.flatMap((field) => (filter[field] === '' ? [] : [[field, filter[field]]])));
}

/** As the graph takes it. */
export function variablesOf(filter: ProgressFilter): { filter: MigrationFilter; asOf: string | null } {
  const { region, district, office, bodyType, asOf } = filter;
  return {
    filter: {
      ...(region !== '' && { region }),
      ...(district !== '' && { district }),
      ...(office !== '' && { officeCode: office }),
      ...(bodyType !== '' && { bodyType }),
    },
    asOf: asOf === '' ? null : asOf,
  };
}

/** A wider choice takes back the narrower ones that may not lie in it. */
export function withChoice(filter: ProgressFilter, field: keyof ProgressFilter, value: string): ProgressFilter {
  const chosen = { ...filter, [field]: value };
  if (field === 'region') return { ...chosen, district: '', office: '' };
  return field === 'district' ? { ...chosen, office: '' } : chosen;
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(dayNumber(text)) && isoDay(dayNumber(text)) === text;

export interface Place {
  code: string;
  name: string;
  district: string;
  region: string;
}

/**
 * What can still be chosen: the districts of the region, the offices of the district or region, in the order of names;
 * and what is chosen, whether the places are known yet or not.
 */
export function choicesOf(
  places: readonly Place[],
  filter: ProgressFilter,
): { regions: string[]; districts: string[]; offices: Place[] } {
  const inRegion = places.filter(({ region }) => filter.region === '' || region === filter.region);
  const inDistrict = inRegion.filter(({ district }) => filter.district === '' || district === filter.district);
  return {
    regions: distinct([filter.region, ...places.map(({ region }) => region)]),
    districts: distinct([filter.district, ...inRegion.map(({ district }) => district)]),
    offices: [...inDistrict, ...unlisted(inDistrict, filter.office)].sort((a, b) => a.name.localeCompare(b.name, 'it')),
  };
}

function unlisted(places: readonly Place[], code: string): Place[] {
  const isListed = code === '' || places.some((place) => place.code === code);
  return isListed ? [] : [{ code, name: code, district: '', region: '' }];
}

const distinct = (names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => name !== '').sort((a, b) => a.localeCompare(b, 'it'));
