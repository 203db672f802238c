import { pick, type Language, type Sentence } from './language.js';
import type { Change, DryRun, PendingChange, Status } from './operations.js';
import { scopeName } from './scope.rules.js';

/** The sentences of the flag's commands. Pure: a value in, lines out. */

export function statusLines(status: Status, language: Language): string[] {
  const say = (...sentence: Sentence): string => pick(language, sentence);
  const { state, decidedBy, version, lastDay, daysLeft, opensOn, doubtful, logIntact, overrides, pending } = status;
  return [
    say(`massivo: ${state} (decided by: ${decidedBy})`, `massivo: ${state} (deciso da: ${decidedBy})`),
    say(`version: ${version}`, `versione: ${version}`),
    say(
      `opened ${opensOn}, last day ${lastDay}, ${daysLeft} days left`,
      `apertura ${opensOn}, ultimo giorno ${lastDay}, giorni residui ${daysLeft}`,
    ),
    say(`log: ${logIntact ? 'intact' : 'NOT INTACT'}`, `registro: ${logIntact ? 'integro' : 'NON INTEGRO'}`),
    ...(doubtful
      ? [
          say(
            'The database may be an older copy: massivo counts as DRAINING until "transition confirm".',
            'La base dati può essere una copia meno recente: vale DRAINING fino a "transition confirm".',
          ),
        ]
      : []),
    ...overrides.map((one) => `${pick(language, scopeName(one))}: ${one.state} (${one.since})`),
    ...pending.map((change) => pendingLine(change, language)),
  ];
}

function pendingLine(change: PendingChange, language: Language): string {
  const { id, from, to, at, by, reason, status } = change;
  return `${status} ${id} ${pick(language, scopeName(change))}: ${from} → ${to}, ${at}, ${by}: ${reason}`;
}

export function changeLine(change: Change, language: Language): string {
  const approved = change.approvedBy ? ` + ${change.approvedBy}` : '';
  const { id, status, from, to, at, by, reason, version } = change;
  const where = pick(language, scopeName(change));
  return `${at} ${status} ${where}: ${from} → ${to}, v${version ?? '–'}, ${by}${approved}: ${reason} (${id})`;
}

/** A change that was asked for: what has become of it, what to do next, the receipt. */
export function changedLines(change: Change, language: Language): string[] {
  const say = (...sentence: Sentence): string => pick(language, sentence);
  return [
    changeLine(change, language),
    ...(change.status === 'WAITING_APPROVAL'
      ? [
          say(
            `A second operator approves it with: transition approve ${change.id}`,
            `Un secondo operatore approva con: transition approve ${change.id}`,
          ),
        ]
      : []),
    ...(change.receipt === null ? [] : [say(`receipt: ${change.receipt}`, `ricevuta: ${change.receipt}`)]),
  ];
}

export function dryRunLines(run: DryRun, language: Language): string[] {
  const say = (...sentence: Sentence): string => pick(language, sentence);
  const { refusal, bodiesWithoutChannel: listed, bodiesWithoutChannelCount: count } = run;
  const verdict = refusal
    ? say(
        `It would be refused: ${refusal.code}, ${refusal.message}`,
        `Verrebbe rifiutata: ${refusal.code}, ${refusal.messageIt}`,
      )
    : say('It would be taken.', 'Verrebbe accettata.');
  return [
    verdict,
    say(`bodies left without any channel: ${count}`, `enti senza alcun canale: ${count}`),
    ...listed.map(
      ({ publicBody: { ipaCode, name }, subjectsLast90Days: subjects }) =>
        `  ${ipaCode} ${name ?? ''}: ${say(`${subjects} subjects in 90 days`, `${subjects} nominativi in 90 giorni`)}`,
    ),
    ...(count > listed.length
      ? [say(`  and ${count - listed.length} more`, `  e altri ${count - listed.length}`)]
      : []),
    say(
      `in flight: ${run.openItems} items, ${run.openBatches} files`,
      `in lavorazione: ${run.openItems} nominativi, ${run.openBatches} lotti`,
    ),
    say(
      `agreements that end before the last day: ${run.agreementsEndingBefore}`,
      `accordi che scadono prima dell'ultimo giorno: ${run.agreementsEndingBefore}`,
    ),
  ];
}
