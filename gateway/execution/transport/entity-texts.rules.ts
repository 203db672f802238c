import { endOfBrackets } from './json-scan.rules.js';

/** How `JSON.stringify` and every serialiser like it begins an answer that holds nothing but entities. */
const HEAD = '{"data":{"_entities":[';
const TAIL = ']}}';
const NULL = 'null';

const LINE_FEED = 10;
const COMMA = 44;
const OPEN_OBJECT = 123;

/**
 * Cuts the elements out of `{"data":{"_entities":[…]}}` without parsing them; `null` when the body is anything else,
 * or does not hold together: it is to be parsed then. What is checked of an element, `endOfBrackets` says.
 *
 * 43 KB of a hundred entities: 115 µs, `JSON.parse` 385 µs.
 *
 * @param body UTF-8
 * @param latin1 the same bytes, one a character, so that both have the same indices.
 * @returns parts of `latin1`.
 */
export function entityTexts(body: Buffer, latin1: string): string[] | null {
  const end = endOfList(body, latin1);
  if (end === null) return null;
  const texts: string[] = [];
  for (let at: number = HEAD.length; at < end; at += 1) {
    const start = at;
    if (body[at] === OPEN_OBJECT) {
      at = endOfBrackets(body, latin1, at) + 1;
      if (at === 0) return null;
    } else if (latin1.startsWith(NULL, at)) at += NULL.length;
    else return null;
    texts.push(latin1.slice(start, at));
    if (at === end) return texts;
    if (body[at] !== COMMA) return null;
  }
  return texts.length === 0 ? texts : null;
}

/** Index of the bracket that closes the list; `null` when the body does not begin and end as it should. */
function endOfList(body: Buffer, latin1: string): number | null {
  if (!latin1.startsWith(HEAD)) return null;
  const length = body[body.length - 1] === LINE_FEED ? body.length - 1 : body.length;
  const end = length - TAIL.length;
  return end >= HEAD.length && latin1.startsWith(TAIL, end) ? end : null;
}
