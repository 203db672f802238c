import type { IsoDay } from '../../../schema/kernel/clock.js';
import { isYoungerThan } from './age.rules.js';
import type { Applicant, PersonSituation, Submission } from './checklist.type.js';
import { counterRefusal, type CounterRefusal } from './counter-refusal.js';

/** Who may apply, and how the application may reach the office; pure. */

/** The case of an application as far as it decides who may apply and how. */
export interface ApplicationCase {
  applicant: Applicant;
  submission: Submission;
  /** `null`: an adult. */
  birthDate: IsoDay | null;
  situation: PersonSituation;
  fromAbroad: boolean;
  judgeAuthorised: boolean;
}

const JUVENILE_AGE = 18;
const PARENTAL_AGE = 16;

/** Those who apply as a private person or for one; the others apply by their office. */
const PRIVATE: readonly Applicant[] = ['PERSON', 'DELEGATE', 'PARENT', 'CONSERVATOR'];
const ON_VICTIM: readonly Applicant[] = ['PROSECUTOR_ON_VICTIM_OR_WITNESS', 'DEFENDANT_COUNSEL_ON_VICTIM_OR_WITNESS'];

export const isPrivate = (applicant: Applicant): boolean => PRIVATE.includes(applicant);
/** On a victim or witness at the request of the other side: only with the judge's authorisation. */
export const needsJudge = (applicant: Applicant): boolean => ON_VICTIM.includes(applicant);
/** In prison or in a therapeutic community. */
export const isConfined = (situation: PersonSituation): boolean =>
  situation === 'PRISONER' || situation === 'THERAPEUTIC_COMMUNITY';

export function isMinor({ birthDate }: Pick<ApplicationCase, 'birthDate'>, today: IsoDay): boolean {
  return birthDate !== null && isYoungerThan(JUVENILE_AGE, birthDate, today);
}

/** Why whoever applies may not, or `null`. */
export function entitlementRefusal(asked: ApplicationCase, today: IsoDay): CounterRefusal | null {
  if (needsJudge(asked.applicant) && !asked.judgeAuthorised) {
    return counterRefusal('JUDGE_AUTHORISATION_REQUIRED', 'input.judgeAuthorised');
  }
  if (!isPrivate(asked.applicant)) return null;
  const whom = rightfulApplicant(asked, today);
  return whom === null ? null : counterRefusal('APPLICANT_NOT_ENTITLED', 'input.applicant', RIGHTFUL[whom]);
}

/** Who would have to apply instead; `null` when the right one does. The first line that applies decides. */
function rightfulApplicant(asked: ApplicationCase, today: IsoDay): keyof typeof RIGHTFUL | null {
  const { applicant, birthDate, situation, fromAbroad } = asked;
  if (birthDate !== null && isYoungerThan(PARENTAL_AGE, birthDate, today))
    return applicant === 'PARENT' ? null : 'PARENT';
  if (applicant === 'PARENT') return 'OF_SIXTEEN';
  if (situation === 'CONSERVATEE') return applicant === 'CONSERVATOR' ? null : 'CONSERVATOR';
  if (applicant === 'CONSERVATOR') return 'NO_CONSERVATOR';
  const alone = isMinor(asked, today) && !fromAbroad && !isConfined(situation);
  return alone && applicant === 'DELEGATE' ? 'OF_SIXTEEN' : null;
}

const RIGHTFUL = {
  PARENT: {
    message: 'For a child under 16 the application is made by who has parental authority.',
    messageIt: 'Per il minore di 16 anni la domanda è presentata da chi esercita la responsabilità genitoriale.',
  },
  OF_SIXTEEN: {
    message: 'From 16 on the person applies: at the juvenile office in person until 18.',
    messageIt: "Dai 16 anni la domanda è dell'interessato: di persona presso l'ufficio minorile fino ai 18.",
  },
  CONSERVATOR: {
    message: 'For an interdetto the application is made by the conservator.',
    messageIt: "Per l'interdetto la domanda è presentata dal tutore.",
  },
  NO_CONSERVATOR: {
    message: 'A conservator applies for an interdetto only.',
    messageIt: "Il tutore presenta la domanda solo per l'interdetto.",
  },
} as const;

/** The ways that are admitted; the first case that applies. */
export function admittedSubmissions(asked: ApplicationCase, today: IsoDay): Submission[] {
  const { applicant, situation, fromAbroad } = asked;
  if (applicant === 'JUDICIAL_AUTHORITY') return ['DIRECT_ACCESS'];
  if (applicant === 'PUBLIC_BODY') return ['BODY_REQUEST'];
  if (!isPrivate(applicant)) return ['IN_PERSON', 'POST'];
  // The page lets the person concerned use the post; a delegate hands in "carrying a valid identity document".
  if (applicant === 'DELEGATE') return ['IN_PERSON'];
  if (fromAbroad) return ['POST'];
  if (applicant === 'PERSON' && isConfined(situation)) return ['POST'];
  if (applicant === 'PERSON' && isMinor(asked, today)) return ['IN_PERSON'];
  return ['IN_PERSON', 'POST'];
}

/** Why the application cannot be handed in so, or `null`. Who applies by office has one way, and need not name it. */
export function submissionRefusal(asked: ApplicationCase, today: IsoDay): CounterRefusal | null {
  const admitted = admittedSubmissions(asked, today);
  const hasOneWay = admitted.includes('DIRECT_ACCESS') || admitted.includes('BODY_REQUEST');
  if (hasOneWay || admitted.includes(asked.submission)) return null;
  return counterRefusal('SUBMISSION_NOT_ADMITTED', 'input.submission', {
    message: `In this case the application is handed in ${admitted.map((way) => WAYS[way].en).join(' or ')}.`,
    messageIt: `In questo caso la domanda si presenta ${admitted.map((way) => WAYS[way].it).join(' o ')}.`,
  });
}

const WAYS: Readonly<Record<Submission, { en: string; it: string }>> = {
  IN_PERSON: { en: 'in person', it: 'di persona' },
  POST: { en: 'by post', it: 'per posta' },
  BODY_REQUEST: { en: 'by a request of the body', it: "con richiesta dell'ente" },
  DIRECT_ACCESS: { en: 'by direct access', it: 'con accesso diretto' },
};
