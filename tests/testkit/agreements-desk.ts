import type { Actor } from '../../schema/kernel/actor.js';
import { demoPerson } from '../../schema/demo/demo-persons.js';
import type { DirectAgreementStatus } from '../../subgraphs/shared/graph-enums.js';
import { WORLD_DAY, type AgreementsWorld } from './agreements-world.js';

/** Of the body of Pescara's demonstration. */
export const ANNA = { givenName: 'Anna', surname: 'Verdi', taxCode: 'VRDNNA75T60G482I', email: 'anna@example.it' };
export const CLERK = demoPerson({
  givenName: 'Franca',
  surname: 'Clerici',
  birthDay: '1970-01-01',
  birthPlace: 'G482',
  sex: 'F',
});

/** An agreement as tests read it. */
export interface ReadAgreement {
  id: string;
  status: DirectAgreementStatus;
  startsOn: string | null;
  endsOn: string | null;
  legalNextStatuses: DirectAgreementStatus[];
  history: { from: string | null; to: string; at: string; by: string; reason: string | null }[];
}

/** The desk of an office whose operator takes agreements through their life. */
export interface AgreementsDesk {
  /** Runs a mutation that must succeed. @returns its one field */
  done(mutation: string, variables?: Record<string, unknown>): Promise<{ id: string } & Record<string, unknown>>;
  draft(changes?: Record<string, unknown>): Promise<string>;
  sign(id: string, signedOn?: string): Promise<void>;
  /** A new agreement of c_g482 at a status; a year from the world's day unless told otherwise. */
  at(status: DirectAgreementStatus, changes?: Record<string, unknown>): Promise<string>;
  read(id: string): Promise<ReadAgreement>;
  /** Withdraws what there is of a body, whatever its status, so that its period is free. */
  clear(ipaCode: string): Promise<void>;
}

export function agreementsDesk(world: AgreementsWorld, operator: Actor): AgreementsDesk {
  const done: AgreementsDesk['done'] = async (mutation, variables = {}) => {
    const { data, errors } = await world.as(operator, mutation, variables);
    if (errors.length > 0) throw new Error(`refused: ${JSON.stringify(errors)}`);
    return Object.values(data)[0] as { id: string };
  };
  const on = (act: string, id: string) => done(`mutation ($id: ID!) { ${act} { id } }`, { id });
  const draft: AgreementsDesk['draft'] = async (changes = {}) => {
    const input = {
      ipaCode: 'c_g482',
      purposeCodes: ['FIN-001'],
      kinds: ['CASELLARIO_GENERAL', 'ADMINISTRATIVE_SANCTIONS'],
      bodyContacts: [ANNA],
      officeContacts: [CLERK],
      ...changes,
    };
    const made = await done(
      'mutation ($input: DraftDirectAgreementInput!) { draftDirectAgreement(input: $input) { id } }',
      {
        input,
      },
    );
    return made.id;
  };
  const sign: AgreementsDesk['sign'] = async (id, signedOn = WORLD_DAY) => {
    await on(`signDirectAgreement(id: $id, signedOn: "${signedOn}")`, id);
  };

  /** What leads to a status, in order. */
  const steps: [DirectAgreementStatus, (id: string) => Promise<unknown>][] = [
    ['DRAFT', async () => undefined],
    ['SIGNED', (id) => sign(id)],
    ['REGISTERED', (id) => on('registerDirectAgreement(id: $id, sicReference: "S-1", adsReference: "A-1")', id)],
    ['ACTIVE', (id) => on('activateDirectAgreement(id: $id)', id)],
    ['SUSPENDED', (id) => on('suspendDirectAgreement(id: $id, reason: "verifica")', id)],
  ];

  return {
    done,
    draft,
    sign,
    async at(status, changes) {
      const id = await draft(changes);
      const last = steps.findIndex(([reached]) => reached === status);
      if (last < 0) throw new Error(`no step leads to ${status}`);
      for (const [, step] of steps.slice(0, last + 1)) await step(id);
      return id;
    },
    async read(id) {
      const query = `query ($id: ID!) { directAgreement(id: $id) {
        id status startsOn endsOn legalNextStatuses history { from to at by reason } } }`;
      return (await done(query, { id })) as unknown as ReadAgreement;
    },
    async clear(ipaCode) {
      await world.database.query(
        "UPDATE agreements.direct_agreement SET status = 'WITHDRAWN' WHERE ipa_code = $1 AND status <> 'WITHDRAWN'",
        [ipaCode],
      );
    },
  };
}
