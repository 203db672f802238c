import {
  getNamedType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { SeededRandom } from '../../testkit/seeded-random.js';
import type { Answer } from './executor.js';
import type { Fault, FieldFault } from './fault.js';
import type { TestSupergraph } from './supergraph.js';

const PARITIES = [0, 1, 'all'] as const;
const WRONG_TYPES = ['Int', 'Float', 'String', 'ID'];

/**
 * Faults that an operation will probably meet, as the judge's answer without faults shows: of fields, half of the time;
 * otherwise of a whole subgraph, of its entities, or of what it writes. Empty where there is nothing to strike.
 */
export function generateFaults(
  supergraph: TestSupergraph,
  { answer, document }: { answer: Answer; document: DocumentNode },
  random: SeededRandom,
): Fault[] {
  const coordinates = [...answer.run.visited];
  if (coordinates.length === 0) return [];
  if (random.chance(0.6)) {
    const chosen = Array.from({ length: random.chance(0.25) ? 2 : 1 }, () => random.pick(coordinates));
    return [...new Set(chosen)].flatMap((coordinate) => fieldFault(supergraph, coordinate, random));
  }
  const subgraph = random.pick(ownersOf(supergraph, random.pick(coordinates)));
  const roll = random.next();
  if (roll < 0.45) {
    const form = random.pick(['reject', 'timeout', 'data-null', 'no-data'] as const);
    return [{ kind: 'subgraph', subgraph, form, ...(random.chance(0.3) && { call: random.below(3) }) }];
  }
  if (roll < 0.8) {
    const types = coordinates.map((coordinate) => coordinate.split('.')[0] ?? '');
    const known = types.filter((type) => supergraph.facts.keys.has(`${subgraph}/${type}`));
    const type = random.pick(known.length > 0 ? known : types);
    return [{ kind: 'entity', subgraph, type, parity: random.pick(PARITIES), form: random.pick(['null', 'throw']) }];
  }
  const leaves = leafKeys(document, supergraph.apiSchema);
  const keys = compositeKeys(answer.data).filter((key) => !leaves.has(key) && !key.startsWith('json'));
  if (keys.length === 0) return [];
  const to = random.pick([7, 'text', [], {}, true, [null], [[{}]], { __typename: 'Nobody' }]);
  return [{ kind: 'tamper', subgraph, key: random.pick(keys), to }];
}

/**
 * Only fields on which no other fetch hangs and that have one type everywhere: then the judge, who knows nothing of
 * fetches, must come to the same answer.
 */
function fieldFault({ facts, fullSchema }: TestSupergraph, coordinate: string, random: SeededRandom): FieldFault[] {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = fullSchema.getType(typeName);
  if (!isObjectType(type)) return [];
  const declared = [type.name, ...type.getInterfaces().map(({ name }) => name)].map((name) => `${name}.${fieldName}`);
  const types = new Set(declared.flatMap((each) => [...(facts.declaredTypes.get(each) ?? [])]));
  if (types.size !== 1 || declared.some((each) => facts.neededElsewhere.has(each))) return [];
  const of = type.getFields()[fieldName]!.type;
  // Its null would go up into an object that another fetch needs: of that the judge knows nothing.
  if (isNonNullType(of) && needsObjects({ facts, fullSchema })) return [];
  const named = getNamedType(of);
  const canBeWrong = isLeafType(named) && (isEnumType(named) || WRONG_TYPES.includes(named.name));
  const kinds: FieldFault['kind'][] = [
    'throw',
    ...(isNonNullType(of) ? ['null' as const] : []),
    ...(canBeWrong ? ['wrong' as const] : []),
  ];
  return [{ kind: random.pick(kinds), coordinate, parity: random.pick(PARITIES) }];
}

/** Whether any `@requires` or key goes into an object. */
function needsObjects({ facts, fullSchema }: Pick<TestSupergraph, 'facts' | 'fullSchema'>): boolean {
  return [...facts.neededElsewhere].some((coordinate) => {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = fullSchema.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    return field !== undefined && !isLeafType(getNamedType(field.type)) && facts.requires.size > 0;
  });
}

function ownersOf({ facts, fullSchema, subgraphs }: TestSupergraph, coordinate: string): string[] {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = fullSchema.getType(typeName);
  const names = isObjectType(type) ? [typeName, ...type.getInterfaces().map(({ name }) => name)] : [typeName];
  const owners = names.flatMap((name) => [...(facts.owners.get(`${name}.${fieldName}`) ?? [])]);
  return owners.length > 0 ? owners : subgraphs.map(({ name }) => name);
}

/** Keys under which a value of a custom scalar may stand, and anything may stand there. */
function leafKeys(document: DocumentNode, schema: GraphQLSchema): Set<string> {
  const keys = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name, alias }) => {
        const type = types.getType();
        if (!type || isLeafType(getNamedType(type)) || name.value.startsWith('__'))
          keys.add(alias?.value ?? name.value);
      },
    }),
  );
  return keys;
}

function compositeKeys(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  if (Array.isArray(data)) return data.flatMap(compositeKeys);
  return Object.entries(data).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? [key, ...compositeKeys(value)] : [],
  );
}
