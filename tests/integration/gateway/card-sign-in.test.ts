import { request, type RequestOptions } from 'node:https';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readConfig, type Config } from '../../../gateway/config.js';
import { developmentSigningKey, personIndexKey } from '../../../gateway/development/keys.js';
import type { Identify } from '../../../gateway/identity/identify.js';
import { mintToken } from '../../../gateway/identity/development-provider.js';
import { setUpIdentity } from '../../../gateway/identity/set-up-identity.js';
import { personKey, type Actor } from '../../../schema/kernel/actor.js';
import { systemClock } from '../../../schema/kernel/clock.js';
import {
  byteSequence,
  escapedPem,
  makeAuthority,
  makeCard,
  makeCertificate,
  type CertificatePair,
  type CertificateWishes,
} from '../../testkit/card-maker.js';
import { startCardProxy, type CardProxy } from '../../testkit/card-proxy.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';
import { startTestGateway, type TestGateway } from '../../testkit/test-gateway.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

const TAX_CODE = 'RSSMRA80A01H501U';
const QUESTION = JSON.stringify({ query: '{ __typename }' });

interface Answer {
  status: number;
  body: { errors?: { extensions: { code: string; reason?: string } }[] };
}

describe('sign-in with a CNS through a proxy', () => {
  const authorities = { cards: makeAuthority('Cards'), house: makeAuthority('House') };
  /** Of the same names, but not the same. */
  const impostors = { cards: makeAuthority('Cards'), house: makeAuthority('House') };
  const server = makeCertificate({
    ...{ subject: { CN: 'gateway' }, purposes: ['serverAuth'], addresses: ['127.0.0.1'], issuer: authorities.house },
  });
  const proxyClient = makeCertificate({ subject: { CN: 'proxy-1' }, issuer: authorities.house });
  const otherClient = makeCertificate({ subject: { CN: 'batch-7' }, issuer: authorities.house });
  const card = makeCard(TAX_CODE, authorities.cards);
  const seen: Actor[] = [];
  const ignored: string[] = [];
  let folder: TemporaryFolder;
  let config: Config;
  let gateway: TestGateway;
  let proxy: CardProxy;
  let plain: TestGateway;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const file = path.join(folder.path, 'tls-key.pem');
    await writeFile(file, server.key);
    config = readConfig({
      env: {
        DATA_DIR: folder.path,
        TLS_CERT: server.certificate,
        TLS_KEY_FILE: file,
        TLS_CLIENT_CA: authorities.house.certificate,
        CNS_CA: authorities.cards.certificate.replaceAll('\n', '\\n'),
        CNS_PROXIES: 'proxy-1, proxy-2',
      },
    });
    const { identify: real } = await setUpIdentity(config, { onCertificateIgnored: (doubt) => ignored.push(doubt) });
    const identify: Identify = async (...call) => {
      const actor = await real(...call);
      seen.push(actor);
      return actor;
    };
    const { list, supergraphSdl } = testSubgraphs();
    gateway = await startTestGateway({ supergraphSdl, inProcess: list, identify, tls: config.tls });
    plain = await startTestGateway({ supergraphSdl, inProcess: list, identify });
    proxy = await startCardProxy({
      ...{ server, cardAuthority: authorities.cards.certificate, client: proxyClient },
      ...{ gatewayAuthority: authorities.house.certificate, gatewayUrl: gateway.url },
    });
  });
  beforeEach(() => {
    seen.length = ignored.length = 0;
  });
  afterAll(async () => {
    await proxy.close();
    await gateway.close();
    await plain.close();
    await folder.remove();
  });

  const ask = (url: string, client: CertificatePair | null, headers: Record<string, string> = {}): Promise<Answer> =>
    post(`${url}/graphql`, {
      ca: authorities.house.certificate,
      headers,
      ...(client && { cert: client.certificate, key: client.key }),
    });
  /** What a proxy that is trusted may say. */
  const said = (value: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(gateway.url, proxyClient, { 'client-cert': value, ...headers });
  const contact = async (): Promise<Actor> => ({
    kind: 'contact',
    personKey: personKey(await personIndexKey(config), TAX_CODE),
    method: 'CNS',
    level: 3,
  });

  it('R-11 makes the holder of the card a contact person, with method and level', async () => {
    const answers = [await ask(proxy.url, card), await ask(proxy.url, card)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(seen).toEqual([await contact(), await contact()]);
    expect(ignored).toEqual([]);
  });

  it('takes the certificate as RFC 9440 and as nginx write it', async () => {
    await said(byteSequence(card));
    await said(escapedPem(card));

    expect(seen).toEqual([await contact(), await contact()]);
  });

  it('leaves whoever comes to the proxy without a card, or with somebody else’s word, anonymous', async () => {
    const ownCard = makeCard(TAX_CODE, impostors.cards);
    const answers = [
      await ask(proxy.url, null),
      await ask(proxy.url, null, { 'client-cert': escapedPem(card) }),
      await ask(proxy.url, ownCard),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(seen).toEqual([{ kind: 'anonymous' }, { kind: 'anonymous' }, { kind: 'anonymous' }]);
  });

  it.each<[string, () => CertificatePair | null, string]>([
    ['comes without a certificate', () => null, 'no-mutual-tls'],
    ['made its certificate itself', () => makeCertificate({ subject: { CN: 'proxy-1' } }), 'no-mutual-tls'],
    [
      'has a certificate of a house of the same name',
      () => makeCertificate({ subject: { CN: 'proxy-1' }, issuer: impostors.house }),
      'no-mutual-tls',
    ],
    ['shows a card', () => card, 'no-mutual-tls'],
    ['is of the house, but no proxy', () => otherClient, 'unknown-proxy'],
  ])('believes nobody who %s: the header is ignored and counted', async (_who, client, doubt) => {
    const { status } = await ask(gateway.url, client(), { 'client-cert': escapedPem(card) });

    expect([status, seen, ignored]).toEqual([200, [{ kind: 'anonymous' }], [doubt]]);
  });

  it('believes nobody over plain HTTP', async () => {
    await plain.post('{ __typename }', { headers: { 'client-cert': escapedPem(card) } });

    expect([seen, ignored]).toEqual([[{ kind: 'anonymous' }], ['no-mutual-tls']]);
  });

  it.each<[string, Partial<CertificateWishes>]>([
    ['has expired', { until: '2021-01-01' }],
    ['is not valid yet', { from: '2098-01-01' }],
    ['is the one for signatures', { usage: { nonRepudiation: true } }],
    ['signs as well as it authenticates', { usage: { digitalSignature: true, nonRepudiation: true } }],
    ['does not say what its key is for', { usage: {} }],
    ['is a server’s', { purposes: ['serverAuth'] }],
    ['has no purpose', { purposes: [] }],
    ['does not follow the rules of the CNS', { policies: ['1.3.76.16.9.9'] }],
    ['has no policy', { policies: [] }],
    ['names no tax code', { subject: { CN: 'Mario Rossi' } }],
    ['names a tax code that is none', { subject: { CN: 'RSSMRA80A01H501A/6090010000000001.x' } }],
    [
      'names two persons',
      { subject: { CN: [`${TAX_CODE}/6090010000000001.x`, 'VRDNNA75T60G482I/6090010000000001.x'] } },
    ],
    [
      'names one person, and another by number',
      { subject: { CN: `${TAX_CODE}/6090010000000001.x`, SN: 'TINIT-VRDNNA75T60G482I' } },
    ],
  ])('R-11 signs nobody in whose certificate %s', async (_what, wishes) => {
    const answer = await said(escapedPem(makeCard(TAX_CODE, authorities.cards, wishes)));

    expect([answer.status, answer.body.errors?.[0]?.extensions.reason]).toEqual([401, 'certificate']);
    expect(seen).toEqual([]);
  });

  it('takes the tax code from the serial number where the name holds none', async () => {
    const subject = { CN: 'Mario Rossi', SN: `TINIT-${TAX_CODE}` };
    await said(escapedPem(makeCard(TAX_CODE, authorities.cards, { subject })));

    expect(seen).toEqual([await contact()]);
  });

  it.each<[string, () => string]>([
    ['of an authority with the same name', () => escapedPem(makeCard(TAX_CODE, impostors.cards))],
    ['of a card, which is no authority', () => escapedPem(makeCard(TAX_CODE, card))],
    ['that vouches for itself', () => escapedPem(makeCard(TAX_CODE, card, { issuer: null }))],
    ['that is none', () => 'hello'],
    ['that is broken', () => escapedPem(card).replace('MII', 'MIJ')],
    ['after another', () => escapedPem(card) + escapedPem(card)],
    ['with another in a second header', () => `${escapedPem(card)}, ${escapedPem(card)}`],
    ['without end', () => 'A'.repeat(9_000)],
  ])('R-11 signs nobody in with a certificate %s', async (_what, value) => {
    const answer = await said(value());

    expect([answer.status, answer.body.errors?.[0]?.extensions.reason]).toEqual([401, 'certificate']);
  });

  it('goes after a token: who sends one is who it says', async () => {
    const options = { signingKey: await developmentSigningKey(folder.path), clock: systemClock };
    const token = await mintToken('ops:alice', { ...options, audience: 'casellario-bridge' });
    await said(escapedPem(card), { authorization: `Bearer ${token}` });
    const refused = await said(escapedPem(card), { authorization: 'Bearer x.y.z' });

    expect(seen).toEqual([{ kind: 'operations', subject: 'alice' }]);
    expect(refused.status).toBe(401);
  });

  it.each(['cross-site', 'same-site'])('lets no %s page ask in the name of the card in the reader', async (site) => {
    const answer = await said(escapedPem(card), { 'sec-fetch-site': site });
    await said(escapedPem(card), { 'sec-fetch-site': 'same-origin' });

    expect([answer.status, answer.body.errors?.[0]?.extensions.reason]).toEqual([401, 'cross-site']);
    expect(seen).toEqual([await contact()]);
  });
});

describe('cards without their configuration', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      'authorities alone',
      { CNS_CA: makeCertificate({}).certificate },
      /CNS_CA: needs CNS_PROXIES, TLS_CLIENT_CA as well/,
    ],
    ['proxies alone', { CNS_PROXIES: 'proxy-1' }, /CNS_PROXIES: needs CNS_CA as well/],
    ['no certificates', { CNS_CA: 'x' }, /CNS_CA: must be certificates in PEM/],
    [
      'a key of another certificate',
      { TLS_CERT: makeCertificate({}).certificate, TLS_KEY: makeAuthority('another').key },
      /TLS_KEY: is not the key of the first certificate in TLS_CERT/,
    ],
  ])('end the start: %s', (_what, env, problem) => {
    expect(() => readConfig({ env })).toThrow(problem);
  });

  it('are ignored and counted', async () => {
    const folder = await temporaryFolder();
    const ignored: string[] = [];
    const { identify } = await setUpIdentity(readConfig({ env: { DATA_DIR: folder.path } }), {
      onCertificateIgnored: (doubt) => ignored.push(doubt),
    });
    const headers = { 'client-cert': ':AAAA:' };
    const call = { headers, socket: undefined as never };

    await expect(identify(undefined, call)).resolves.toEqual({ kind: 'anonymous' });
    expect(ignored).toEqual(['not-configured']);
    await folder.remove();
  });
});

function post(address: string, options: RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...options.headers };
    const asked = request(address, { ...options, method: 'POST', headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] }));
    });
    asked.on('error', reject);
    asked.end(QUESTION);
  });
}
