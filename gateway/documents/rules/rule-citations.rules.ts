/** Where texts of the repository cite rules, and which tests carry them. */

/** Not the end of another code: `FIR-001` cites nothing. */
const CITATION = /(?<![A-Za-z0-9])R-(\d{2,})(?!\d)/g;

/** The rules that a text cites, each as often as it does. */
export function citedRules(text: string): string[] {
  return [...text.matchAll(CITATION)].map(([rule]) => rule);
}

const COMMENT = String.raw`\/\*[\s\S]*?\*\/|\/\/[^\n]*`;
const STRINGS = [String.raw`'((?:\\.|[^'\\\n])*)'`, String.raw`"((?:\\.|[^"\\\n])*)"`, '`((?:\\\\.|[^`\\\\])*)`'];
const TOKEN = new RegExp([COMMENT, ...STRINGS].join('|'), 'g');
/** What stands before a rule that is a field's value, and not the name of a case. */
const FIELD = /\b\w+: $/;

export interface CarriedRule {
  rule: string;
  /** The test's name, or the name of a case or a group of tests. */
  name: string;
}

/**
 * The names in a test file that carry a rule's number: of tests, of groups, of the cases of a table. In a table whose
 * rows begin with the number alone the name is what stands beside it.
 */
export function carriedRules(source: string): CarriedRule[] {
  const carried: CarriedRule[] = [];
  let alone: string | null = null;
  let end = 0;
  for (const token of source.matchAll(TOKEN)) {
    const text = token[1] ?? token[2] ?? token[3];
    if (text === undefined) continue;
    const between = source.slice(end, token.index);
    end = token.index + token[0].length;
    const isBeside = alone !== null && /^,\s*$/.test(between);
    if (alone !== null && isBeside) carried.push({ rule: alone, name: readable(text) });
    const cited = [...new Set(citedRules(text))];
    alone = null;
    if (cited.length === 0) continue;
    if (cited[0] === text) alone = FIELD.test(between) ? null : text;
    else carried.push(...cited.map((rule) => ({ rule, name: readable(text) })));
  }
  return carried;
}

/** On one line, quotes as they are read. */
const readable = (text: string): string =>
  text
    .replace(/\\(['"`\\])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
