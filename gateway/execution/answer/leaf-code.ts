import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  type GraphQLLeafType,
} from 'graphql';

/** Takes up a value that the code refers to, and gives the name that it has there. */
export type Constants = (value: unknown) => string;

/** The two halves of a leaf's code: when `v` is as it usually is, and how it is written then. */
export interface LeafCode {
  readonly when: string;
  readonly write: string;
}

export const bytesOf = (json: string): Uint8Array => new Uint8Array(Buffer.from(json));

/** Code that checks and writes a leaf in its usual form; any other form is left to the run (`AnswerRun.leaf`). */
export function leafCode(type: GraphQLLeafType, prefix: string, constant: Constants): LeafCode {
  const before = (): string => constant(bytesOf(prefix));
  switch (type.name) {
    case GraphQLString.name:
    case GraphQLID.name:
      return { when: "typeof v==='string'", write: `text(${before()},v);` };
    case GraphQLInt.name:
      return { when: "typeof v==='number'&&(v|0)===v", write: `number(${before()},v);` };
    case GraphQLFloat.name:
      // Neither NaN nor infinite.
      return { when: "typeof v==='number'&&v-v===0", write: `number(${before()},v);` };
    case GraphQLBoolean.name: {
      const yes = constant(bytesOf(`${prefix}true`));
      const no = constant(bytesOf(`${prefix}false`));
      return { when: "typeof v==='boolean'", write: `literal(v?${yes}:${no});` };
    }
  }
  if (!isEnumType(type)) return { when: 'v!==null&&v!==undefined', write: `custom(${before()},v);` };
  const texts = new Map(type.getValues().map(({ name }) => [name, bytesOf(`${prefix}"${name}"`)]));
  return { when: `(x=${constant(texts)}.get(v))!==undefined`, write: 'literal(x);' };
}
