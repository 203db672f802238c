import type { CasellarioRegister, RegisterAnswer } from '../../subgraphs/certificates/issuing/register.port.js';
import { createSyntheticRegister } from '../../subgraphs/certificates/issuing/synthetic-register.js';
import { describeRegister, REGISTER_CHECKS } from './register.contract.js';

describeRegister('synthetic', () => createSyntheticRegister('seed'));

type LookUp = CasellarioRegister['lookUp'];

/** A register that is right but for what is changed. */
function wrong(change: (lookUp: LookUp) => LookUp, kind: CasellarioRegister['kind'] = 'SYNTHETIC'): CasellarioRegister {
  return { kind, lookUp: change((queries, signal) => createSyntheticRegister('seed').lookUp(queries, signal)) };
}

/** One that changes the answers and nothing else. */
const answering = (change: (answers: RegisterAnswer[]) => RegisterAnswer[]): CasellarioRegister =>
  wrong((lookUp) => async (queries, signal) => change(await lookUp(queries, signal)));

let asked = 0;
let mine: RegisterAnswer[] = [];

/** What the contract is for: each of these would do harm, and the check named here must find it out. */
const WRONG: readonly [what: string, register: CasellarioRegister, found: string][] = [
  ['does not say what it is', wrong((lookUp) => lookUp, 'PERHAPS' as never), 'real one'],
  ['leaves the last question unanswered', answering((answers) => answers.slice(0, -1)), 'answers every query'],
  [
    'says a flag twice',
    answering((answers) => answers.map(({ outcome }) => ({ outcome, flags: ['ALIAS', 'ALIAS'] }))),
    'answers every query',
  ],
  [
    'has flags of its own',
    answering((answers) => answers.map((answer) => ({ ...answer, flags: ['OM' as never] }))),
    'answers every query',
  ],
  [
    'answers in the order of its own',
    answering((answers) => [...answers].sort((one, other) => one.outcome.localeCompare(other.outcome))),
    'says the same',
  ],
  [
    'answers every time otherwise',
    answering((answers) => answers.map((answer) => ({ ...answer, outcome: (asked += 1) % 2 ? 'NIL' : 'POSITIVE' }))),
    'says the same',
  ],
  [
    'answers something when nothing was asked',
    answering((answers) => (answers.length > 0 ? answers : [{ outcome: 'NIL', flags: [] }])),
    'no query with no answer',
  ],
  [
    'keeps the answers where the next who asks puts his',
    wrong((lookUp) => async (queries, signal) => {
      mine = await lookUp(queries, signal);
      await new Promise(setImmediate);
      return mine;
    }),
    'their own answers',
  ],
  [
    'fails all for one that it cannot read',
    wrong((lookUp) => async (queries, signal) => {
      if (queries.some(({ subject }) => /[^\x20-\x7e\xc0-\xff]/.test(subject.surname))) throw new Error('charset');
      return lookUp(queries, signal);
    }),
    'odd characters',
  ],
  [
    'does not hear that it is to stop',
    wrong((lookUp) => (queries) => lookUp(queries, new AbortController().signal)),
    'has been told to stop',
  ],
  [
    'goes on when it is told to stop',
    wrong((lookUp) => async (queries, signal) => {
      signal.throwIfAborted();
      const answers = await lookUp(queries, signal);
      if (signal.aborted) await new Promise(() => undefined);
      return answers;
    }),
    'in the middle',
  ],
  [
    'corrects the questions it was given',
    wrong((lookUp) => async (queries, signal) => {
      for (const { subject } of queries) subject.surname = subject.surname.trim();
      return lookUp(queries, signal);
    }),
    'answers every query',
  ],
];

describe('register contract: what it finds out', () => {
  it.each(WRONG)('a register that %s', async (_, register, found) => {
    const failed: string[] = [];
    for (const { name, check } of REGISTER_CHECKS) await check(register).catch(() => failed.push(name));
    expect(failed.filter((name) => name.includes(found))).not.toEqual([]);
  });
});
