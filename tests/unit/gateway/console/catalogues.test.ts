import { createIntl } from 'react-intl';
import { LANGUAGES, type Language } from '../../../../gateway/console/web/language/catalogue.js';
import { MESSAGES } from '../../../../gateway/console/web/language/messages.js';

type Element = { type: number; value?: unknown; options?: Record<string, { value: Element[] }> };

const LITERAL = 0;
const ids = Object.keys(MESSAGES.it) as (keyof typeof MESSAGES.it)[];

/** The values that a sentence wants; throws when it is not well formed. */
function valuesWanted(language: Language, sentence: string): string[] {
  const { formatters } = createIntl({ locale: language });
  const found = new Set<string>();
  const walk = (elements: Element[]): void => {
    for (const { type, value, options } of elements) {
      if (type !== LITERAL && typeof value === 'string') found.add(value);
      for (const option of Object.values(options ?? {})) walk(option.value);
    }
  };
  walk(formatters.getMessageFormat(sentence, language).getAst() as Element[]);
  return [...found].sort();
}

describe('the sentences of the console', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(MESSAGES.en).sort()).toEqual([...ids].sort());
  });

  it.each(LANGUAGES)('%s: are well formed, and never empty', (language) => {
    for (const id of ids) {
      const sentence = MESSAGES[language][id];
      expect({ id, isEmpty: sentence.trim() === '' }).toEqual({ id, isEmpty: false });
      expect(() => valuesWanted(language, sentence)).not.toThrow();
    }
  });

  it('want the same values in both languages', () => {
    for (const id of ids) {
      expect({ id, values: valuesWanted('en', MESSAGES.en[id]) }).toEqual({
        id,
        values: valuesWanted('it', MESSAGES.it[id]),
      });
    }
  });
});
