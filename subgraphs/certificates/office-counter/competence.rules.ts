import { BOLZANO_OFFICE } from '../../../schema/identifiers.js';
import { counterRefusal, type CounterRefusal } from './counter-refusal.js';
import type { Birth, CompetenceQuestion } from './competence-question.rules.js';
import { cite, type SourceKey } from './source.js';

/** Which office issues a certificate of pending proceedings, and what it covers (R-40, R-44); pure. */

/** An ordinary office, as far as competence looks at it. */
export interface OfficeFacts {
  code: string;
  /** As in the list of offices: `Procura della Repubblica presso il Tribunale di Roma`. */
  name: string;
  /** Seat of the district, and so of its antimafia prosecution. */
  district: string;
}

/** The offices that a question is about; `null` where there is none, or the table of municipalities does not tell it. */
export interface CompetenceOffices {
  asked: OfficeFacts | null;
  ofResidence: OfficeFacts | null;
  ofBirthPlace: OfficeFacts | null;
}

export interface CompetenceAnswer {
  office: OfficeFacts | null;
  /** Any office can be chosen, and none was named. */
  anyOffice: boolean;
  juvenileCourt: boolean;
  covers: string[];
  correctionCourt: string;
  languages: string[];
  refusal: CounterRefusal | null;
  basis: string[];
}

type Competent = Pick<CompetenceAnswer, 'office' | 'covers'> & {
  refusal?: CounterRefusal;
  anyOffice?: boolean;
  lines: SourceKey[];
};

const OFFICE_PREFIX = /^Procura della Repubblica presso il (?=Tribunale)/;
const ROME = 'Tribunale di Roma';

/** The answer; a refusal is part of it. */
export function decideCompetence(question: CompetenceQuestion, offices: CompetenceOffices): CompetenceAnswer {
  const { office, covers, refusal = null, anyOffice = false, lines } = competentOffice(question, offices);
  const correction = correctionCourt(question.birth, offices.ofBirthPlace);
  return {
    office,
    anyOffice,
    juvenileCourt: question.minor,
    covers,
    correctionCourt: correction.court,
    languages: languagesAt(office),
    refusal,
    basis: [...cite('R-40', lines), ...cite('R-44', ['language', correction.line])],
  };
}

/** The first case that applies. */
function competentOffice({ residence, minor }: CompetenceQuestion, offices: CompetenceOffices): Competent {
  const { asked, ofResidence } = offices;
  if (minor)
    return {
      office: null,
      covers: [],
      refusal: counterRefusal('JUVENILE_OFFICE_COMPETENT', 'input.birthDate'),
      lines: ['minor'],
    };
  switch (residence.kind) {
    case 'ABROAD':
      return asked
        ? ownCourtOnly(asked, 'residentAbroad')
        : { office: null, covers: [], anyOffice: true, lines: ['residentAbroad'] };
    case 'UNSTATED':
      return asked ? ownCourtOnly(asked, 'elsewhere') : { office: null, covers: [], lines: [] };
    case 'MUNICIPALITY':
      if (!ofResidence) return districtUnknown(asked);
      if (asked && asked.code !== ofResidence.code) return ownCourtOnly(asked, 'elsewhere', 'residence');
      return {
        office: ofResidence,
        covers: [courtOf(ofResidence), antimafiaProsecutionOf(ofResidence)],
        lines: ['residence'],
      };
  }
}

function ownCourtOnly(office: OfficeFacts, ...lines: SourceKey[]): Competent {
  return { office, covers: [courtOf(office)], lines };
}

/**
 * Whichever office is asked covers its own court at least; whether it is the one of the residence, and so covers the
 * antimafia prosecution too, cannot be told.
 */
function districtUnknown(asked: OfficeFacts | null): Competent {
  const refusal = counterRefusal('DISTRICT_UNKNOWN', 'input.residence');
  if (!asked) return { office: null, covers: [], refusal, lines: ['residence'] };
  return { ...ownCourtOnly(asked, 'elsewhere', 'residence'), refusal };
}

/** R-44: the court of the place of birth; born abroad: Roma. Without a known court, the place stands in its stead. */
function correctionCourt(birth: Birth, office: OfficeFacts | null): { court: string; line: SourceKey } {
  if (birth.kind === 'ABROAD') return { court: ROME, line: 'bornAbroad' };
  if (office) return { court: courtOf(office), line: 'mistake' };
  const place = birth.kind === 'MUNICIPALITY' ? ` (${birth.place.name})` : '';
  return { court: `Tribunale del luogo di nascita${place}`, line: 'mistake' };
}

/** R-44: Italian; at Bolzano/Bozen German as well. */
function languagesAt(office: OfficeFacts | null): string[] {
  return office?.code === BOLZANO_OFFICE ? ['it', 'de'] : ['it'];
}

/** `Tribunale di Roma`: what stands in the office's name after the Procura itself. */
export function courtOf({ name }: OfficeFacts): string {
  return name.replace(OFFICE_PREFIX, '');
}

function antimafiaProsecutionOf({ district }: OfficeFacts): string {
  return `Procura distrettuale antimafia ${/^L'/.test(district) ? "dell'" + district.slice(2) : `di ${district}`}`;
}
