/** Why a value is refused: a code for programs, a sentence for people in both languages; never the value. */
export interface InputProblem {
  code: InputProblemCode;
  message: string;
  messageIt: string;
}

/** What can be wrong with a single value. Clients may rely on these names. */
export const INPUT_PROBLEM_CODES = [
  'REQUIRED',
  'NOT_A_TEXT',
  'TOO_SHORT',
  'TOO_LONG',
  'CONTROL_CHARACTER',
  'BROKEN_CHARACTER',
  'OUT_OF_RANGE',
  'WRONG_FORMAT',
  'WRONG_LENGTH',
  'WRONG_CHARACTER',
  'WRONG_CHECK_CHARACTER',
  'WRONG_CHECK_DIGIT',
  'NOT_IN_CALENDAR',
  'IN_THE_FUTURE',
  'TOO_EARLY',
  'UNKNOWN_CODE',
  'NOT_A_CURSOR',
  'CURSOR_OF_ANOTHER_LIST',
  'WRONG_TYPE',
] as const;
export type InputProblemCode = (typeof INPUT_PROBLEM_CODES)[number];

export function inputProblem(code: InputProblemCode, message: string, messageIt: string): InputProblem {
  return { code, message, messageIt };
}

export interface TextBounds {
  /** Characters at most, blanks around the text not counted. */
  longest: number;
  /** Characters at least; 1 unless told. */
  shortest?: number;
  /** Line breaks and tabs are part of the text. */
  lines?: boolean;
}

/** Most characters of a text that people write where the contract says nothing else: ours. */
export const LONGEST_TEXT = 300;

const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_LINES = /[^\P{Cc}\t\n\r]/u;
/** Half of a surrogate pair: no encoding can carry it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What is wrong with a text written by people: its length, characters that cannot be stored or shown. */
export function textProblem(value: string, { longest, shortest = 1, lines = false }: TextBounds): InputProblem | null {
  const { length } = value.trim();
  if (length === 0 && shortest > 0)
    return inputProblem('REQUIRED', 'A text is needed here.', 'Il testo è obbligatorio.');
  if (length < shortest) {
    return inputProblem('TOO_SHORT', `At least ${shortest} characters.`, `Almeno ${shortest} caratteri.`);
  }
  if (length > longest) {
    return inputProblem('TOO_LONG', `At most ${longest} characters.`, `Al massimo ${longest} caratteri.`);
  }
  return characterProblem(value, lines);
}

/** Characters that no text here may hold: control characters (NUL among them) and half surrogate pairs. */
export function characterProblem(value: string, lines = false): InputProblem | null {
  if ((lines ? CONTROL_BUT_LINES : CONTROL).test(value)) {
    return inputProblem(
      'CONTROL_CHARACTER',
      'The text holds a control character.',
      'Il testo contiene un carattere di controllo.',
    );
  }
  if (LONE_SURROGATE.test(value)) {
    return inputProblem(
      'BROKEN_CHARACTER',
      'The text holds half a character (a lone surrogate).',
      'Il testo contiene un carattere incompleto (surrogato isolato).',
    );
  }
  return null;
}

/** An integer from `least` to `most`, both included. */
export function rangeProblem(value: number, { least, most }: { least: number; most: number }): InputProblem | null {
  if (Number.isInteger(value) && value >= least && value <= most) return null;
  return inputProblem(
    'OUT_OF_RANGE',
    `A whole number from ${least} to ${most} is needed.`,
    `Serve un numero intero da ${least} a ${most}.`,
  );
}
