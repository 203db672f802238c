import { LANGUAGES, type Language } from './catalogue.js';

const isLanguage = (name: string | undefined): name is Language => LANGUAGES.some((known) => known === name);

/** The kept choice; otherwise the first language of the browser's that the console speaks; otherwise Italian. */
export function chosenLanguage(kept: string | null, preferred: readonly string[]): Language {
  if (isLanguage(kept ?? undefined)) return kept as Language;
  return preferred.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage) ?? 'it';
}
