import type { Who } from '../testkit/story.js';

export interface GraphShot {
  as?: Who;
  query: string;
  variables?: object;
  headers?: Record<string, string>;
}

/** What came back; `status` 0: the connection was closed without an answer. */
export interface Fired {
  status: number;
  /** Codes of the errors in a graph's answer or in the body of a plain one. */
  codes: string[];
  text: string;
  headers: Record<string, string>;
}
