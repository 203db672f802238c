import type { MatrixWorld } from './matrix-world.js';
import { askPatiently } from './observed-type.js';
import { BODY, OFFICE, PERSONA_NAMES, type Outcome, type Persona, type Row } from './personas.js';

/** What each mutation is tried with: inputs that nothing but the caller could be wrong about. */
export function mutationArguments({ ids }: MatrixWorld): Readonly<Record<string, string>> {
  const agreement = `id: "${ids.agreement}"`;
  const item = `itemId: "${ids.counterItem}"`;
  const batch = `id: "${ids.batch}"`;
  const person = 'givenName: "Mario", surname: "Rossi", taxCode: "RSSMRA80A01H501U", email: "x@example.it"';
  const reason = 'reason: "matrix"';
  return {
    activateDirectAgreement: agreement,
    draftDirectAgreement: `input: { ipaCode: "${BODY}", purposeCodes: ["FIN-001"], kinds: [CASELLARIO_GENERAL], bodyContacts: [{ ${person} }], officeContacts: [{ ${person} }] }`,
    extendDirectAgreement: `${agreement}, unitCodes: ["UO-GARE"]`,
    importFormerMassivoBodies: `rows: [{ row: 1, ipaCode: "c_a132", name: "Albano Laziale", type: "PA", taxCode: "82011210588", officeCode: "PROC-L719", pec: "x@pec.example.it" }]`,
    recordPublicBody: `input: { ipaCode: "${BODY}", name: "Roma Capitale", type: PA, taxCode: "02438750586", pec: "x@pec.example.it" }`,
    registerDirectAgreement: `${agreement}, sicReference: "S1"`,
    renewDirectAgreement: agreement,
    resumeDirectAgreement: `${agreement}, ${reason}`,
    signDirectAgreement: `${agreement}, signedOn: "2026-06-01"`,
    suspendDirectAgreement: `${agreement}, ${reason}`,
    withdrawDirectAgreement: `${agreement}, ${reason}`,
    issueCounterCertificate: `${item}, outcome: NIL, pages: 1`,
    rejectCounterRequest: `${item}, ${reason}`,
    requestCertificates: `input: { clientRequestId: "tried", ipaCode: "${BODY}", kind: CASELLARIO_GENERAL, purposeCode: "FIN-001", protocolNumber: "1", protocolDate: "2026-06-01", subjects: [{ surname: "ROSSI" }] }`,
    resubmitAbandoned: `requestId: "${ids.request}"`,
    revokeCertificate: `number: "${ids.certificate}", ${reason}`,
    exportSubjectData: `input: { taxCode: "RSSMRA80A01H501U", reference: "1/2026", ${reason} }`,
    eraseSubjectData: `input: { taxCode: "RSSMRA80A01H501U", reference: "1/2026", ${reason} }`,
    settleReview: `${item}, outcome: NIL, note: "matrix"`,
    takeUpCounterRequest: item,
    abandonMassivoBatch: `${batch}, ${reason}`,
    approveTransitionChange: `id: "${ids.waitingChange}"`,
    cancelTransitionChange: `id: "${ids.waitingChange}", ${reason}`,
    changeTransition: `input: { ipaCode: "c_f839", to: DRAINING, ${reason}, expectedVersion: 0 }`,
    clearTransitionOverride: `ipaCode: "c_f839", ${reason}, expectedVersion: 0`,
    confirmTransition: `expectedVersion: 0, ${reason}`,
    extendTransition: 'lastDay: "2026-09-30", act: "matrix"',
    pinToMassivo: `ipaCode: "${BODY}", pinned: true, ${reason}`,
    recollectMassivoBatch: batch,
    retryMassivoBatch: batch,
    setMassivoLimits: `officeCode: "${OFFICE}", limits: { maximumRows: 900 }`,
  };
}

/** Refused for who the caller is. Any other error is about the state of things, and tells that the caller was let in. */
const REFUSALS = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'UNAUTHORIZED_FIELD_OR_TYPE']);
/** Would say that a mutation was tried wrongly, so that a refusal would prove nothing. */
const WRONGLY_TRIED = new Set(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'INTERNAL']);

/**
 * Tries every mutation on behalf of every persona; those who are let in come last, because they change what the others
 * are refused.
 */
export async function observeMutations(
  world: MatrixWorld,
  letIn: (name: string, persona: Persona) => boolean,
): Promise<Map<string, Row>> {
  const tries = Object.entries(mutationArguments(world)).flatMap(([name, given]) =>
    PERSONA_NAMES.map((persona) => ({ name, given, persona })),
  );
  const last = tries.filter(({ name, persona }) => letIn(name, persona));
  const first = tries.filter((each) => !last.includes(each));
  const seen = new Map<string, Partial<Record<Persona, Outcome>>>();
  for (const { name, given, persona } of [...first, ...last]) {
    const { errors } = await askPatiently(world.graph, persona, `mutation { ${name}(${given}) { __typename } }`);
    const code = errors[0]?.extensions.code as string | undefined;
    if (code !== undefined && WRONGLY_TRIED.has(code)) throw new Error(`${name}: ${JSON.stringify(errors)}`);
    const isRefused = code !== undefined && (REFUSALS.has(code) || (code === 'NOT_FOUND' && !letIn(name, persona)));
    seen.set(name, { ...seen.get(name), [persona]: isRefused ? code : 'ok' });
  }
  return seen as Map<string, Row>;
}
