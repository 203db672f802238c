import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type FieldNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { VariableValues } from '../../protection/authorization/selection-condition.rules.js';
import type { Data } from '../answer-data.type.js';
import { AnswerRun } from './answer-run.js';
import type { ObjectPlace, UnitContext } from './code-parts.type.js';
import type { Explanation } from './explained-paths.js';
import { ConcreteTypeNeeded, type CollectedField, type FieldCollector, type KnownType } from './collected-fields.js';
import type { Introspection } from './introspection.js';
import * as buffer from './json-buffer.js';
import { embed, read, type Passages } from './passage.js';
import type { Site } from './site.js';
import { UnitCode } from './unit-code.js';
import { BODY_HEAD, BODY_TAIL, WrittenData } from './written-data.js';

export interface WrittenAnswer {
  /** `null`: a `null` is carried up to the top, or there were no data. */
  readonly data: WrittenData | null;
  /** Found while writing: to be added to those of the subgraphs. */
  readonly errors: GraphQLError[];
}

/** Writes an object; `false`: it is to be `null`, and what was written is to be taken back. */
type ObjectCodeFunction = (data: Data) => boolean;

export interface OperationParts {
  readonly schema: GraphQLSchema;
  readonly collector: FieldCollector;
  readonly introspection: Introspection;
  readonly passages: Passages;
  /** Values of the variables of `@skip` and `@include`, which the code is made for. */
  readonly variables: VariableValues;
  /** Fields below which there is something to shape; `null`: all. */
  readonly touched: ReadonlySet<FieldNode> | null;
  /** Among them the interfaces that a subgraph has as object types; `null`: not known, so none is taken for one. */
  readonly partlyHidden: ReadonlySet<string> | null;
}

const BUFFER = ['literal', 'text', 'number', 'byte', 'mark', 'reset'];
const RUN = ['leaf', 'requiredLeaf', 'wrong', 'requiredWrong', 'custom', 'introspection'];
const WRITER = ['later', 'ofType', 'embed', 'read'];
const PRELUDE =
  `'use strict';const {${BUFFER.join(',')}}=buffer,{${RUN.join(',')}}=run,{${WRITER.join(',')}}=writer,` +
  'at=run.indices;\n';

/** An operation with certain conditions, as code that writes its answers. */
export class OperationWriter implements UnitContext {
  readonly #parts: OperationParts;
  readonly #run = new AnswerRun();
  readonly #places: ObjectPlace[] = [];
  readonly #root: ObjectCodeFunction;

  constructor(parts: OperationParts, root: { type: GraphQLObjectType; set: SelectionSetNode }) {
    this.#parts = parts;
    const { type, set } = root;
    this.#root = this.#compile(type, this.place({ type, sets: [set], path: [], route: '', site: 0 }));
  }

  /** @returns the data, `null` where a `null` is carried up to the top; and the problems that were found. */
  write(
    data: Data,
    { variables, errors }: { variables: VariableValues; errors: readonly Explanation[] },
  ): WrittenAnswer {
    const introspected = this.#parts.introspection.execute(variables);
    this.#run.begin(errors, introspected.texts);
    const written = this.#body(data);
    const found = this.#run.end();
    return { data: written, errors: introspected.errors.length === 0 ? found : [...introspected.errors, ...found] };
  }

  #body(data: Data): WrittenData | null {
    buffer.literal(BODY_HEAD);
    if (!this.#root(data)) return null;
    buffer.literal(BODY_TAIL);
    return new WrittenData(buffer.finish());
  }

  get passages(): Passages {
    return this.#parts.passages;
  }

  get introspection(): Introspection {
    return this.#parts.introspection;
  }

  /** Whether the values of a field are written as they are. */
  isShaped(nodes: readonly FieldNode[]): boolean {
    const { touched } = this.#parts;
    return touched !== null && !nodes.some((node) => touched.has(node));
  }

  fieldsOf(type: KnownType, { sets }: ObjectPlace): CollectedField[] {
    return this.#parts.collector.collect(type, sets, this.#parts.variables);
  }

  /** @returns the number by which the code knows the site. */
  site(site: Site): number {
    return this.#run.sites.push(site) - 1;
  }

  place(place: Omit<ObjectPlace, 'number'>): ObjectPlace {
    const numbered = { ...place, number: this.#places.length };
    this.#places.push(numbered);
    return numbered;
  }

  /** A register for the index of a list. */
  register(): number {
    return this.#run.indices.push(0) - 1;
  }

  #compile(type: KnownType, place: ObjectPlace): ObjectCodeFunction {
    const unit = new UnitCode(this);
    const source = unit.source(type, place);
    const make = new Function('k', 'buffer', 'run', 'writer', PRELUDE + source) as (
      ...parts: unknown[]
    ) => ObjectCodeFunction;
    const writer = { later: this.#later, ofType: this.#ofType, embed, read };
    return make(unit.constants, buffer, this.#run, writer);
  }

  readonly #later = (number: number): ObjectCodeFunction => {
    const place = this.#placeOf(number);
    return this.#compile(place.type as GraphQLObjectType, place);
  };

  /** The code for an object of an abstract type; `null`: none of its types, or none that clients know. */
  readonly #ofType = (number: number, name: unknown): ObjectCodeFunction | null => {
    const place = this.#placeOf(number);
    const type = this.#typeAt(place, name);
    if (type === null) return null;
    try {
      return this.#compile(type, place);
    } catch (error) {
      if (!(error instanceof ConcreteTypeNeeded)) throw error;
      // Kept as code, so that a long list of such objects is not compiled for each of them.
      return (data) => this.#run.wrong(place.site, data);
    }
  };

  /**
   * What an object of an abstract type is by its `__typename`. A subgraph that has an interface as an object type
   * (`@interfaceObject`) names the interface; and plans ask it for no name where nothing depends on the type.
   */
  #typeAt({ type: at }: ObjectPlace, name: unknown): KnownType | null {
    const { schema, partlyHidden } = this.#parts;
    if (!isAbstractType(at)) return null;
    const type: unknown = typeof name === 'string' ? schema.getType(name) : (name ?? at);
    if (isObjectType(type)) return schema.isSubType(at, type) ? type : null;
    if (!isInterfaceType(type) || !partlyHidden?.has(type.name)) return null;
    return type === at || schema.isSubType(at, type) ? type : null;
  }

  #placeOf(number: number): ObjectPlace {
    const place = this.#places[number];
    if (!place) throw new RangeError(`The written code knows no place ${number}`);
    return place;
  }
}
