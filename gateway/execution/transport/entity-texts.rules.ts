/** How `JSON.stringify` and every serialiser like it begins an answer that holds nothing but entities. */
const HEAD = '{"data":{"_entities":[';
const TAIL = ']}}';
/** Kinds of brackets are kept as bits of one integer. */
const MAX_DEPTH = 30;

const LINE_FEED = 10;
const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Cuts the elements out of `{"data":{"_entities":[…]}}` without parsing them; `null` when the body is anything else,
 * or does not hold together: it is to be parsed then.
 *
 * Checked: the brackets, their kinds and their order; that each string ends; that every element is an object or `null`;
 * that the list ends where the body ends. Trusted, because only the subgraph's own serialiser has written it: what
 * stands between brackets and strings (commas, colons, numbers, literals), and escapes within strings.
 *
 * 43 KB of a hundred entities: 115 µs, `JSON.parse` 385 µs. Bytes are read from the buffer (charCodeAt takes twice as
 * long) and strings are jumped over with `indexOf` (a third less than looking at each byte of them).
 *
 * @param body UTF-8
 * @param latin1 the same bytes, one a character, so that both have the same indices.
 * @param ascii whether they are ASCII, so that `latin1` is the text itself.
 */
export function entityTexts(body: Buffer, latin1: string, ascii: boolean): string[] | null {
  const end = endOfList(body, latin1);
  if (end === null) return null;
  const texts: string[] = [];
  if (end === HEAD.length) return texts;
  let start: number = HEAD.length;
  let kinds = 0;
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = endOfString(body, latin1, at);
      if (at === -1) return null;
    } else if (byte === COMMA && depth === 0) {
      if (!isElement(body, start, at)) return null;
      texts.push(ascii ? latin1.slice(start, at) : body.toString('utf8', start, at));
      start = at + 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (depth === MAX_DEPTH) return null;
      kinds = (kinds << 1) | (byte === OPEN_LIST ? 1 : 0);
      depth += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0 || (kinds & 1) !== (byte === CLOSE_LIST ? 1 : 0)) return null;
      kinds >>>= 1;
      depth -= 1;
    }
  }
  if (depth !== 0 || !isElement(body, start, end)) return null;
  texts.push(ascii ? latin1.slice(start, end) : body.toString('utf8', start, end));
  return texts;
}

/** Index of the bracket that closes the list; `null` when the body does not begin and end as it should. */
function endOfList(body: Buffer, latin1: string): number | null {
  if (!latin1.startsWith(HEAD)) return null;
  const length = body[body.length - 1] === LINE_FEED ? body.length - 1 : body.length;
  const end = length - TAIL.length;
  return end >= HEAD.length && latin1.startsWith(TAIL, end) ? end : null;
}

/** Index of the quote that closes the string that begins at `open`; -1 when none does. */
function endOfString(body: Buffer, latin1: string, open: number): number {
  for (let close = latin1.indexOf('"', open + 1); close !== -1; close = latin1.indexOf('"', close + 1)) {
    let first = close;
    while (body[first - 1] === BACKSLASH) first -= 1;
    if (((close - first) & 1) === 0) return close;
  }
  return -1;
}

function isElement(body: Buffer, start: number, end: number): boolean {
  if (body[start] === OPEN_OBJECT) return body[end - 1] === CLOSE_OBJECT;
  return end - start === 4 && body.toString('latin1', start, end) === 'null';
}
