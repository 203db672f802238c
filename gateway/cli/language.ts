/** The two languages of the command line. */
export type Language = 'it' | 'en';

export type Sentence = readonly [en: string, it: string];

export function pick(language: Language, [en, it]: Sentence): string {
  return language === 'it' ? it : en;
}

/** `--lang`, or what the terminal is set to; English where it says nothing we know. */
export function languageOf(option: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  const wanted = option ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return wanted.toLowerCase().startsWith('it') ? 'it' : 'en';
}
