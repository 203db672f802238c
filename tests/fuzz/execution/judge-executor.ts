import { execute } from 'graphql';
import type { Answer, Executor, TestOperation } from './executor.js';
import { Run } from './run.js';
import type { TestSupergraph } from './supergraph.js';

/** The judge: graphql-js on the merged schema over the same data. It knows no subgraphs, hence no plan can mislead it. */
export function judgeOf({ apiSchema, world }: TestSupergraph): Executor {
  return {
    name: 'judge',
    async execute({ document, operationName, variables, labels, faults }: TestOperation): Promise<Answer> {
      const run = new Run(faults, labels);
      const { data, errors = [] } = await execute({
        ...{ schema: apiSchema, document, operationName, variableValues: variables },
        fieldResolver: world.resolver,
        contextValue: { run, subgraph: null },
      });
      return { ...(data !== undefined && { data }), errors: errors.map((error) => error.toJSON()), run };
    },
    stop: () => Promise.resolve(),
  };
}
