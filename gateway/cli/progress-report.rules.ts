import { csvLine } from './csv.rules.js';
import { pick, type Language, type Sentence } from './language.js';
import type { Migration, PlaceMigration, StageCounts } from './operations.js';

/** How far the migration is, in sentences. Pure: a value in, lines out. */
export function progressLines(progress: Migration, language: Language): string[] {
  const say = (...sentence: Sentence): string => pick(language, sentence);
  const { asOf, lastDay, daysLeft, bodiesTotal, newBodies, inFlight, topUnmigrated } = progress;
  return [
    say(
      `at the end of ${asOf}: last day ${lastDay}, ${daysLeft} days left`,
      `alla fine del ${asOf}: ultimo giorno ${lastDay}, giorni residui ${daysLeft}`,
    ),
    say(
      `former massivo bodies: ${bodiesTotal}, new bodies: ${newBodies}`,
      `enti del massivo: ${bodiesTotal}, enti nuovi: ${newBodies}`,
    ),
    ...STAGES.map(([stage, en, it]) => `  ${say(en, it)}: ${progress.bodies[stage]}`),
    say(
      `migrated: ${percent(progress.migratedShare)} by number, ${percent(progress.migratedVolumeShare)} by volume`,
      `migrati: ${percent(progress.migratedShare)} per numero, ${percent(progress.migratedVolumeShare)} per volume`,
    ),
    forecastLine(progress, language),
    say(
      `at risk: ${progress.atRisk}; agreements that end within 90 days: ${progress.expiringAgreements}`,
      `a rischio: ${progress.atRisk}; accordi in scadenza entro 90 giorni: ${progress.expiringAgreements}`,
    ),
    say(
      `in flight on massivo: ${inFlight.items} subjects, ${inFlight.batches} files`,
      `in lavorazione sul massivo: ${inFlight.items} nominativi, ${inFlight.batches} lotti`,
    ),
    ...(topUnmigrated?.length ? [say('largest bodies not migrated:', 'maggiori enti non migrati:')] : []),
    ...(topUnmigrated ?? []).map(
      ({ publicBody: { ipaCode, name }, stage, subjectsLast12Months: subjects }) =>
        `  ${ipaCode} ${name}: ${stage}, ${say(`${subjects} subjects in 12 months`, `${subjects} nominativi in 12 mesi`)}`,
    ),
  ];
}

function forecastLine({ forecast }: Migration, language: Language): string {
  const { completesOn, remaining, activatedLast28Days: activated, beforeLastDay } = forecast;
  const pace: Sentence = [
    `${remaining} remaining, ${activated} activated in 28 days`,
    `${remaining} mancanti, ${activated} attivati in 28 giorni`,
  ];
  const outlook: Sentence =
    completesOn === null
      ? ['not at this pace', 'non a questo ritmo']
      : beforeLastDay
        ? [`all by ${completesOn}`, `tutti entro il ${completesOn}`]
        : [`all by ${completesOn}, after the last day`, `tutti entro il ${completesOn}, dopo l'ultimo giorno`];
  const [word] = [pick(language, ['forecast', 'previsione'])];
  return `${word}: ${pick(language, outlook)} (${pick(language, pace)})`;
}

const STAGES: readonly (readonly [stage: keyof StageCounts, en: string, it: string])[] = [
  ['notStarted', 'not started', 'non avviati'],
  ['drafted', 'drafted', 'in bozza'],
  ['signed', 'signed', 'sottoscritti'],
  ['registered', 'registered', 'censiti'],
  ['active', 'active', 'attivi'],
  ['firstDirectRequest', 'first direct request', 'prima richiesta diretta'],
  ['massivoFree', 'free of massivo', 'liberi dal massivo'],
];

const COLUMNS = [
  'as_of',
  'level',
  'place',
  'bodies_total',
  ...['not_started', 'drafted', 'signed', 'registered', 'active', 'first_direct_request', 'massivo_free'],
  ...['migrated_share', 'migrated_volume_share', 'at_risk'],
];

/** A line for all that was asked for, for each region and for each office; the names of the columns first. */
export function progressCsv(progress: Migration): string[] {
  const line = (level: string, place: string, figures: PlaceMigration): string =>
    csvLine([
      ...[progress.asOf, level, place, figures.bodiesTotal],
      ...STAGES.map(([stage]) => figures.bodies[stage]),
      ...[figures.migratedShare, figures.migratedVolumeShare, figures.atRisk],
    ]);
  return [
    csvLine(COLUMNS),
    line('TOTAL', '', progress),
    ...progress.byRegion.map((figures) => line('REGION', figures.region, figures)),
    ...progress.byOffice.map((figures) => line('OFFICE', figures.office.code, figures)),
  ];
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}
