import { SETTING_NAMES, settingHelp } from '../control/control.input.js';

const NAME_WIDTH = 18;
const LINE_WIDTH = 80;

/** Every setting with what it does, for a help text. */
export function settingsTable(): string {
  return SETTING_NAMES.map((name) => `  ${name.padEnd(NAME_WIDTH)}  ${indented(settingHelp(name))}`).join('\n');
}

function indented(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line && line.length + word.length >= LINE_WIDTH) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join(`\n${' '.repeat(NAME_WIDTH + 4)}`);
}
