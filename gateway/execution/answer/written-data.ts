import type { FormattedExecutionResult } from 'graphql';

/** The data of an answer as text. Whoever stringifies or reads it as an object gets the object. */
export class WrittenData {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/**
 * The body of an answer, for ApolloServer's `stringifyResult`: what its own `JSON.stringify(result) + '\n'` gives
 * (`errors` first), with written data put in as it is.
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
