/** Kinds of brackets are kept as bits of one integer. */
const MAX_DEPTH = 30;

const QUOTE = 34;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Index of the bracket that closes the list or object that begins at `open`; -1 when it does not hold together.
 *
 * Checked: the brackets, their kinds and their order; that each string ends. Trusted, because only the subgraph's own
 * serialiser has written it: what stands between brackets and strings (commas, colons, numbers, literals), and escapes
 * within strings.
 *
 * Bytes are read from the buffer (charCodeAt takes twice as long) and strings are jumped over with `indexOf` (a third
 * less than looking at each byte of them).
 *
 * @param body UTF-8
 * @param latin1 the same bytes, one a character, so that both have the same indices.
 */
export function endOfBrackets(body: Buffer, latin1: string, open: number): number {
  const { length } = body;
  let kinds = 0;
  let depth = 0;
  for (let at = open; at < length; at += 1) {
    const byte = body[at] as number;
    if (byte === QUOTE) {
      // Most strings have no escapes; the call is saved for them.
      const close = latin1.indexOf('"', at + 1);
      at = close === -1 || body[close - 1] !== BACKSLASH ? close : endOfString(body, latin1, at);
      if (at === -1) return -1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (depth === MAX_DEPTH) return -1;
      kinds = (kinds << 1) | (byte === OPEN_LIST ? 1 : 0);
      depth += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0 || (kinds & 1) !== (byte === CLOSE_LIST ? 1 : 0)) return -1;
      kinds >>>= 1;
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

/** Index of the quote that closes the string that begins at `open`; -1 when none does. */
export function endOfString(body: Buffer, latin1: string, open: number): number {
  for (let close = latin1.indexOf('"', open + 1); close !== -1; close = latin1.indexOf('"', close + 1)) {
    let first = close;
    while (body[first - 1] === BACKSLASH) first -= 1;
    if (((close - first) & 1) === 0) return close;
  }
  return -1;
}
