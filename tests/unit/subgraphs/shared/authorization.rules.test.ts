import { ANONYMOUS, type Actor } from '../../../../schema/kernel/actor.js';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import {
  isReaderOf,
  maySeePersonsOf,
  requireContactOf,
  requireOperations,
  requireOperator,
  requireOperatorOf,
  requireOperatorOrOperations,
  requireReaderOf,
  requireSignedIn,
  type Caller,
} from '../../../../subgraphs/shared/authorization.rules.js';

const ROME = { ipaCode: 'c_h501', officeCode: 'PROC-H501' };

const actors = {
  anonymous: ANONYMOUS,
  dashboard: { kind: 'dashboard', subject: 'd' },
  'contact of Roma': { kind: 'contact', personKey: 'mario', method: 'SPID', level: 2 },
  'contact of Roma, level 1': { kind: 'contact', personKey: 'mario', method: 'CIE', level: 1 },
  'contact of Pescara': { kind: 'contact', personKey: 'anna', method: 'CNS', level: 3 },
  'operator of Roma': { kind: 'operator', subject: 'o', officeCode: 'PROC-H501' },
  'operator of Pescara': { kind: 'operator', subject: 'o', officeCode: 'PROC-G482' },
  operations: { kind: 'operations', subject: 'alice' },
} satisfies Record<string, Actor>;
type Name = keyof typeof actors;

const callerOf = (name: Name): Caller => {
  const actor: Actor = actors[name];
  const bodies = actor.kind !== 'contact' ? [] : actor.personKey === 'mario' ? ['c_h501'] : ['c_g482'];
  return { actor, contactBodies: async () => new Set(bodies) };
};

const codeOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
    return 'allowed';
  } catch (error) {
    if (error instanceof DomainError) return `${error.code} ${error.rule}`;
    throw error;
  }
};

const NONE = 'UNAUTHENTICATED R-11';
const NOT_YOURS = 'FORBIDDEN R-61';
const WEAK = 'FORBIDDEN R-11';
const AGGREGATES = 'FORBIDDEN R-52';
const OK = 'allowed';

describe('R-61 who may do what', () => {
  // anonymous, dashboard, contact of Roma, the same at level 1, contact of Pescara, operators of both, operations
  it.each<[string, (caller: Caller) => unknown, string[]]>([
    ['in', requireSignedIn, [NONE, AGGREGATES, OK, WEAK, OK, OK, OK, OK]],
    ['operator', requireOperator, [NONE, AGGREGATES, NOT_YOURS, WEAK, NOT_YOURS, OK, OK, NOT_YOURS]],
    [
      'operator of Roma',
      (caller) => requireOperatorOf(caller, 'PROC-H501'),
      [NONE, AGGREGATES, NOT_YOURS, WEAK, NOT_YOURS, OK, NOT_YOURS, NOT_YOURS],
    ],
    ['operations', requireOperations, [NONE, AGGREGATES, NOT_YOURS, WEAK, NOT_YOURS, NOT_YOURS, NOT_YOURS, OK]],
    [
      'operator of Roma or operations',
      (caller) => requireOperatorOrOperations(caller, 'PROC-H501'),
      [NONE, AGGREGATES, NOT_YOURS, WEAK, NOT_YOURS, OK, NOT_YOURS, OK],
    ],
    [
      'contact of Roma',
      (caller) => requireContactOf(caller, 'c_h501'),
      [NONE, AGGREGATES, OK, WEAK, NOT_YOURS, NOT_YOURS, NOT_YOURS, NOT_YOURS],
    ],
    [
      'reader of a matter of Roma',
      (caller) => requireReaderOf(caller, ROME),
      [NONE, AGGREGATES, OK, WEAK, NOT_YOURS, OK, NOT_YOURS, OK],
    ],
  ])('%s', async (_name, check, expected) => {
    const found = await Promise.all((Object.keys(actors) as Name[]).map((name) => codeOf(() => check(callerOf(name)))));
    expect(found).toEqual(expected);
  });

  it('asks the same question with a yes or no, and leaves persons to those who need them', async () => {
    for (const name of Object.keys(actors) as Name[]) {
      const caller = callerOf(name);
      const isReader = (await codeOf(() => requireReaderOf(caller, ROME))) === OK;
      expect([name, await isReaderOf(caller, ROME)]).toEqual([name, isReader]);
      expect([name, await maySeePersonsOf(caller, ROME)]).toEqual([name, isReader && name !== 'operations']);
    }
  });
});
