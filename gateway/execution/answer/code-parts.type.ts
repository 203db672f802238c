import type {
  FieldNode,
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLUnionType,
  SelectionSetNode,
} from 'graphql';
import type { CollectedField, KnownType } from './collected-fields.js';
import type { Introspection } from './introspection.js';
import type { Passages } from './passage.js';
import type { PathTemplate, Site } from './site.js';

/** Objects of the operation that are selected by the same nodes, at one place. */
export interface ObjectPlace {
  readonly type: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType;
  readonly sets: readonly SelectionSetNode[];
  readonly path: PathTemplate;
  /** Response keys and `@`, each after `/`. */
  readonly route: string;
  readonly site: number;
  readonly number: number;
}

/** A value whose code is made: of a field, or the elements of a list. */
export interface ValuePlace {
  /** What is written before the value. */
  readonly prefix: string;
  /** `Type.field`, for errors. */
  readonly field: string;
  readonly nodes: CollectedField['nodes'];
  readonly path: PathTemplate;
  readonly route: string;
}

/** The operation that a unit's code is made for. */
export interface UnitContext {
  readonly passages: Passages;
  readonly introspection: Introspection;
  /** @throws ConcreteTypeNeeded only for an interface. */
  fieldsOf(type: KnownType, place: ObjectPlace): CollectedField[];
  /** Whether the values of a field are written as they are. */
  isShaped(nodes: readonly FieldNode[]): boolean;
  /** @returns the number by which the code knows the site. */
  site(site: Site): number;
  place(place: Omit<ObjectPlace, 'number'>): ObjectPlace;
  /** A register for the index of a list. */
  register(): number;
}

/** What the code of an object is made with. */
export interface ValueCodes {
  /** Names a text that is written as it is. */
  literal(json: string): string;
  /** Code that writes `v`, or `null`, or ends the function where `null` must not be. */
  value(type: GraphQLOutputType, place: ValuePlace): string;
  /** The number of an introspection field's text. */
  introspected(field: CollectedField): number;
}
