import { readFileSync } from 'node:fs';
import {
  DEMO_BODIES,
  DEMO_BODIES_WITH_HISTORY,
  demoBody,
  demoContactTaxCode,
  type DemoBody,
} from '../../../../schema/demo/demo-bodies.js';
import { parseIpaCode, parseOfficeCode } from '../../../../schema/identifiers.js';
import { bodyTaxCodeProblem, hasValidCheckCharacter } from '../../../../schema/kernel/tax-code.rules.js';

const STAGES = ['NOT_STARTED', 'DRAFTED', 'SIGNED', 'REGISTERED', 'ACTIVE', 'FIRST_DIRECT_REQUEST', 'MASSIVO_FREE'];

const offending = (isGood: (body: DemoBody) => boolean): string[] =>
  DEMO_BODIES.filter((body) => !isGood(body)).map((body) => body.ipaCode);

describe('the bodies of the demonstration', () => {
  it('are the four that the documentation names, and 60 more', () => {
    expect(DEMO_BODIES).toHaveLength(64);
    expect(DEMO_BODIES.slice(0, 4).map(({ ipaCode }) => ipaCode)).toEqual(['c_h501', 'c_g482', 'c_f205', 'c_a952']);
    expect(demoBody('c_h501')).toMatchObject({
      taxCode: '02438750586',
      officeCode: 'PROC-H501',
      stage: 'ACTIVE',
      massivoUser: true,
      contact: { givenName: 'Mario', surname: 'Rossi', taxCode: 'RSSMRA80A01H501U' },
    });
    expect(demoBody('c_g482')).toMatchObject({
      taxCode: '00124600685',
      officeCode: 'PROC-G482',
      stage: 'NOT_STARTED',
      massivoUser: true,
      contact: { givenName: 'Anna', surname: 'Verdi', taxCode: 'VRDNNA75T60G482I' },
    });
    expect(demoBody('c_f205')).toMatchObject({ stage: 'DRAFTED', massivoUser: true });
    expect(demoBody('c_a952')).toMatchObject({ stage: 'ACTIVE', massivoUser: false, officeCode: 'PROC-A952' });
  });

  it('R-50 stand at every stage', () => {
    expect(new Set(DEMO_BODIES.map((body) => body.stage))).toEqual(new Set(STAGES));
  });

  it('have codes that are right by their check digits, and no two the same', () => {
    expect(offending((body) => parseIpaCode(body.ipaCode) === body.ipaCode)).toEqual([]);
    expect(offending((body) => parseOfficeCode(body.officeCode) === body.officeCode)).toEqual([]);
    expect(offending((body) => bodyTaxCodeProblem(body.taxCode) === null)).toEqual([]);
    expect(offending((body) => hasValidCheckCharacter(body.contact.taxCode))).toEqual([]);
    for (const key of ['ipaCode', 'taxCode', 'name'] as const) {
      expect(new Set(DEMO_BODIES.map((body) => body[key])).size).toBe(64);
    }
    expect(new Set(DEMO_BODIES.map((body) => demoContactTaxCode(body.ipaCode))).size).toBe(64);
    expect(demoContactTaxCode('c_z999')).toBeUndefined();
  });

  it('belong to offices that there are', () => {
    const offices = readFileSync('subgraphs/agreements/prosecutor-office/prosecutor-offices.csv', 'utf8');
    expect(offending((body) => offices.includes(`\n${body.officeCode},`))).toEqual([]);
  });

  it('R-50 have a past that agrees with their stage', () => {
    const before = STAGES.slice(0, 4);
    const isConsistent = (body: DemoBody): boolean => {
      const { stage, agreementDaysAgo, firstDirectDaysAgo, lastMassivoDaysAgo } = body;
      if (before.includes(stage)) return agreementDaysAgo === null && firstDirectDaysAgo === null;
      if (agreementDaysAgo === null) return false;
      if (stage === 'ACTIVE') return firstDirectDaysAgo === null;
      if (firstDirectDaysAgo === null || firstDirectDaysAgo > agreementDaysAgo) return false;
      const free = Math.min(firstDirectDaysAgo, lastMassivoDaysAgo ?? Infinity) >= 30;
      return free === (stage === 'MASSIVO_FREE');
    };
    expect(offending(isConsistent)).toEqual([]);
    expect(offending((body) => body.massivoUser === (body.lastMassivoDaysAgo !== null))).toEqual([]);
    expect(DEMO_BODIES_WITH_HISTORY.length).toBeGreaterThan(50);
  });
});
