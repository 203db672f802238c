import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { manifestOf } from '../../gateway/protection/operations/operation-manifest.js';
import { addDays, systemClock, today } from '../../schema/kernel/clock.js';
import { SUBGRAPH_NAMES } from '../../schema/kernel/subgraph.js';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { httpsIssuers, type HttpsIssuers } from '../testkit/https-issuers.js';
import { eventually } from '../testkit/product.js';
import { signingP12 } from '../testkit/signing-p12.js';
import { startProcess, type StartedProcess } from '../testkit/started-process.js';
import { subjects } from '../testkit/story.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';

const OFFICE = 'PROC-H501';
const IPA_CODE = 'asl_rm99';
const TAX_CODE = 'BNCLCU85M41H501Q';
const ROWS = 5;

/** The operations of a registered client: in production nothing else is served. */
const OPERATIONS = {
  Record: 'mutation Record($input: RecordPublicBodyInput!) { recordPublicBody(input: $input) { ipaCode } }',
  Draft: 'mutation Draft($input: DraftDirectAgreementInput!) { draftDirectAgreement(input: $input) { id status } }',
  Sign: 'mutation Sign($id: ID!, $on: Date!) { signDirectAgreement(id: $id, signedOn: $on) { id status } }',
  Register:
    'mutation Register($id: ID!) { registerDirectAgreement(id: $id, sicReference: "SIC-1", adsReference: "ADS-1") { id status } }',
  Activate: 'mutation Activate($id: ID!) { activateDirectAgreement(id: $id) { id status } }',
  Ask: 'mutation Ask($input: RequestCertificatesInput!) { requestCertificates(input: $input) { id channel } }',
  Request: `query Request($id: ID!) {
    certificateRequest(id: $id) {
      publicBody { name directAgreements { nodes { status } } }
      counts { total open issued underReview }
      items(first: 10, status: ISSUED) { nodes { certificate { number pdfUrl } } }
    }
  }`,
  Progress: 'query Progress { migrationProgress { bodiesTotal newBodies } }',
} as const;
type Operation = keyof typeof OPERATIONS;

const pem = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Real processes, NODE_ENV=production, and nothing that was made up for development. */
describe('the product as it runs in production', () => {
  let folder: TemporaryFolder;
  let database: TestDatabase;
  let issuers: HttpsIssuers;
  let env: Record<string, string>;
  let product: StartedProcess;
  let url: string;
  let requestId: string;
  const log = (): string => path.join(folder.path, 'product.log');

  beforeAll(async () => {
    folder = await temporaryFolder();
    [database, issuers] = await Promise.all([createTestDatabase(), httpsIssuers(folder.path)]);
    const file = (name: string): string => path.join(folder.path, name);
    await mkdir(file('drop'));
    const operations = Object.entries(OPERATIONS).map(([name, text]) => ({ name, text }));
    await Promise.all([
      writeFile(file('manifest.json'), JSON.stringify(manifestOf(operations))),
      writeFile(file('statement.pem'), pem()),
    ]);
    const day = today(systemClock);
    env = {
      ...issuers.env,
      ...{ PORT: '0', LOG_LEVEL: 'trace', DATA_DIR: file('heads'), MASSIVO_DROP: file('drop') },
      ...{ DATABASE_URL: database.appUrl, OPERATION_MANIFESTS: file('manifest.json') },
      ...{ ACTOR_SECRET: randomBytes(32).toString('base64'), PERSON_INDEX_KEY: randomBytes(32).toString('base64') },
      PERSONAL_DATA_KEYS: `1:${randomBytes(32).toString('base64')}`,
      ...{ STATEMENT_KEY_FILE: file('statement.pem'), TRANSITION_LOG_KEY: pem() },
      ...{ SIGNING_P12: signingP12({ password: 'segreta' }).toString('base64'), SIGNING_P12_PASSWORD: 'segreta' },
      ...{ TRANSITION_OPENS_ON: addDays(day, -30), TRANSITION_LAST_DAY: addDays(day, 150) },
      // A machine that is busy with other tests is no reason to give a request up.
      ...{ GATEWAY_REQUEST_TIMEOUT_MS: '120000', SUBGRAPH_TIMEOUT_MS: '100000' },
    };
    ({ product, url } = await start({}));
  });
  afterAll(async () => {
    await product?.stop();
    await issuers?.close();
    await database?.drop();
    await folder?.remove();
  });

  async function start(more: Record<string, string>): Promise<{ product: StartedProcess; url: string }> {
    const started = await startProcess({ args: ['dist/gateway/main.js'], env: { ...env, ...more }, log: log() });
    expect(started.readyLine).toMatch(/^ready at http:\/\/127\.0\.0\.1:\d+$/);
    return { product: started, url: started.readyLine.split(' ').at(-1) ?? '' };
  }

  const tokenOf = {
    operator: () => issuers.token('SIC', { sub: 'operator-1', roles: ['operator'], office: OFFICE }),
    contact: () =>
      issuers.token('EID', {
        sub: 'contact-1',
        'https://attributes.eid.gov.it/fiscal_number': `TINIT-${TAX_CODE}`,
        acr: 'https://www.spid.gov.it/SpidL2',
        amr: ['spid'],
      }),
    dashboard: () => issuers.token('DASHBOARDS', { sub: 'dashboard-1', scope: 'progress:read' }),
  };

  async function post(who: keyof typeof tokenOf | null, body: object): Promise<Response> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (who !== null) headers.authorization = `Bearer ${await tokenOf[who]()}`;
    return fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  }
  async function ask<T>(who: keyof typeof tokenOf, operation: Operation, variables: object = {}): Promise<T> {
    const answer = (await (await post(who, { query: OPERATIONS[operation], variables })).json()) as {
      data: T;
      errors?: unknown;
    };
    expect(answer.errors).toBeUndefined();
    return answer.data;
  }

  interface Request {
    certificateRequest: {
      publicBody: { name: string; directAgreements: { nodes: { status: string }[] } };
      counts: { total: number; open: number; issued: number; underReview: number };
      items: { nodes: { certificate: { number: string; pdfUrl: string } }[] };
    };
  }
  const ended = (): Promise<Request> =>
    eventually(
      () => ask<Request>('contact', 'Request', { id: requestId }),
      ({ certificateRequest: { counts } }) => counts.open === 0,
    );

  it('a body is recorded, makes its agreement, and gets its certificates', async () => {
    const day = today(systemClock);
    const name = 'ASL Roma 99';
    const pec = 'protocollo@pec.aslroma99.example.it';
    await ask('operator', 'Record', {
      input: { ipaCode: IPA_CODE, taxCode: '12345678903', name, type: 'PA', pec, massivoUser: false },
    });
    const { draftDirectAgreement: draft } = await ask<{ draftDirectAgreement: { id: string } }>('operator', 'Draft', {
      input: {
        ...{ ipaCode: IPA_CODE, purposeCodes: ['FIN-001'], kinds: ['CASELLARIO_GENERAL'] },
        bodyContacts: [{ givenName: 'Lucia', surname: 'Bianchi', taxCode: TAX_CODE, email: 'l.bianchi@example.it' }],
        officeContacts: [
          { givenName: 'Alessandra', surname: 'Verdi', taxCode: 'VRDLSN70A01H501E', email: 'a.verdi@example.it' },
        ],
      },
    });
    await ask('operator', 'Sign', { id: draft.id, on: day });
    await ask('operator', 'Register', { id: draft.id });
    expect(await ask('operator', 'Activate', { id: draft.id })).toEqual({
      activateDirectAgreement: { id: draft.id, status: 'ACTIVE' },
    });
    const { requestCertificates: sent } = await ask<{ requestCertificates: { id: string; channel: string } }>(
      'contact',
      'Ask',
      {
        input: {
          ...{ clientRequestId: 'production-1', ipaCode: IPA_CODE, kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
          ...{ protocolNumber: '1/2026', protocolDate: day, subjects: subjects({ seed: 7, rows: ROWS }) },
        },
      },
    );
    expect(sent.channel).toBe('DIRECT_AGREEMENT');
    requestId = sent.id;
    const { certificateRequest } = await ended();
    expect(certificateRequest.counts.issued + certificateRequest.counts.underReview).toBe(ROWS);
    const [first] = certificateRequest.items.nodes;
    const pdf = await fetch(url + (first?.certificate.pdfUrl ?? ''), {
      headers: { authorization: `Bearer ${await tokenOf.contact()}` },
    });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(await ask('dashboard', 'Progress')).toEqual({ migrationProgress: { bodiesTotal: 0, newBodies: 1 } });
  });

  it('serves its list of operations alone, and nothing that is there for development', async () => {
    const refused = await post('operator', { query: '{ __schema { queryType { name } } }' });
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }] });
    const nobody = await post(null, { query: OPERATIONS.Request, variables: { id: requestId } });
    expect(JSON.stringify(await nobody.json())).not.toContain('ASL Roma 99');
    for (const route of ['/graphiql', '/graphiql/page.js', '/oidc/.well-known/openid-configuration']) {
      expect([route, (await fetch(url + route)).status]).toEqual([route, 404]);
    }
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    // Keys of its own making would be there.
    expect(await readdir(path.join(folder.path, 'heads'))).not.toContain('keys');
  });

  it('the same history with the subgraphs in processes of their own', async () => {
    const before = await ended();
    await product.stop();
    const children = await Promise.all(
      SUBGRAPH_NAMES.map((name) => startProcess({ args: ['dist/subgraphs/main.js', name], env, log: log() })),
    );
    try {
      const urls = SUBGRAPH_NAMES.map((name, place) => [
        `SUBGRAPH_${name.toUpperCase()}_URL`,
        children[place]?.readyLine.split(' ').at(-1) ?? '',
      ]);
      ({ product, url } = await start(Object.fromEntries(urls) as Record<string, string>));
      expect(await ended()).toEqual(before);
      await product.stop();
    } finally {
      for (const child of children) await child.stop();
    }
  });

  it('R-60 its log at its most talkative knows no name and no tax code', async () => {
    const said = await readFile(log(), 'utf8');
    expect(said).toContain('"operation":"Ask"');
    for (const personal of [TAX_CODE, 'Bianchi', ...subjects({ seed: 7, rows: ROWS }).map(({ taxCode }) => taxCode)]) {
      expect(said).not.toContain(String(personal));
    }
  });
});
