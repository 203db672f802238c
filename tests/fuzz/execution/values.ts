/** Values of leaves, made from a hash: the same everywhere for the same object, field and arguments. */

/** FNV-1a with a last mixing: cheap, and equal texts are all that matters. */
export function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const TEXTS = [
  '',
  'plain',
  'with "quotes" and \\',
  'line\nend\ttab',
  'è 李 𝒜',
  '\u2028\u2029',
  '</script>',
  '0',
  'null',
  '\u0000',
];

/** Of a scalar type; a custom one holds any JSON but null. */
export function scalarValue(type: string, hash: number): unknown {
  switch (type) {
    case 'Int':
      return hash % 16 === 0 ? [0, -1, 2_147_483_647, -2_147_483_648][(hash >>> 4) % 4] : (hash % 2_000) - 500;
    case 'Float':
      return hash % 16 === 0 ? [0, 1e21, -1.5e-7, 0.1][(hash >>> 4) % 4] : (hash % 100_000) / 16;
    case 'Boolean':
      return hash % 2 === 0;
    case 'String':
      return hash % 8 === 0 ? TEXTS[(hash >>> 3) % TEXTS.length] : `s${hash.toString(36)}`;
    case 'ID':
      return hash % 3 === 0 ? String(hash % 1_000) : `i${hash.toString(36)}`;
    default:
      return anyJson(hash);
  }
}

function anyJson(hash: number): unknown {
  const rest = hash >>> 3;
  switch (hash % 8) {
    case 0:
      return rest % 1_000;
    case 1:
      return rest % 2 === 0;
    case 2:
      return `x${rest.toString(36)}`;
    case 3:
      return [];
    case 4:
      return [rest % 10, null, { jsonDeep: [rest % 3] }];
    case 5:
      return {};
    default:
      return { jsonB: rest % 5, jsonA: `k${rest % 7}`, __typename: 'Any', id: null };
  }
}

/** What stands in a subgraph's answer for a value that its own schema would refuse to write. */
export const WRONG = { number: 1_999_999_001, text: '\u0001wrong', enumValue: 'WRONG_VALUE' } as const;
const WRONG_NUMBER = new RegExp(`\\b${WRONG.number}\\b`, 'g');
const WRONG_TEXT = /"\\u0001wrong"/g;
const WRONG_LIST = /\["\\u0001wrong"\]|\[1999999001\]/g;

/** The text of an answer with the marks replaced by what is meant: a value of another type. */
export function withWrongValues(json: string): string {
  return json
    .replace(WRONG_LIST, '{"not":"a list"}')
    .replace(WRONG_NUMBER, '"12x"')
    .replace(WRONG_TEXT, '{"not":"a leaf"}');
}
