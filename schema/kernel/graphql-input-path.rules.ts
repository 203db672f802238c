import { BREAK, GraphQLError, Kind, parse, visit, type ASTNode } from 'graphql';

/** Where in the arguments of an operation a refused value stands, as clients write it: `input.subjects[3].taxCode`. */

/** Of a value in the variables, told by the sentence of graphql-js; `null` for any other error. */
export function variablePath(error: GraphQLError): string | null {
  if (!(error.originalError instanceof GraphQLError)) return null;
  const reason = `; ${error.originalError.message}`;
  if (!error.message.endsWith(reason)) return null;
  const head = error.message.slice(0, -reason.length);
  const nested = / at "(\w+)([\w.[\]]*)"$/.exec(head) ?? /^Variable "\$(\w+)"/.exec(head);
  if (!nested) return null;
  const [, variable = '', inside = ''] = nested;
  return (argumentTaking(variable, error) ?? variable) + inside;
}

/** The place that the variable is used in: clients know their arguments by the names of the graph. */
function argumentTaking(variable: string, { nodes }: GraphQLError): string | null {
  const body = nodes?.[0]?.loc?.source.body;
  if (body === undefined) return null;
  return placeIn(body, (node) => node.kind === Kind.VARIABLE && node.name.value === variable);
}

/** Of a value in the text of the operation: the error points at its node. */
export function literalPath(error: GraphQLError): string | null {
  const node =
    error.nodes?.[0] ?? (error.originalError instanceof GraphQLError ? error.originalError.nodes?.[0] : null);
  if (!node?.loc) return null;
  const { start, end, source } = node.loc;
  return placeIn(source.body, ({ kind, loc }) => kind === node.kind && loc?.start === start && loc.end === end);
}

/** The text was parsed once already, so this cannot fail; the nodes of an error do not know their parents. */
function placeIn(body: string, isWanted: (node: ASTNode) => boolean): string | null {
  let found: string | null = null;
  visit(parse(body), {
    enter(node, ...[, parent, , ancestors]) {
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      if (!isWanted(node)) return undefined;
      found = written([...ancestors, ...(parent ? [parent] : []), node]);
      return found === null ? undefined : BREAK;
    },
  });
  return found;
}

/** Ancestors are nodes and, between a node and its children, the list of them. */
function written(steps: readonly (ASTNode | readonly ASTNode[])[]): string | null {
  let path: string | null = null;
  for (const [index, step] of steps.entries()) {
    if (isList(step)) {
      const parent = steps[index - 1];
      const child = steps[index + 1];
      const isItem = path !== null && parent !== undefined && !isList(parent) && parent.kind === Kind.LIST;
      if (isItem) path += `[${step.indexOf(child as ASTNode)}]`;
    } else if (step.kind === Kind.ARGUMENT) path = step.name.value;
    else if (step.kind === Kind.OBJECT_FIELD && path !== null) path += `.${step.name.value}`;
  }
  return path;
}

function isList(step: ASTNode | readonly ASTNode[]): step is readonly ASTNode[] {
  return Array.isArray(step);
}
