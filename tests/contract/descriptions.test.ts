import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { apiSchema } from '../testkit/api-schema.js';

/** A named part of the schema with what it says of itself. */
interface Described {
  coordinate: string;
  name: string;
  description: string;
}

/** What is cited as a rule: `R-09`, and the first and last of `R-40…R-44`. */
const RULE = /\bR-\d+\b/g;
/** The numbers of the domain's rules, from the first to the last of each chapter. */
const RULES: [first: number, last: number][] = [
  [1, 18],
  [20, 27],
  [30, 37],
  [40, 45],
  [50, 53],
  [60, 62],
];
const numbered = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `R-${String(first + index).padStart(2, '0')}`);

describe('descriptions of the composed graph', () => {
  let schema: GraphQLSchema;
  let parts: Described[];

  beforeAll(async () => {
    schema = await apiSchema();
    parts = everyPart(schema);
  });

  it('are looked at in every part of it', () => {
    const names = parts.map(({ coordinate }) => coordinate);
    for (const one of [
      'Date',
      'Channel',
      'Channel.PDND',
      'PublicBody.units',
      'Query.publicBodies(first)',
      'SubjectInput.taxCode',
    ]) {
      expect(names).toContain(one);
    }
    expect(new Set(names).size).toBe(names.length);
  });

  it('are there', () => {
    expect(coordinatesWhere(({ description }) => description.trim() === '')).toEqual([]);
  });

  it('say more than the name does', () => {
    expect(coordinatesWhere(({ name, description }) => words(description) === words(name))).toEqual([]);
  });

  it('are sentences: they begin with a capital, a figure or a code, and come to an end', () => {
    expect(coordinatesWhere(({ description }) => !/^[\p{Lu}\d`"'0-9]/u.test(description.trim()))).toEqual([]);
    expect(coordinatesWhere(({ description }) => !/[.!?…)`]$/.test(description.trim()))).toEqual([]);
  });

  it('cite only rules that the product knows', () => {
    const known = new Set(RULES.flatMap(([first, last]) => numbered(first, last)));
    expect(
      coordinatesWhere(({ description }) => (description.match(RULE) ?? []).some((rule) => !known.has(rule))),
    ).toEqual([]);
  });

  it('give the Italian term of every type of the domain', () => {
    const plumbing = /(Connection|Edge)$|^PageInfo$/;
    const types = Object.values(schema.getTypeMap()).filter((type) => isOurs(type) && !plumbing.test(type.name));
    const without = types.filter((type) => !/\([^)]*\p{L}{2,}[^)]*\)/u.test(type.description ?? ''));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  function coordinatesWhere(isFaulty: (part: Described) => boolean): string[] {
    return parts.filter(isFaulty).map(({ coordinate, description }) => `${coordinate}: ${description}`);
  }
});

/** Letters alone, so that case, blanks and full stops make no difference. */
const words = (text: string): string => text.replace(/[^\p{L}\d]/gu, '').toLowerCase();

function isOurs(type: GraphQLNamedType): boolean {
  return !isIntrospectionType(type) && !isSpecifiedScalarType(type);
}

function everyPart(schema: GraphQLSchema): Described[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const directives = schema
    .getDirectives()
    .filter((directive) => !isSpecifiedDirective(directive) && !/^defer|^stream/.test(directive.name));
  return [
    ...types.flatMap((type) => [...(isOurs(type) ? [described(type.name, type)] : []), ...membersOf(type)]),
    ...directives.flatMap((directive) => [
      described(`@${directive.name}`, directive),
      ...directive.args.map((arg) => described(`@${directive.name}(${arg.name})`, arg)),
    ]),
  ];
}

function membersOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) return type.getValues().map((value) => described(`${type.name}.${value.name}`, value));
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => described(`${type.name}.${field.name}`, field));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    described(`${type.name}.${field.name}`, field),
    ...field.args.map((arg) => described(`${type.name}.${field.name}(${arg.name})`, arg)),
  ]);
}

function described(
  coordinate: string,
  { name, description }: { name: string; description?: string | null | undefined },
): Described {
  return { coordinate, name, description: description ?? '' };
}
