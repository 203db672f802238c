import type { Asked } from './steady-load.js';
import { movedBody } from './graph-data.js';
import { rightAnswers } from './judge.js';
import { QUESTIONS, type Question } from './questions.js';

/** The two supergraphs that take turns. */
export type Edition = 'first' | 'moved';
export const EDITIONS: readonly Edition[] = ['first', 'moved'];

/** A request with the answers that are right for it. */
export interface SwapRequest extends Asked {
  right: Readonly<Record<Edition, Buffer>>;
}

interface SwapOperation {
  name: string;
  text: string;
  /** What it asks. */
  question: Question;
}

/** Of `small` and of `single` each; together as many as a gateway makes ready for a supergraph that takes over. */
const OPERATIONS = 50;
/** So many of the variables; then they come again. */
const VARIABLES = 32;

/** A hundred operations that differ by their names, and with them all that a gateway keeps of an operation. */
export const SWAP_OPERATIONS: readonly SwapOperation[] = Array.from({ length: OPERATIONS }, (_, number) =>
  [QUESTIONS.small, QUESTIONS.single].map((question): SwapOperation => {
    const name = `${question.name}${number}`;
    return { name, text: question.text.replace(/^query \w+/, `query ${name}`), question };
  }),
).flat();

/** Each of the operations with each of the variables, small and single by turns. */
export function swapRequests(): readonly SwapRequest[] {
  const answers = new Map(
    [QUESTIONS.small, QUESTIONS.single].map((question) => {
      const few = { ...question, variables: question.variables.slice(0, VARIABLES) };
      const right = { first: rightAnswers(few), moved: rightAnswers(few, movedBody) };
      return [question, right] as const;
    }),
  );
  return Array.from({ length: VARIABLES }, (_, place) =>
    SWAP_OPERATIONS.map(({ name, text, question }): SwapRequest => {
      const right = answers.get(question);
      const answerOf = (edition: Edition): Buffer => Buffer.from(`${right?.[edition][place] ?? ''}\n`);
      return {
        body: Buffer.from(JSON.stringify({ operationName: name, query: text, variables: question.variables[place] })),
        right: { first: answerOf('first'), moved: answerOf('moved') },
      };
    }),
  ).flat();
}

/** Which supergraph has given the answer; none when it is not right for either. */
export function editionOf({ right }: SwapRequest, answer: Buffer): Edition | undefined {
  return EDITIONS.find((edition) => right[edition].equals(answer));
}
