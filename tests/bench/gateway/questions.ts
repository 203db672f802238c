import { BODIES, ROTATION } from './graph-data.js';

export const QUESTION_NAMES = ['big', 'small', 'single'] as const;
export type QuestionName = (typeof QUESTION_NAMES)[number];

/** An operation that is asked again and again, each time with the next of its variables. */
export interface Question {
  name: QuestionName;
  about: string;
  text: string;
  /** As many different ones as the graph has answers, so that no answer can be shared between requests under way. */
  variables: readonly Record<string, unknown>[];
}

const PAGE = 21;

const BIG = `query Big($from: ID!, $first: Int!) {
  bodies(from: $from, first: $first) {
    code name kind pec
    address { street city postalCode province }
    units { code name email }
    openRequests turnaroundDays
    agreements {
      id state purpose signedOn expiresOn
      office { code name }
      issued
      requests { id state submittedAt subjects issued }
    }
  }
}`;

const SMALL = `query Small($code: ID!) {
  body(code: $code) {
    code name kind pec
    openRequests
    agreements { id state purpose office { code name } issued requests { id state submittedAt subjects } }
  }
}`;

const SINGLE = `query Single($code: ID!) {
  body(code: $code) {
    code name kind pec
    address { street city postalCode province }
    units { code name email }
  }
}`;

const rotating = (variablesOf: (code: string) => Record<string, unknown>): Record<string, unknown>[] =>
  BODIES.slice(0, ROTATION).map(({ code }) => variablesOf(code));

export const QUESTIONS: Readonly<Record<QuestionName, Question>> = {
  big: {
    name: 'big',
    about: 'a page of bodies with agreements and requests, three subgraphs',
    text: BIG,
    variables: rotating((code) => ({ from: code, first: PAGE })),
  },
  small: {
    name: 'small',
    about: 'one body with its agreements, three subgraphs one after the other',
    text: SMALL,
    variables: rotating((code) => ({ code })),
  },
  single: {
    name: 'single',
    about: 'one body, one subgraph',
    text: SINGLE,
    variables: rotating((code) => ({ code })),
  },
};

/** The body of the request, as a client posts it. */
export function requestBody({ text, name }: Question, variables: Record<string, unknown>): string {
  const operationName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return JSON.stringify({ operationName, query: text, variables });
}
