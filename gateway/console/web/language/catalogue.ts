export const LANGUAGES = ['it', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The sentences of one part of the console (ICU message format), the same keys in both languages. */
export type Catalogue<Id extends string> = Readonly<Record<Language, Readonly<Record<Id, string>>>>;

/** A key that one of the languages lacks does not compile. */
export function catalogue<Id extends string>(sentences: Catalogue<Id>): Catalogue<Id> {
  return sentences;
}
