import type { FormattedExecutionResult } from 'graphql';

/** What stands around the data where an answer is nothing else. */
export const BODY_HEAD = new Uint8Array(Buffer.from('{"data":'));
export const BODY_TAIL = new Uint8Array(Buffer.from('}\n'));

/** The data of an answer as text. Whoever stringifies or reads it as an object gets the object. */
export class WrittenData {
  /** @param body The answer that has these data and nothing else, in UTF-8: `{"data":…}` and a line feed. */
  constructor(readonly body: Buffer) {}

  get text(): string {
    return this.body.toString('utf8', BODY_HEAD.length, this.body.length - BODY_TAIL.length);
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/**
 * The body of an answer: what ApolloServer's own `JSON.stringify(result) + '\n'` gives (`errors` first), with written
 * data put in as they are.
 */
export function stringifyAnswer(result: FormattedExecutionResult): string {
  const data: unknown = result.data;
  if (!(data instanceof WrittenData)) return `${JSON.stringify(result)}\n`;
  const members = Object.entries(result).flatMap(([name, value]) => {
    const json = value === data ? data.text : (JSON.stringify(value) as string | undefined);
    return json === undefined ? [] : [`${JSON.stringify(name)}:${json}`];
  });
  return `{${members.join(',')}}\n`;
}

/** The same, in bytes where they are there: the data are all there is to tell, as of nearly all answers. */
export function answerBody(result: FormattedExecutionResult): string | Buffer {
  const data: unknown = result.data;
  if (!(data instanceof WrittenData)) return stringifyAnswer(result);
  for (const [name, value] of Object.entries(result)) {
    if (name !== 'data' && value !== undefined) return stringifyAnswer(result);
  }
  return data.body;
}
