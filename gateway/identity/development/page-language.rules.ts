import type { PageLanguage } from './pages.js';

/** What a page can tell about the languages that its reader wants. */
export interface LanguageWishes {
  /** `lang=` of the page itself. */
  chosen: string | undefined;
  /** `ui_locales` of the client that sent the reader here: tags with spaces between them. */
  uiLocales: string | undefined;
  acceptLanguage: string | undefined;
}

/** The first wish for Italian or English counts; else Italian. */
export function pageLanguage({ chosen, uiLocales, acceptLanguage }: LanguageWishes): PageLanguage {
  const tags = [chosen ?? '', ...(uiLocales ?? '').split(' '), ...(acceptLanguage ?? '').split(',')];
  for (const tag of tags) {
    const language = tag.trim().slice(0, 2).toLowerCase();
    if (language === 'it' || language === 'en') return language;
  }
  return 'it';
}
