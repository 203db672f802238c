import { Kind, type DirectiveNode, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { DomainError } from '../../schema/kernel/domain-error.js';

export interface RootField {
  readonly node: FieldNode;
  /** `@skip` and `@include` of the fragments around it, the outermost first. */
  readonly conditions: readonly DirectiveNode[];
}

/** Variables with the value that they must have, all of them. */
type Guard = ReadonlyMap<string, boolean>;

interface Occurrence {
  readonly field: RootField;
  /** `null`: its conditions never hold. */
  readonly guard: Guard | null;
}

/** More ways in which the conditions of one field may hold are not written out. */
const MOST_WAYS = 64;

/**
 * The fields of a mutation such that, whatever the variables say, each response key stands once: the planner (all of
 * query-planner 2.14) plans a field that stands twice, under other conditions or with others in between, as two fetches,
 * and so the mutation would be executed twice. A later one is put into the first one that holds.
 *
 * @throws DomainError QUERY_TOO_COSTLY when the conditions of a key cannot be told apart in a few ways.
 */
export function onceEach(fields: readonly RootField[]): readonly RootField[] {
  const byKey = new Map<string, RootField[]>();
  for (const field of fields) byKey.set(keyOf(field), [...(byKey.get(keyOf(field)) ?? []), field]);
  if (byKey.size === fields.length) return fields;
  const written = new Map<RootField, readonly RootField[]>();
  for (const same of byKey.values()) {
    if (same.length === 1) continue;
    const occurrences = same.map((field): Occurrence => ({ field, guard: guardOf(field) }));
    occurrences.forEach(({ field }, at) => written.set(field, waysOf(occurrences, at)));
  }
  return fields.flatMap((field) => written.get(field) ?? [field]);
}

export function standsTwice(fields: readonly RootField[]): boolean {
  return new Set(fields.map(keyOf)).size < fields.length;
}

export function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function keyOf({ node }: RootField): string {
  return node.alias?.value ?? node.name.value;
}

/** The field where it holds and none before it does, with what is asked of it later: once for each way to be so. */
function waysOf(occurrences: readonly Occurrence[], at: number): RootField[] {
  const { field, guard } = occurrences[at] as Occurrence;
  if (guard === null) return [];
  let ways: Guard[] = [guard];
  for (const earlier of occurrences.slice(0, at)) {
    ways = earlier.guard === null ? ways : without(ways, earlier.guard);
    if (ways.length > MOST_WAYS) throw new DomainError('QUERY_TOO_COSTLY');
  }
  const later = occurrences.slice(at + 1);
  return ways.map((way) => ({ node: merged(field.node, way, later), conditions: directivesOf(way) }));
}

/** The ways in which the guard does not hold: each in another one than those before. */
function without(ways: readonly Guard[], guard: Guard): Guard[] {
  return ways.flatMap((way) => {
    const found: Guard[] = [];
    let held: Guard | null = way;
    for (const [variable, value] of guard) {
      const failing = held && withValue(held, variable, !value);
      if (failing) found.push(failing);
      held = held && withValue(held, variable, value);
    }
    return found;
  });
}

/** `null` when it already has the other value. */
function withValue(guard: Guard, variable: string, value: boolean): Guard | null {
  const known = guard.get(variable);
  if (known !== undefined) return known === value ? guard : null;
  return new Map([...guard, [variable, value]]);
}

function merged(node: FieldNode, way: Guard, later: readonly Occurrence[]): FieldNode {
  const directives = (node.directives ?? []).filter((directive) => !isCondition(directive));
  if (!node.selectionSet) return { ...node, directives };
  const selections = later.flatMap(({ field, guard }) => selectionsUnder(way, guard, field.node.selectionSet));
  const selectionSet = { ...node.selectionSet, selections: [...node.selectionSet.selections, ...selections] };
  return { ...node, directives, selectionSet };
}

/** The selections of a field that stands later, under what it asks beyond the way. */
function selectionsUnder(
  way: Guard,
  guard: Guard | null,
  selectionSet: SelectionSetNode | undefined,
): readonly SelectionNode[] {
  if (guard === null || !selectionSet) return [];
  if ([...guard].some(([variable, value]) => way.get(variable) === !value)) return [];
  const more = new Map([...guard].filter(([variable]) => !way.has(variable)));
  return directivesOf(more).reduceRight<readonly SelectionNode[]>(
    (selections, directive) => [
      {
        kind: Kind.INLINE_FRAGMENT,
        directives: [directive],
        selectionSet: { kind: Kind.SELECTION_SET, selections },
      },
    ],
    selectionSet.selections,
  );
}

function guardOf({ node, conditions }: RootField): Guard | null {
  let guard: Guard | null = new Map<string, boolean>();
  for (const { name, arguments: given = [] } of [...conditions, ...(node.directives ?? []).filter(isCondition)]) {
    const value = given[0]?.value;
    const wanted = name.value === 'include';
    if (value?.kind === Kind.VARIABLE) guard = guard && withValue(guard, value.name.value, wanted);
    else if (value?.kind === Kind.BOOLEAN && value.value !== wanted) return null;
  }
  return guard;
}

function directivesOf(guard: Guard): DirectiveNode[] {
  return [...guard].map(([variable, value]) => ({
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: value ? 'include' : 'skip' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'if' },
        value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
      },
    ],
  }));
}
