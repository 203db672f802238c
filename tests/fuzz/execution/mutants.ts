import { parse, visit, type DocumentNode } from 'graphql';
import type { Answer, ExecutorFactory, TestOperation } from './executor.js';
import { judgeOf } from './judge-executor.js';

type Break = (answer: Answer) => Answer;
type Data = Answer['data'];

/** Executors with one mistake each, to see that the comparison finds them. */
export const MUTANTS: ReadonlyMap<string, ExecutorFactory> = new Map([
  ['drops a response key', judgeBut((answer) => ({ ...answer, data: changed(answer.data, withoutLastKey) }))],
  ['turns lists around', judgeBut((answer) => ({ ...answer, data: changed(answer.data, turned) }))],
  ['loses an element of a list', judgeBut((answer) => ({ ...answer, data: changed(answer.data, shortened) }))],
  ['orders keys by name', judgeBut((answer) => ({ ...answer, data: changed(answer.data, byName) }))],
  ['loses an error', judgeBut((answer) => ({ ...answer, errors: answer.errors.slice(1) }))],
  ['gives errors the wrong path', judgeBut((answer) => ({ ...answer, errors: answer.errors.map(cutPath) }))],
  ['replaces codes of errors', judgeBut((answer) => ({ ...answer, errors: answer.errors.map(withoutCode) }))],
  ['ignores @skip and @include', judgeOfChanged((document) => visit(document, { Directive: () => null }))],
  [
    'ignores the defaults of variables',
    judgeOfChanged((document) => visit(document, { VariableDefinition: withoutDefault })),
  ],
  ['runs mutations in another order', backwards()],
]);

function judgeBut(breaking: Break): ExecutorFactory {
  return async (supergraph) => {
    const judge = judgeOf(supergraph);
    const execute = async (operation: TestOperation): Promise<Answer> => breaking(await judge.execute(operation));
    return { ...judge, execute };
  };
}

function judgeOfChanged(change: (document: DocumentNode) => DocumentNode): ExecutorFactory {
  return async (supergraph) => {
    const judge = judgeOf(supergraph);
    const execute = (operation: TestOperation): Promise<Answer> =>
      judge.execute({ ...operation, document: change(parse(operation.text)) });
    return { ...judge, execute };
  };
}

/** What a mutation answers depends on how many ran before it. */
function backwards(): ExecutorFactory {
  return judgeOfChanged((document) =>
    visit(document, {
      OperationDefinition: (node) =>
        node.operation === 'mutation'
          ? {
              ...node,
              selectionSet: {
                ...node.selectionSet,
                selections: [...node.selectionSet.selections].reverse(),
              },
            }
          : undefined,
    }),
  );
}

function changed(data: Data, change: (value: object) => object): Data {
  return data && (deeply(data, change) as Data);
}

function deeply(value: unknown, change: (value: object) => object): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return change(value.map((each) => deeply(each, change)));
  return change(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deeply(each, change)])));
}

function withoutLastKey(value: object): object {
  if (Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.length > 2 ? entries.slice(0, -1) : entries);
}

function turned(value: object): object {
  return Array.isArray(value) ? [...(value as unknown[])].reverse() : value;
}

function shortened(value: object): object {
  return Array.isArray(value) && value.length > 2 ? value.slice(1) : value;
}

function byName(value: object): object {
  if (Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function cutPath(error: Answer['errors'][number]): Answer['errors'][number] {
  return { ...error, path: error.path?.slice(0, -1) };
}

function withoutCode(error: Answer['errors'][number]): Answer['errors'][number] {
  return { ...error, extensions: { serviceName: 'any' } };
}

function withoutDefault<Node extends { defaultValue?: unknown }>(node: Node): Node {
  return { ...node, defaultValue: undefined };
}
