import { Kind, parse, print, validate, visit, type ASTNode, type DirectiveNode, type DocumentNode } from 'graphql';
import type { Difference } from './comparison.js';
import type { ExecutorFactory } from './executor.js';
import { judgeOf } from './judge-executor.js';
import { attempt, judged } from './judgement.js';
import { makeSupergraph } from './supergraph.js';
import { operationOf, type TestCase } from './test-case.js';

/** How the executor differs on the case, or that it does not; `invalid` where there is no such case. */
export async function differenceOn(
  testCase: TestCase,
  factory: ExecutorFactory,
): Promise<Difference | null | 'invalid'> {
  let supergraph;
  try {
    supergraph = makeSupergraph(testCase.subgraphs, testCase.seed);
  } catch {
    return 'invalid';
  }
  const operation = operationOf(testCase);
  if (validate(supergraph.apiSchema, operation.document).length > 0) return 'invalid';
  const expected = await judgeOf(supergraph).execute(operation);
  const executor = await factory(supergraph);
  const answer = await attempt(executor, operation);
  await executor.stop();
  return judged({ supergraph, operation, expected }, answer);
}

const MOST_TRIES = 600;

/**
 * A smaller case on which the executor still differs in the same way: faults and labels go first, then parts of the
 * operation, then fields of the subgraphs.
 */
export async function minimised(testCase: TestCase, kind: string, factory: ExecutorFactory): Promise<TestCase> {
  let best = testCase;
  let tries = 0;
  const better = async (candidate: TestCase | null): Promise<boolean> => {
    if (!candidate || (tries += 1) > MOST_TRIES) return false;
    const difference = await differenceOn(candidate, factory).catch(() => null);
    if (difference === null || difference === 'invalid' || difference.kind !== kind) return false;
    best = candidate;
    return true;
  };
  for (const fault of best.faults) await better({ ...best, faults: best.faults.filter((each) => each !== fault) });
  for (const label of best.labels) await better({ ...best, labels: best.labels.filter((each) => each !== label) });
  for (const reduce of [withoutPartOfOperation, withoutPartOfSubgraphs]) {
    for (let at = 0; tries < MOST_TRIES;) {
      const candidate = reduce(best, at);
      if (candidate === 'end') break;
      if (!(await better(candidate))) at += 1;
    }
  }
  return best;
}

/** The case without the part of this number: a selection, a directive, an argument, a definition; the rest follows. */
function withoutPartOfOperation(testCase: TestCase, at: number): TestCase | 'end' | null {
  let number = -1;
  let isFound = false;
  const remove = (): null | undefined => {
    number += 1;
    if (number !== at) return undefined;
    isFound = true;
    return null;
  };
  const document = visit(parse(testCase.text), {
    Field: remove,
    FragmentSpread: remove,
    Directive: remove,
    Argument: remove,
    OperationDefinition: ({ name }) => (name?.value === 'Other' ? remove() : undefined),
    InlineFragment: remove,
  }) as DocumentNode;
  if (!isFound) return 'end';
  const text = print(withoutUnused(document));
  const declared = new Set(text.match(/\$\w+(?=:)/g)?.map((name) => name.slice(1)));
  const variables = Object.fromEntries(Object.entries(testCase.variables).filter(([name]) => declared.has(name)));
  return isParsed(text) ? { ...testCase, text, variables } : null;
}

function isParsed(text: string): boolean {
  try {
    return parse(text) !== undefined;
  } catch {
    return false;
  }
}

/** Empty selection sets, unused fragments and unused variables go with what was taken out. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const isEmpty = (node: ASTNode): boolean => 'selectionSet' in node && node.selectionSet?.selections.length === 0;
  let clean = document;
  for (let before = ''; before !== print(clean);) {
    before = print(clean);
    const [spreads, variables] = [new Set<string>(), new Set<string>()];
    visit(clean, {
      FragmentSpread: ({ name }) => void spreads.add(name.value),
      VariableDefinition: () => false,
      Variable: ({ name }) => void variables.add(name.value),
    });
    clean = visit(clean, {
      Field: { leave: (node) => (isEmpty(node) ? null : undefined) },
      InlineFragment: { leave: (node) => (isEmpty(node) ? null : undefined) },
      FragmentDefinition: { leave: (node) => (spreads.has(node.name.value) && !isEmpty(node) ? undefined : null) },
      VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
    }) as DocumentNode;
    const defined = new Set(
      clean.definitions.map((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? each.name.value : '')),
    );
    clean = visit(clean, {
      FragmentSpread: ({ name }) => (defined.has(name.value) ? undefined : null),
    }) as DocumentNode;
  }
  return clean;
}

/** The case without the part of this number: a field, a type, an implemented interface, a whole subgraph. */
function withoutPartOfSubgraphs(testCase: TestCase, at: number): TestCase | 'end' {
  let number = -1;
  let isFound = false;
  const remove = (): null | undefined => {
    number += 1;
    if (number !== at) return undefined;
    isFound = true;
    return null;
  };
  const subgraphs = testCase.subgraphs.flatMap(({ name, sdl }) => {
    if (remove() === null) return [];
    const document = visit(parse(sdl), {
      ObjectTypeDefinition: (node: WithInterfaces) => (remove() === null ? null : withoutInterfaces(node, remove)),
      InterfaceTypeDefinition: remove,
      UnionTypeDefinition: remove,
      EnumTypeDefinition: remove,
      ScalarTypeDefinition: remove,
      InputObjectTypeDefinition: remove,
      FieldDefinition: remove,
      InputValueDefinition: remove,
      Directive: ({ name: directive }: DirectiveNode) => (directive.value === 'link' ? undefined : remove()),
    } as never) as DocumentNode;
    return [{ name, sdl: print(document) }];
  });
  return isFound ? { ...testCase, subgraphs } : 'end';
}

type WithInterfaces = { readonly interfaces?: readonly unknown[] };

function withoutInterfaces<Node extends WithInterfaces>(node: Node, remove: () => null | undefined): Node | undefined {
  if (!node.interfaces || node.interfaces.length === 0) return undefined;
  return remove() === null ? { ...node, interfaces: [] } : undefined;
}
