/**
 * The variables of a fetch that the client has given, as members of a JSON object with a comma after each; the
 * subgraph's query has the defaults of the others.
 */
export function variableMembers(names: readonly string[], variables: Readonly<Record<string, unknown>>): string {
  let members = '';
  for (const name of names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) members += `${JSON.stringify(name)}:${JSON.stringify(value)},`;
  }
  return members;
}
