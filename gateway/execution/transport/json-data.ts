/**
 * What executing a document made, as it would look after a journey as JSON: a scalar that serialises to an object with
 * `toJSON` (a date) becomes its text, and no leaf is shared with the subgraph's own objects. So a subgraph answers the
 * same in-process and over HTTP, also when a value goes on to another subgraph as part of a representation.
 *
 * Objects of selections are graphql-js's own, recognised by their missing prototype, and are changed in place; copying
 * the whole result would cost as much as making it.
 */
export function jsonData(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return jsonLeaf(value);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) value[index] = jsonData(value[index]);
    return value;
  }
  if (Object.getPrototypeOf(value) !== null) return jsonLeaf(value);
  const selection = value as Record<string, unknown>;
  for (const key of Object.keys(selection)) selection[key] = jsonData(selection[key]);
  return selection;
}

function jsonLeaf(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    default: {
      const text = JSON.stringify(value) as string | undefined;
      return text === undefined ? null : (JSON.parse(text) as unknown);
    }
  }
}
