import type { FetchNode } from '@apollo/query-planner';
import type { Skeleton, SubgraphAnswer, SubgraphQuery } from '../subgraph-client.port.js';
import { variableMembers } from './fetch-variables.js';
import { CannotCompile } from './plan-context.type.js';
import type { RunningPlan } from './plan-run.js';

/** What a fetch asks of its subgraph, apart from the variables that the run makes. */
export class SubgraphFetch {
  readonly subgraph: string;
  readonly #text: string;
  readonly #operationName: string | undefined;
  readonly #kind: SubgraphQuery['kind'];
  readonly #variableNames: readonly string[];

  /** @param own Variables that the fetch provides itself, whatever the client calls its own. */
  constructor(fetch: FetchNode, own: ReadonlySet<string> = new Set()) {
    if (fetch.operationKind === 'subscription') throw new CannotCompile('subscription');
    this.subgraph = fetch.serviceName;
    this.#text = fetch.operation;
    this.#operationName = fetch.operationName;
    this.#kind = fetch.operationKind;
    this.#variableNames = (fetch.variableUsages ?? []).filter((name) => !own.has(name));
  }

  /** Variables that the client has given, as members of a JSON object, with a comma after each. */
  clientMembers(plan: RunningPlan): string {
    return this.#variableNames.length === 0 ? '' : variableMembers(this.#variableNames, plan.run.variables);
  }

  /**
   * @param members Members of the object of variables, with a comma after each.
   * @param asText What may stay text; `true`: the entities.
   */
  async ask(plan: RunningPlan, members: string, asText: boolean | Skeleton): Promise<SubgraphAnswer> {
    const { clients, call } = plan.run;
    const client = clients.get(this.subgraph);
    if (!client) throw new Error(`There is no client for the subgraph ${this.subgraph}.`);
    const query: SubgraphQuery = {
      text: this.#text,
      operationName: this.#operationName,
      kind: this.#kind,
      variables: members === '' ? '{}' : `{${members.slice(0, -1)}}`,
      entitiesAsText: asText === true,
      skeleton: typeof asText === 'boolean' ? null : asText,
    };
    return client.ask(query, call);
  }
}
