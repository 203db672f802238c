import { generateKeyPairSync } from 'node:crypto';
import type { Database } from '../../schema/kernel/database.js';
import { FixedClock } from '../../schema/kernel/clock.js';
import { createIssuingWorker, type IssuingWorker } from '../../subgraphs/certificates/issuing/issuing-worker.js';
import type { DocumentParts } from '../../subgraphs/certificates/documents/document.service.js';
import type { IssuingParts } from '../../subgraphs/certificates/issuing/issuing.service.js';
import { OUTCOME_FLAGS, type OutcomeFlag } from '../../subgraphs/certificates/issuing/certificate.rules.js';
import type { CasellarioRegister, RegisterAnswer } from '../../subgraphs/certificates/issuing/register.port.js';
import { testVault } from './requests.js';
import { TEST_DOCUMENTS } from './signing.js';

/** A register that tests fill: NIL for everybody but those named here, by surname. */
export class FakeRegister implements CasellarioRegister {
  readonly kind = 'SYNTHETIC';
  readonly answers = new Map<string, RegisterAnswer>();
  /** Set: every look-up fails, or waits, as this does. */
  interference: ((signal: AbortSignal) => Promise<void>) | null = null;
  asked = 0;

  async lookUp(queries: Parameters<CasellarioRegister['lookUp']>[0], signal: AbortSignal): Promise<RegisterAnswer[]> {
    signal.throwIfAborted();
    await this.interference?.(signal);
    this.asked += queries.length;
    return queries.map(({ subject }) => this.answers.get(subject.surname) ?? { outcome: 'NIL', flags: [] });
  }

  /** Surnames of the form `FLAG HOMONYM` are answered with that flag, `POSITIVE …` as positive. */
  static byName(): FakeRegister {
    const register = new FakeRegister();
    for (const flag of OUTCOME_FLAGS) register.answers.set(flagged(flag), { outcome: 'NIL', flags: [flag] });
    register.answers.set('POSITIVE', { outcome: 'POSITIVE', flags: [] });
    return register;
  }
}

export const flagged = (flag: OutcomeFlag): string => `FLAG ${flag}`;

export interface IssuingWorld extends IssuingParts, Pick<DocumentParts, 'signing' | 'verificationAddress'> {
  clock: FixedClock;
  register: FakeRegister;
  failures: string[];
}

/** Everything that a worker needs, on a database of the test's own. */
export function issuingWorld(database: Database, now = '2026-02-09T10:00:00Z'): IssuingWorld {
  const failures: string[] = [];
  return {
    database,
    vault: testVault(),
    clock: new FixedClock(now),
    register: FakeRegister.byName(),
    statementKey: generateKeyPairSync('ed25519').privateKey,
    ...TEST_DOCUMENTS,
    failures,
    onFailure: ({ code }) => failures.push(code),
  };
}

/** Takes turns until nothing waits. */
export async function issueAll(world: IssuingWorld): Promise<number> {
  const worker: IssuingWorker = createIssuingWorker(world);
  let turns = 0;
  while (await worker.runOnce()) turns += 1;
  return turns;
}
