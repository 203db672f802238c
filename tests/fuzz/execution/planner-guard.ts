import { composeServices } from '@apollo/composition';
import { MultiMap, operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';

/**
 * Query-planner 2.14 makes circles of fetches that wait for one another, and then walks in them: until an array is full,
 * after ten seconds and a gigabyte (`RangeError: Invalid array length`), or for ever. This ends such a walk as soon as
 * it is certain: the same failure of the same operation, in milliseconds. A walk without a circle goes on for as long as
 * the gateway would wait for a plan.
 */
export class EndlessWalk extends RangeError {}

/** A group of fetches, as far as the planner's walk uses it. */
interface Group {
  children(): readonly Group[];
  removeChild(child: Group): void;
}

/** Steps after which it is looked for a circle; walks that end have some hundreds. */
const SUSPICIOUS = 100_000;
/** The gateway ends a plan by its clock, after 20 s; steps are the same in every run. */
const HOPELESS = 5_000_000;

let isGuarded = false;
let steps = 0;

/** @throws EndlessWalk instead of walking on. */
export function guarded<Plan>(makePlan: () => Plan): Plan {
  guardPlanner();
  steps = 0;
  return makePlan();
}

/** Guards the planner of this thread; what it exports has no way to its groups, so they are met where they are handed out. */
function guardPlanner(): void {
  if (isGuarded) return;
  const original = MultiMap.prototype.add as (this: unknown, key: unknown, value: unknown) => unknown;
  MultiMap.prototype.add = function add(this: unknown, key: unknown, value: unknown): never {
    if (!isGuarded && isGroup(value)) guard(Object.getPrototypeOf(value) as Group);
    return original.call(this, key, value) as never;
  };
  try {
    planWithAnEntity();
  } finally {
    MultiMap.prototype.add = original as never;
  }
  if (!isGuarded) throw new Error('the planner does not hand out its groups: the guard must be written anew');
}

function guard(group: Group): void {
  const { removeChild } = group;
  isGuarded = true;
  group.removeChild = function counted(this: Group, child: Group): void {
    steps += 1;
    if (steps % SUSPICIOUS === 0 && hasCircleBelow(this))
      throw new EndlessWalk('the planner walks in a circle of fetches');
    if (steps > HOPELESS) throw new EndlessWalk('the planner walks from fetch to fetch without an end');
    removeChild.call(this, child);
  };
}

/** A circle through the group itself is opened by the walk, which takes its edges away: only those further down count. */
function hasCircleBelow(start: Group): boolean {
  const [open, done] = [new Set<Group>(), new Set<Group>([start])];
  const visit = (group: Group): boolean => {
    if (open.has(group)) return true;
    if (done.has(group)) return false;
    open.add(group);
    const found = group.children().some(visit);
    open.delete(group);
    done.add(group);
    return found;
  };
  return start.children().some(visit);
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && 'removeChild' in value && 'children' in value;
}

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])';

/** The smallest plan in which the groups are handed out: one that asks an entity. */
function planWithAnEntity(): void {
  const services = [
    { name: 'a', typeDefs: parse(`${LINK} type Query { one: One } type One @key(fields: "id") { id: ID }`) },
    { name: 'b', typeDefs: parse(`${LINK} type One @key(fields: "id") { id: ID other: Int }`) },
  ];
  const { supergraphSdl = '' } = composeServices(services);
  const supergraph = Supergraph.buildForTests(supergraphSdl, false);
  const operation = operationFromDocument(supergraph.apiSchema(), parse('{ one { other } }'));
  new QueryPlanner(supergraph).buildQueryPlan(operation);
}
