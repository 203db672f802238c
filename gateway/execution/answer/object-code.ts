import { isNonNullType } from 'graphql';
import { clientKey } from '../client-keys.rules.js';
import type { ObjectPlace, ValueCodes } from './code-parts.type.js';
import type { CollectedField, KnownType } from './collected-fields.js';
import type { FieldPassage } from './passage.js';

/** The code of the fields of one object, in their order. */
export class ObjectCode {
  readonly #unit: ValueCodes;
  readonly #type: KnownType;
  readonly #place: ObjectPlace;
  #code = '';
  /** What is to be written before the next thing: it is known already, and waits to be written with it. */
  #pending = '{';
  ended = false;

  constructor(unit: ValueCodes, { type, place }: { type: KnownType; place: ObjectPlace }) {
    this.#unit = unit;
    this.#type = type;
    this.#place = place;
  }

  field(field: CollectedField): void {
    const { key, name, nodes, withheld } = field;
    const type = this.#type.getFields()[name]?.type;
    const prefix = `${this.#pending}${JSON.stringify(clientKey(key))}:`;
    if (name === '__typename') {
      this.#pending = `${prefix}"${this.#type.name}",`;
    } else if (name.startsWith('__')) {
      this.#write(`literal(${this.#unit.literal(prefix)});introspection(${this.#unit.introspected(field)});`);
    } else if (type && withheld && isNonNullType(type)) {
      this.#code += 'return false;';
      this.ended = true;
    } else if (type && withheld) {
      this.#pending = `${prefix}null,`;
    } else if (type) {
      const path = [...this.#place.path, key];
      const route = `${this.#place.route}/${key}`;
      const place = { prefix, field: `${this.#type.name}.${name}`, nodes, path, route };
      this.#write(`v=${readingOf(key)};${this.#unit.value(type, place)}`);
    }
  }

  /** Fields whose text may be there as a whole. */
  passage({ slot, cut, skipped }: FieldPassage, fields: readonly CollectedField[]): void {
    const text = `d[${JSON.stringify(slot)}]`;
    const embedding = `embed(${this.#unit.literal(this.#pending)},v,${JSON.stringify(cut)},${JSON.stringify(skipped)})`;
    this.#code += `v=${text};if(typeof v!=='string'||!${embedding}){read(d,v);`;
    for (const field of fields) this.field(field);
    if (this.#pending !== ',') this.#code += `literal(${this.#unit.literal(this.#pending.slice(0, -1))});`;
    this.#write('}');
  }

  /** A text that cannot be embedded here is read. */
  read(slot: string): void {
    this.#code += `read(d,d[${JSON.stringify(slot)}]);`;
  }

  finish(): string {
    if (this.ended) return this.#code;
    if (this.#pending === ',') return `${this.#code}byte(125);return true;`;
    const rest = this.#pending === '{' ? '{}' : `${this.#pending.slice(0, -1)}}`;
    return `${this.#code}literal(${this.#unit.literal(rest)});return true;`;
  }

  #write(code: string): void {
    this.#code += code;
    this.#pending = ',';
  }
}

/** Data come of `JSON.parse` with the prototype of all objects: what that has is no answer. */
function readingOf(key: string): string {
  return key in Object.prototype ? `(Object.hasOwn(d,"${key}")?d["${key}"]:null)` : `d.${key}`;
}
