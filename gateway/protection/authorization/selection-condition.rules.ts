import { Kind, type OperationDefinitionNode, type SelectionNode } from 'graphql';

/** That a variable has this value: what `@skip` and `@include` make of it. `null`: never. */
export type Condition = { readonly variable: string; readonly is: boolean } | null;

/** When a selection is selected; empty: always. */
export function conditionsOf({ directives = [] }: SelectionNode): readonly Condition[] {
  return directives.flatMap(({ name, arguments: given = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return [];
    const wanted = name.value === 'include';
    const value = given.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.VARIABLE) return [{ variable: value.name.value, is: wanted }];
    return value?.kind === Kind.BOOLEAN && value.value === wanted ? [] : [null];
  });
}

export type VariableValues = Readonly<Record<string, unknown>>;

export function isSelected(conditions: readonly Condition[], variables: VariableValues): boolean {
  return conditions.every((condition) => condition !== null && variables[condition.variable] === condition.is);
}

/** The values that `@skip` and `@include` can ask for: those sent, and the defaults of those left out. */
export function booleanValues(
  { variableDefinitions = [] }: OperationDefinitionNode,
  sent: VariableValues,
): VariableValues {
  const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value] as const] : [],
  );
  if (defaults.length === 0) return sent;
  const given = Object.entries(sent).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(defaults), ...Object.fromEntries(given) };
}
