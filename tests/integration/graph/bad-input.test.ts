import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { ERROR_CODES } from '../../../schema/error-codes.js';
import { contactOf, operatorOf, OPERATIONS, WORLD_TIMEOUT_MS } from '../../testkit/agreements-world.js';
import { wholeGraph, type GraphResponse, type Placement, type WholeGraph } from '../../testkit/whole-graph.js';

/** Somebody's data in the wrong place: no error, and no log, may say them again. */
const TAX_CODE = 'RSSMRA80A01H501U';
/** The same with another check character. */
const WRONG_TAX_CODE = 'RSSMRA80A01H501X';
const ROMA = contactOf('c_h501');
const OPERATOR = operatorOf('PROC-H501');
const LONG = 'x'.repeat(10_240);
const LONE_SURROGATE = 'a\ud800b';

interface BadInput {
  what: string;
  actor?: Actor;
  query: string;
  variables?: Record<string, unknown>;
  code: string;
  rule?: string;
  /** Paths of all that is wrong, the error's own first. */
  fields: string[];
  /** Code of the first violation. */
  problem?: string;
}

const REQUEST = 'mutation ($input: RequestCertificatesInput!) { requestCertificates(input: $input) { id } }';
const GOOD_REQUEST = {
  clientRequestId: 'bad input',
  ipaCode: 'c_h501',
  kind: 'CASELLARIO_GENERAL',
  purposeCode: 'FIN-001',
  protocolNumber: '1/2026',
  protocolDate: '2026-02-09',
  subjects: [{ surname: 'ROSSI' }],
};
type Rest = Omit<BadInput, 'what' | 'query'>;
const request = (what: string, change: Record<string, unknown>, rest: Rest): BadInput => {
  return { what, actor: ROMA, query: REQUEST, variables: { input: { ...GOOD_REQUEST, ...change } }, ...rest };
};

const FEE = 'query ($input: FeeQuoteInput!) { feeQuote(input: $input) { totalCents } }';
const fee = (what: string, input: object, rest: Rest): BadInput => ({
  what,
  query: FEE,
  variables: { input },
  ...rest,
});

const OFFICE = 'query ($input: CompetenceInput!) { competentOffice(input: $input) { covers refusal { code rule } } }';
const office = (what: string, input: object, rest: Rest): BadInput => {
  const variables = { input: { birthDate: '1980-01-01', residence: 'H501', ...input } };
  return { what, query: OFFICE, variables, ...rest };
};

const CHANGE = 'mutation ($input: TransitionChangeInput!) { changeTransition(input: $input) { status } }';
const change = (what: string, input: object, rest: Rest): BadInput => {
  const variables = { input: { to: 'DRAINING', reason: 'trial', expectedVersion: 0, ...input } };
  return { what, actor: OPERATIONS, query: CHANGE, variables, ...rest };
};

const BODY = 'mutation ($input: RecordPublicBodyInput!) { recordPublicBody(input: $input) { ipaCode } }';
const body = (what: string, input: object, rest: Rest): BadInput => {
  const good = { ipaCode: 'c_l719', name: 'Velletri', type: 'PA', taxCode: '01493120586', pec: 'x@pec.example.it' };
  return { what, actor: OPERATOR, query: BODY, variables: { input: { ...good, ...input } }, ...rest };
};

const DRAFT = 'mutation ($input: DraftDirectAgreementInput!) { draftDirectAgreement(input: $input) { id } }';
const GOOD_CONTACT = { givenName: 'Mario', surname: 'Rossi', taxCode: TAX_CODE, email: 'x@example.it' };
const draft = (what: string, input: object, rest: Rest): BadInput => {
  const good = { ipaCode: 'c_h501', purposeCodes: ['FIN-001'], kinds: ['SELECTIVE'] };
  const contacts = { bodyContacts: [GOOD_CONTACT], officeContacts: [GOOD_CONTACT] };
  return { what, actor: OPERATOR, query: DRAFT, variables: { input: { ...good, ...contacts, ...input } }, ...rest };
};

const BAD = 'BAD_USER_INPUT';

const REQUESTS: BadInput[] = [
  request('R-30 no subjects', { subjects: [] }, { code: BAD, rule: 'R-30', fields: ['input.subjects'] }),
  request(
    'R-30 1,001 subjects',
    { subjects: Array.from({ length: 1_001 }, () => ({})) },
    { code: BAD, rule: 'R-30', fields: ['input.subjects'], problem: 'OUT_OF_RANGE' },
  ),
  request(
    'R-30 a protocol date in the future',
    { protocolDate: '2026-06-06' },
    { code: BAD, rule: 'R-30', fields: ['input.protocolDate'], problem: 'IN_THE_FUTURE' },
  ),
  request(
    'a day that no calendar has',
    { protocolDate: '2026-02-30' },
    { code: BAD, fields: ['input.protocolDate'], problem: 'NOT_IN_CALENDAR' },
  ),
  request(
    'a day in another spelling',
    { protocolDate: '2026-2-3' },
    { code: BAD, fields: ['input.protocolDate'], problem: 'WRONG_FORMAT' },
  ),
  request(
    'the year 0',
    { protocolDate: '0000-01-01' },
    { code: BAD, fields: ['input.protocolDate'], problem: 'OUT_OF_RANGE' },
  ),
  request(
    'R-30 German outside Bolzano',
    { german: true },
    { code: 'LANGUAGE_NOT_AVAILABLE', rule: 'R-30', fields: ['input.german'] },
  ),
  request(
    'R-06 a purpose that the library does not have',
    { purposeCode: 'FIN-999' },
    { code: 'AUT-002', rule: 'R-06', fields: ['input.purposeCode'] },
  ),
  request('an office that there is not', { officeCode: 'PROC-Z999' }, { code: BAD, fields: ['input.officeCode'] }),
  request(
    'an office that cannot be one',
    { officeCode: 'Roma' },
    { code: BAD, fields: ['input.officeCode'], problem: 'WRONG_FORMAT' },
  ),
  request(
    'a body that cannot be one',
    { ipaCode: 'no body' },
    { code: BAD, fields: ['input.ipaCode'], problem: 'WRONG_FORMAT' },
  ),
  request('R-61 another body', { ipaCode: 'c_g482' }, { code: 'FORBIDDEN', fields: [] }),
  request(
    'empty texts, all told at once',
    { clientRequestId: '', protocolNumber: ' ', ipaCode: '' },
    {
      code: BAD,
      rule: 'R-32',
      fields: ['input.clientRequestId', 'input.ipaCode', 'input.protocolNumber'],
      problem: 'REQUIRED',
    },
  ),
  request(
    'texts of 10 kB',
    { protocolNumber: LONG, unitCode: LONG },
    { code: BAD, fields: ['input.protocolNumber', 'input.unitCode'], problem: 'TOO_LONG' },
  ),
  request(
    'a NUL',
    { protocolNumber: '1\u0000' },
    { code: BAD, fields: ['input.protocolNumber'], problem: 'CONTROL_CHARACTER' },
  ),
  request(
    'other control characters',
    { unitCode: 'a\u001b[31m', clientRequestId: 'a\u0007' },
    { code: BAD, fields: ['input.clientRequestId', 'input.unitCode'], problem: 'CONTROL_CHARACTER' },
  ),
  request(
    'half a character',
    { unitCode: LONE_SURROGATE },
    { code: BAD, fields: ['input.unitCode'], problem: 'BROKEN_CHARACTER' },
  ),
  request(
    'a tax code where a day belongs',
    { protocolDate: TAX_CODE },
    { code: BAD, fields: ['input.protocolDate'], problem: 'WRONG_FORMAT' },
  ),
  request('a tax code as the kind', { kind: TAX_CODE }, { code: BAD, fields: ['input.kind'], problem: 'WRONG_TYPE' }),
  request(
    'a subject that is no object of subjects',
    { subjects: [{ surname: 'ROSSI' }, { taxCode: [TAX_CODE, TAX_CODE] }] },
    { code: BAD, fields: ['input.subjects[1].taxCode'], problem: 'WRONG_TYPE' },
  ),
  request(
    'a tax code as the name of a field',
    { subjects: [{ [TAX_CODE]: 'x' }] },
    { code: BAD, fields: ['input.subjects[0]'], problem: 'UNKNOWN_FIELD' },
  ),
  request(
    'a field left out',
    { protocolNumber: undefined },
    { code: BAD, fields: ['input.protocolNumber'], problem: 'REQUIRED' },
  ),
];

const COUNTER: BadInput[] = [
  fee(
    'R-41 an exemption without evidence',
    { exemption: 'LEGAL_AID' },
    { code: 'EXEMPTION_EVIDENCE_REQUIRED', rule: 'R-41', fields: ['input.evidence'] },
  ),
  fee(
    'R-41 an exemption with blank evidence',
    { exemption: 'LEGAL_AID', evidence: '   ' },
    { code: 'EXEMPTION_EVIDENCE_REQUIRED', rule: 'R-41', fields: ['input.evidence'] },
  ),
  fee(
    'R-41 evidence without a ground',
    { evidence: 'R.G. 1/2026' },
    { code: 'EXEMPTION_PURPOSE_REQUIRED', rule: 'R-41', fields: ['input.exemption'] },
  ),
  fee('R-41 no pages', { pages: 0 }, { code: BAD, rule: 'R-41', fields: ['input.pages'] }),
  fee('pages that are no number', { pages: TAX_CODE }, { code: BAD, fields: ['input.pages'], problem: 'WRONG_TYPE' }),
  fee(
    'R-41 a day before the amounts are known',
    { appliedOn: '1999-01-01' },
    { code: 'FEES_UNKNOWN', rule: 'R-41', fields: ['input.appliedOn'] },
  ),
  fee(
    'evidence of 10 kB',
    { exemption: 'LEGAL_AID', evidence: LONG },
    { code: BAD, fields: ['input.evidence'], problem: 'TOO_LONG' },
  ),
  office(
    'R-40 a residence that no Belfiore code stands for',
    { residence: 'A000' },
    { code: BAD, rule: 'R-40', fields: ['input.residence'] },
  ),
  office(
    'R-44 a place of birth that no Belfiore code stands for',
    { birthPlace: 'Q999' },
    { code: BAD, rule: 'R-44', fields: ['input.birthPlace'] },
  ),
  office(
    'R-44 a birth date in the future',
    { birthDate: '2027-01-01' },
    { code: BAD, rule: 'R-44', fields: ['input.birthDate'] },
  ),
  office(
    'a birth date that no calendar has',
    { birthDate: '1981-02-29' },
    { code: BAD, fields: ['input.birthDate'], problem: 'NOT_IN_CALENDAR' },
  ),
  office('R-40 an office that there is not', { officeCode: 'PROC-A000' }, { code: BAD, fields: ['input.officeCode'] }),
  {
    what: 'R-42 a birth date in the future, for the checklist',
    query: 'query ($input: ChecklistInput!) { applicationChecklist(input: $input) { basis } }',
    variables: { input: { birthDate: '2030-01-01' } },
    code: BAD,
    rule: 'R-42',
    fields: ['input.birthDate'],
  },
];

const ALICE_ONLY =
  'mutation ($ipaCode: ID!, $reason: String!) { pinToMassivo(ipaCode: $ipaCode, pinned: true, reason: $reason) { ipaCode } }';
const LIST =
  'query ($first: Int, $after: String) { transparencyRegister(first: $first, after: $after) { totalCount } }';
const list = (what: string, variables: Record<string, unknown>, rest: Rest): BadInput => ({
  what,
  query: LIST,
  variables,
  ...rest,
});

const OTHERS: BadInput[] = [
  change('R-22 a change without a reason', { reason: ' ' }, { code: BAD, rule: 'R-22', fields: ['input.reason'] }),
  change('a reason of 10 kB', { reason: LONG }, { code: BAD, fields: ['input.reason'], problem: 'TOO_LONG' }),
  change(
    'a reason with a NUL',
    { reason: 'a\u0000b' },
    { code: BAD, fields: ['input.reason'], problem: 'CONTROL_CHARACTER' },
  ),
  change('an office that cannot be one', { officeCode: TAX_CODE }, { code: 'NOT_FOUND', fields: ['input.officeCode'] }),
  change(
    'a time without an offset',
    { at: '2026-06-06T10:00:00' },
    { code: BAD, fields: ['input.at'], problem: 'WRONG_FORMAT' },
  ),
  change(
    'a version that is no number',
    { expectedVersion: TAX_CODE },
    { code: BAD, fields: ['input.expectedVersion'], problem: 'WRONG_TYPE' },
  ),
  {
    what: 'R-17 a limit out of its bounds',
    actor: OPERATIONS,
    query:
      'mutation ($limits: MassivoLimitsInput!) { setMassivoLimits(officeCode: "PROC-H501", limits: $limits) { code } }',
    variables: { limits: { maximumRows: 0 } },
    code: BAD,
    rule: 'R-17',
    fields: ['limits.maximumRows'],
  },
  {
    what: 'R-22 a pin without a reason',
    actor: OPERATIONS,
    query: ALICE_ONLY,
    variables: { ipaCode: 'c_h501', reason: '' },
    code: BAD,
    rule: 'R-22',
    fields: ['reason'],
  },
  list('a page of none', { first: 0 }, { code: BAD, fields: ['first'], problem: 'OUT_OF_RANGE' }),
  list('a page of less than none', { first: -1 }, { code: BAD, fields: ['first'], problem: 'OUT_OF_RANGE' }),
  list('a page of 101', { first: 101 }, { code: BAD, fields: ['first'], problem: 'OUT_OF_RANGE' }),
  list('a page of very many', { first: 1e300 }, { code: BAD, fields: ['first'], problem: 'WRONG_TYPE' }),
  list('a cursor that is none', { after: TAX_CODE }, { code: BAD, fields: ['after'], problem: 'NOT_A_CURSOR' }),
  list('a cursor that is SQL', { after: "x' OR '1'='1" }, { code: BAD, fields: ['after'], problem: 'NOT_A_CURSOR' }),
  list('a cursor of 10 kB', { after: LONG }, { code: BAD, fields: ['after'], problem: 'TOO_LONG' }),
  {
    what: 'a filter with a NUL',
    actor: ROMA,
    query:
      'query ($filter: CertificateRequestFilter) { certificateRequests(ipaCode: "c_h501", filter: $filter) { totalCount } }',
    variables: { filter: { clientRequestId: 'a\u0000' } },
    code: BAD,
    fields: ['filter.clientRequestId'],
    problem: 'CONTROL_CHARACTER',
  },
  {
    what: 'half a character in an identifier',
    actor: ROMA,
    query: 'query ($id: ID!) { certificateRequest(id: $id) { id } }',
    variables: { id: LONE_SURROGATE },
    code: BAD,
    fields: ['id'],
    problem: 'BROKEN_CHARACTER',
  },
  {
    what: 'a tax code in the text of the query',
    query: `{ competentOffice(input: { birthDate: "${TAX_CODE}" }) { covers } }`,
    code: BAD,
    fields: ['input.birthDate'],
    problem: 'WRONG_FORMAT',
  },
];

const CODES: BadInput[] = [
  body(
    'R-07 codes of a body that are none, all told at once',
    { ipaCode: 'c h501', taxCode: '01493120587' },
    { code: BAD, rule: 'R-07', fields: ['input.ipaCode', 'input.taxCode'], problem: 'WRONG_FORMAT' },
  ),
  body(
    'R-07 the tax code of a person for a body',
    { taxCode: TAX_CODE },
    { code: BAD, rule: 'R-07', fields: ['input.taxCode'], problem: 'WRONG_LENGTH' },
  ),
  body(
    'R-07 a tax code of a body that is a number',
    { taxCode: 1_493_120_586 },
    { code: BAD, rule: 'R-07', fields: ['input.taxCode'], problem: 'NOT_A_TEXT' },
  ),
  {
    ...body('R-07 a check digit in the text of the operation', {}, { code: BAD, fields: ['input.taxCode'] }),
    query: `mutation { recordPublicBody(input: { ipaCode: "c_l719", name: "x", type: PA, taxCode: "01493120587",
      pec: "x@pec.example.it" }) { ipaCode } }`,
    variables: {},
    rule: 'R-07',
    problem: 'WRONG_CHECK_DIGIT',
  },
  draft(
    'R-07 a body of an agreement that cannot be one',
    { ipaCode: 'c/h501' },
    { code: BAD, rule: 'R-07', fields: ['input.ipaCode'], problem: 'WRONG_FORMAT' },
  ),
  draft(
    'R-07 tax codes of contact persons, all told at once',
    {
      bodyContacts: [GOOD_CONTACT, { ...GOOD_CONTACT, taxCode: WRONG_TAX_CODE }],
      officeContacts: [{ ...GOOD_CONTACT, taxCode: `${TAX_CODE} ` }],
    },
    {
      code: BAD,
      rule: 'R-07',
      fields: ['input.bodyContacts[1].taxCode', 'input.officeContacts[0].taxCode'],
      problem: 'WRONG_CHECK_CHARACTER',
    },
  ),
  draft(
    'R-07 a company as a contact person',
    { bodyContacts: [{ ...GOOD_CONTACT, taxCode: '01493120587' }] },
    { code: 'DELEGATION_REFUSED', rule: 'R-07', fields: ['input.bodyContacts[0].taxCode'] },
  ),
  {
    ...draft('R-07 a contact person in the text of the operation', {}, { code: BAD, fields: [] }),
    query: `mutation { draftDirectAgreement(input: { ipaCode: "c_h501", purposeCodes: ["FIN-001"], kinds: [SELECTIVE],
      bodyContacts: [{ givenName: "Mario", surname: "Rossi", taxCode: "${WRONG_TAX_CODE}", email: "x@example.it" }],
      officeContacts: [] }) { id } }`,
    variables: {},
    rule: 'R-07',
    fields: ['input.bodyContacts[0].taxCode'],
    problem: 'WRONG_CHECK_CHARACTER',
  },
  {
    what: 'a filter by a body that cannot be one',
    actor: OPERATIONS,
    query: 'query ($filter: MassivoBatchFilter) { massivoBatches(filter: $filter) { totalCount } }',
    variables: { filter: { ipaCode: `${TAX_CODE}/${TAX_CODE}` } },
    code: BAD,
    fields: ['filter.ipaCode'],
    problem: 'TOO_LONG',
  },
  {
    what: 'alerts of a body that cannot be one',
    actor: OPERATIONS,
    query: 'query ($body: IpaCode) { agreementAlerts(ipaCode: $body) { totalCount } }',
    variables: { body: 'c h501' },
    code: BAD,
    fields: ['ipaCode'],
    problem: 'WRONG_FORMAT',
  },
  {
    what: 'alerts of a body that cannot be one, in the text of the query',
    actor: OPERATIONS,
    query: '{ agreementAlerts(ipaCode: "c h501") { totalCount } }',
    code: BAD,
    fields: ['ipaCode'],
    problem: 'WRONG_FORMAT',
  },
];

const ALL = [...REQUESTS, ...COUNTER, ...CODES, ...OTHERS];

describe('bad input to the graph', () => {
  let graph: WholeGraph;
  beforeAll(async () => {
    graph = await wholeGraph();
  }, WORLD_TIMEOUT_MS);
  afterAll(() => graph?.close());

  const written = async (): Promise<unknown> => {
    const tables = await graph.database.rows<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
        WHERE table_schema IN ('agreements', 'certificates', 'legacy') AND table_type = 'BASE TABLE' ORDER BY 1`,
    );
    const counts = tables.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows FROM ${name}`);
    return graph.database.rows(counts.join(' UNION ALL '));
  };

  describe.each<Placement>(['in-process', 'over HTTP'])('of subgraphs %s', (placement) => {
    it.each(ALL.map((each) => [each.what, each] as const))('%s', async (_what, bad) => {
      const before = await written();
      const { actor = ANONYMOUS, query, variables = {} } = bad;
      const answer = await graph.as(actor, query, { variables, placement });
      expectTold(answer, bad);
      expect(await written()).toEqual(before);
    });
  });

  it('R-40 a 17-year-old at an ordinary office is told so, with the rule and both sentences', async () => {
    const query = `{ competentOffice(input: { officeCode: "PROC-H501", birthDate: "2008-12-31" }) {
      juvenileCourt refusal { code rule message messageIt remedy remedyIt field } } }`;
    const { data, errors } = await graph.as(ANONYMOUS, query);
    expect(errors).toEqual([]);
    expect(data?.competentOffice).toMatchObject({
      juvenileCourt: true,
      refusal: { code: 'JUVENILE_OFFICE_COMPETENT', rule: 'R-40', field: expect.stringMatching(/^input\./) },
    });
    const { refusal } = data?.competentOffice as { refusal: Record<string, string> };
    for (const sentence of ['message', 'messageIt', 'remedy', 'remedyIt']) expect(refusal[sentence]).not.toBe('');
  });

  it('R-31 whatever is wrong with a subject is its row’s rejection, and the good ones go on', async () => {
    const subjects = [
      { taxCode: 'RSSMRA80A01H501X', surname: 'ROSSI', name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'H501' },
      { taxCode: TAX_CODE, surname: 'ROSSI', name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'A000' },
      { taxCode: TAX_CODE, surname: 'ROSSI', name: 'MARIO', birthDate: '1980-02-30', birthPlace: 'H501' },
      { taxCode: TAX_CODE, surname: `${LONG}`, name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'H501' },
      { taxCode: TAX_CODE, surname: 'RO\u0000SSI', name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'H501' },
      { taxCode: TAX_CODE, surname: LONE_SURROGATE, name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'H501' },
      {},
      { taxCode: TAX_CODE, surname: 'ROSSI', name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'H501' },
    ];
    const variables = { input: { ...GOOD_REQUEST, clientRequestId: 'rows', subjects } };
    const query = `mutation ($input: RequestCertificatesInput!) { requestCertificates(input: $input) {
      items { nodes { row status rejection { code field message messageIt } } } } }`;
    const { data, errors } = await graph.as(ROMA, query, { variables });
    expect(errors).toEqual([]);
    const { items } = data?.requestCertificates as { items: { nodes: { rejection: { code: string } | null }[] } };
    expect(items.nodes.map(({ rejection }) => rejection?.code ?? null)).toEqual([
      ...['NOM-002', 'NOM-004', 'NOM-001', 'NOM-001', 'NOM-001', 'NOM-001', 'NOM-001'],
      null,
    ]);
  });

  it('R-60 none of it is in the gateway’s log', () => expect(graph.log()).not.toContain(TAX_CODE));
});

function expectTold({ errors, text }: GraphResponse, { code, rule, fields, problem }: BadInput): void {
  const [first] = errors;
  if (!first) throw new Error('it was not refused');
  const { extensions, message } = first;
  expect([extensions.code, extensions.field]).toEqual([code, fields[0]]);
  if (rule !== undefined) expect(extensions.rule).toBe(rule);
  expect(ERROR_CODES).toHaveProperty([code]);
  for (const sentence of ['message', 'messageIt', 'remedy', 'remedyIt', 'rule', 'correlationId']) {
    expect(extensions[sentence]).toEqual(expect.stringMatching(/\S/));
  }
  expect(message).toBe(extensions.message);
  const violations = errors.flatMap((error) => (error.extensions.violations ?? []) as Record<string, string>[]);
  expect(violations.map(({ field }) => field)).toEqual(fields);
  if (problem !== undefined) expect(violations[0]?.code).toBe(problem);
  for (const each of violations) {
    expect(each).toMatchObject({
      rule: expect.any(String),
      message: expect.any(String),
      messageIt: expect.any(String),
    });
  }
  for (const value of [TAX_CODE, WRONG_TAX_CODE]) expect(text).not.toContain(value);
  expect(text.length).toBeLessThan(5_000);
}
