import { createContext, useContext, useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { chosenLanguage } from './choice.rules.js';
import type { Language } from './catalogue.js';
import { MESSAGES } from './messages.js';

interface LanguageChoice {
  language: Language;
  choose(language: Language): void;
}

const KEPT_UNDER = 'casellario.language';
const LanguageContext = createContext<LanguageChoice | null>(null);

/** The sentences of the chosen language; the choice is kept in the browser, and `lang` says it to readers. */
export function LanguageProvider({ children }: { children: ReactNode }): ReactElement {
  const [language, setLanguage] = useState(() => chosenLanguage(localStorage.getItem(KEPT_UNDER), navigator.languages));
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo<LanguageChoice>(
    () => ({
      language,
      choose: (chosen) => {
        localStorage.setItem(KEPT_UNDER, chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return (
    <LanguageContext.Provider value={choice}>
      <IntlProvider locale={language} messages={MESSAGES[language]} timeZone="Europe/Rome">
        {children}
      </IntlProvider>
    </LanguageContext.Provider>
  );
}

export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (choice === null) throw new Error('useLanguage outside of LanguageProvider');
  return choice;
}
