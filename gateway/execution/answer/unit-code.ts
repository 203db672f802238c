import {
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { setsOf, type CollectedField, type KnownType } from './collected-fields.js';
import { bytesOf, leafCode } from './leaf-code.js';
import type { ObjectPlace, UnitContext, ValueCodes, ValuePlace } from './code-parts.type.js';
import { ObjectCode } from './object-code.js';
import { passagesIn } from './passage.js';

/** Fields that are compiled together; what lies below more of them is compiled when data come there. */
const FIELDS_OF_A_UNIT = 400;

const IS_OBJECT = "typeof v==='object'&&v!==null&&!Array.isArray(v)";

/**
 * The JavaScript of a unit: a function for each object and list of the operation, from one object downwards. Code made
 * for the operation reads properties of objects whose shape stays the same at each place, which is twice as quick as
 * one piece of code for all places (185–270 µs for the answer of 33 KB that takes 80–105 µs so). All that comes from
 * outside stands in it as a name of GraphQL (letters, digits, `_`) or through `JSON.stringify`.
 */
export class UnitCode implements ValueCodes {
  readonly constants: unknown[] = [];
  readonly #names = new Map<string, string>();
  readonly #functions: string[] = [];
  readonly #queue: { place: ObjectPlace; name: string }[] = [];
  readonly #writer: UnitContext;
  #fields = 0;
  #lists = 0;

  constructor(writer: UnitContext) {
    this.#writer = writer;
  }

  /** The body of a function that makes the unit; the first function is that of an object of the type. */
  source(type: KnownType, place: ObjectPlace): string {
    this.#object('first', type, place);
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const { place: below, name } = next;
      if (isAbstractType(below.type)) this.#abstract(name, below);
      else if (this.#fields < FIELDS_OF_A_UNIT) this.#object(name, below.type, below);
      else this.#later(name, below);
    }
    const constants = this.constants.map((_, index) => `k${index}=k[${index}]`).join(',');
    return `${constants && `const ${constants};`}\n${this.#functions.join('\n')}\nreturn first;`;
  }

  #object(name: string, type: KnownType, place: ObjectPlace): void {
    const fields = this.#writer.fieldsOf(type, place);
    const { passages, unread } = passagesIn(this.#writer.passages, { type, place, fields });
    this.#fields += fields.length;
    const code = new ObjectCode(this, { type, place });
    for (const slot of unread) code.read(slot);
    for (let index = 0; index < fields.length && !code.ended;) {
      const passage = passages.get(index);
      const count = passage?.keys.length ?? 1;
      if (passage) code.passage(passage, fields.slice(index, index + count));
      else code.field(fields[index] as CollectedField);
      index += count;
    }
    this.#functions.push(`function ${name}(d){let v,m,x;${code.finish()}}`);
  }

  #abstract(name: string, place: ObjectPlace): void {
    const known = this.constant(new Map<string, unknown>());
    const { number, site } = place;
    this.#functions.push(
      `function ${name}(d){const t=d.__typename;let f=${known}.get(t);` +
        `if(f===undefined){f=ofType(${number},t);if(f===null)return wrong(${site},d);${known}.set(t,f);}return f(d);}`,
    );
  }

  #later(name: string, { number }: ObjectPlace): void {
    this.#functions.push(`let ${name}=d=>(${name}=later(${number}))(d);`);
  }

  constant(value: unknown): string {
    return `k${this.constants.push(value) - 1}`;
  }

  /** A text that is written as it is; the same text is kept once. */
  literal(json: string): string {
    const name = this.#names.get(json) ?? this.constant(bytesOf(json));
    this.#names.set(json, name);
    return name;
  }

  introspected(field: CollectedField): number {
    return this.#writer.introspection.add(field.key, field.nodes);
  }

  /** Code that writes `v`, or `null`, or ends the function where `null` must not be. */
  value(type: GraphQLOutputType, place: ValuePlace): string {
    const { prefix, field, path } = place;
    const nullable = getNullableType(type);
    const required = isNonNullType(type);
    if (this.#writer.isShaped(place.nodes)) {
      const otherwise = required ? 'return false;' : `literal(${this.literal(`${prefix}null`)});`;
      return `if(v!==null&&v!==undefined)custom(${this.literal(prefix)},v);else ${otherwise}`;
    }
    const site = this.#writer.site({ path, field, type: nullable, prefix: bytesOf(prefix) });
    const none = `literal(${this.literal(`${prefix}null`)});`;
    if (isLeafType(nullable)) {
      const { when, write } = leafCode(nullable, prefix, (value) => this.constant(value));
      const otherwise = required
        ? `if(!requiredLeaf(${site},v))return false;`
        : `if(v===null||v===undefined||!leaf(${site},v))${none}`;
      return `if(${when})${write}else ${otherwise}`;
    }
    const isList = isListType(nullable);
    const name = isList ? this.#list(nullable.ofType, place) : this.#below({ type: nullable, site, place });
    const before = prefix === '' ? '' : `literal(${this.literal(prefix)});`;
    const when = isList ? 'Array.isArray(v)' : IS_OBJECT;
    return required
      ? `if(${when}){${before}if(!${name}(v))return false;}else return requiredWrong(${site},v);`
      : `if(${when}){m=mark();${before}if(!${name}(v)){reset(m);${none}}}` +
          `else{if(v!==null&&v!==undefined)wrong(${site},v);${none}}`;
  }

  #below(of: { type: ObjectPlace['type']; site: number; place: ValuePlace }): string {
    const { nodes, path, route } = of.place;
    const place = this.#writer.place({ type: of.type, sets: setsOf(nodes), path, route, site: of.site });
    const name = `${isObjectType(of.type) ? 'object' : 'abstract'}${place.number}`;
    this.#queue.push({ place, name });
    return name;
  }

  #list(type: GraphQLOutputType, place: ValuePlace): string {
    const register = this.#writer.register();
    this.#lists += 1;
    const name = `list${this.#lists}`;
    const element = {
      ...place,
      prefix: '',
      path: [...place.path, register],
      route: `${place.route}/@`,
    };
    const code = this.value(type, element);
    this.#functions.push(
      `function ${name}(d){let v,m,x;const n=d.length;byte(91);for(let i=0;i<n;i++){` +
        `if(i>0)byte(44);at[${register}]=i;v=d[i];${code}}byte(93);return true;}`,
    );
    return name;
  }
}
