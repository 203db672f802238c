/**
 * The characters that the standard fonts of PDF have (WinAnsi, that is Windows-1252): all of Italian and German, and
 * most Western names.
 */
const BEYOND_LATIN_1 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
const WRITABLE = new RegExp(`^[\\x20-\\x7e\\xa0-\\xff${BEYOND_LATIN_1}]+$`);
/** Letters that do not come apart into a base and a mark. */
const REPLACED: Readonly<Record<string, string>> = {
  ...{ đ: 'd', Đ: 'D', ł: 'l', Ł: 'L', ħ: 'h', Ħ: 'H', ŧ: 't', Ŧ: 'T', ı: 'i', ŋ: 'n', Ŋ: 'N', ĸ: 'k' },
  ...{ ĳ: 'ij', Ĳ: 'IJ', ẞ: 'SS', ʼ: "'", '′': "'", '‐': '-', '‑': '-', '−': '-' },
};
/** Stands where a character has no counterpart, so that nobody takes the text for complete. */
const UNKNOWN = '?';

/** The text in characters that the fonts have: other letters lose their marks (Č → C), others become `?`. */
export function toWinAnsi(text: string): string {
  if (WRITABLE.test(text)) return text;
  return Array.from(text.normalize('NFC'), (character) => {
    if (WRITABLE.test(character)) return character;
    const replaced = REPLACED[character] ?? character.normalize('NFD').replace(/\p{Mark}/gu, '');
    return WRITABLE.test(replaced) ? replaced : UNKNOWN;
  }).join('');
}
