import { readFile, writeFile } from 'node:fs/promises';
import { gql } from 'graphql-request';
import { canary, hitsBelow, hitsIn, needlesOf, STEMS, type Canary } from '../testkit/canaries.js';
import { runCli } from '../testkit/cli.js';
import { PESCARA_FILE, resealed } from '../testkit/massivo-files.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';

const ASK = gql`
  mutation Ask($input: RequestCertificatesInput!) {
    requestCertificates(input: $input) {
      id
      channel
      items(first: 10) {
        nodes {
          id
        }
      }
    }
  }
`;
const REQUEST = gql`
  query Request($id: ID!) {
    certificateRequest(id: $id) {
      counts {
        open
        underReview
        issued
        rejected
      }
      items(first: 5, status: ISSUED) {
        nodes {
          subject {
            surname
            taxCode
          }
          certificate {
            number
            pdfUrl
            outcome
          }
        }
      }
    }
  }
`;
const REVIEWS = gql`
  query Reviews($officeCode: ID!) {
    reviewItems(officeCode: $officeCode, first: 10) {
      nodes {
        id
        subject {
          surname
        }
      }
    }
  }
`;
const SETTLE = gql`
  mutation Settle($id: ID!, $note: String!) {
    settleReview(itemId: $id, outcome: NIL, note: $note) {
      status
    }
  }
`;
const REVOKE = gql`
  mutation Revoke($number: ID!, $reason: String!) {
    revokeCertificate(number: $number, reason: $reason) {
      number
    }
  }
`;
const TAKE_UP = gql`
  mutation TakeUp($id: ID!) {
    takeUpCounterRequest(itemId: $id) {
      status
    }
  }
`;
const REJECT = gql`
  mutation Reject($id: ID!, $reason: String!) {
    rejectCounterRequest(itemId: $id, reason: $reason) {
      status
    }
  }
`;
const DRAFT = gql`
  mutation Draft($input: DraftDirectAgreementInput!) {
    draftDirectAgreement(input: $input) {
      id
      contacts {
        surname
      }
    }
  }
`;
const BODIES = gql`
  query Console {
    certificateRequests(ipaCode: "c_h501", first: 5) {
      nodes {
        id
        items(first: 3) {
          nodes {
            row
            subject {
              surname
            }
            rejection {
              message
            }
          }
        }
      }
    }
    transition {
      state
    }
    migrationProgress {
      daysLeft
    }
  }
`;

interface Counts {
  open: number;
  underReview: number;
  issued: number;
  rejected: number;
}
interface Request {
  certificateRequest: {
    counts: Counts;
    items: { nodes: { subject: { surname: string }; certificate: { number: string; pdfUrl: string } }[] };
  };
}

const ROMA = 'contact:c_h501';
const ROMA_OPERATOR = 'operator:PROC-H501';
/** So many that the synthetic register doubts some. */
const DIRECT_ROWS = 250;
const MASSIVO_ROWS = 40;

/** Persons of the development set-up who sign in below. */
const SIGNED_IN = ['RSSMRA80A01H501U', 'VRDNNA75T60G482I'];

describe('R-60 nothing of a person in clear: database files, logs, metrics', () => {
  let folder: TemporaryFolder;
  let aside: TemporaryFolder;
  let product: RunningProduct;
  let logged = '';
  const used: Canary[] = [];
  const person = (): Canary => {
    const next = canary(used.length);
    used.push(next);
    return next;
  };

  beforeAll(async () => {
    [folder, aside] = [await temporaryFolder(), await temporaryFolder(0o700)];
    product = await startProduct({ dataDir: folder.path, env: { LOG_LEVEL: 'trace' } });
    for (const stream of [product.process.stdout, product.process.stderr]) {
      stream?.on('data', (text: string) => (logged += text));
    }
  });
  afterAll(async () => {
    await product?.kill();
    await folder?.remove();
    await aside?.remove();
  });

  async function ask<T>(who: string, query: string, variables: object = {}): Promise<T> {
    return (await product.graph(who)).request<T>(query, variables);
  }
  const input = (ipaCode: string, id: string, subjects: object[], fields: object = {}): object => ({
    input: {
      ...{ clientRequestId: id, ipaCode, kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
      ...{ protocolNumber: '77/2026', protocolDate: '2026-02-09', subjects, ...fields },
    },
  });
  const ended = (who: string, id: string): Promise<Request> =>
    eventually(
      () => ask<Request>(who, REQUEST, { id }),
      ({ certificateRequest: { counts } }) => counts.open === 0,
    );

  it('the search itself finds a person in every encoding', () => {
    for (const [encoding, needle] of needlesOf('QZXJKW')) {
      const bytes = Buffer.concat([Buffer.from('before '), needle, Buffer.from(' after')]);
      expect(hitsIn('here', bytes, ['QZXJKW']).map((hit) => hit.encoding)).toContain(encoding);
    }
    const { surname, name, taxCode } = canary(5);
    for (const text of [surname, name, taxCode]) expect(STEMS.some((stem) => text.startsWith(stem))).toBe(true);
  });

  it('direct channel: request, refused rows, review, PDF, archive, outcome file, revocation', async () => {
    const subjects = Array.from({ length: DIRECT_ROWS }, () => ({ ...person(), citizenship: 'ITALIAN' }));
    const wrong = { ...person(), taxCode: 'QZXWYH80A01H501A' };
    const { requestCertificates } = await ask<{ requestCertificates: { id: string; channel: string } }>(
      ROMA,
      ASK,
      input('c_h501', 'no-trace-1', [...subjects, wrong, { surname: 'QZXJKWNULL\u0000', name: 'WKYHQJ' }]),
    );
    expect(requestCertificates.channel).toBe('DIRECT_AGREEMENT');
    const { certificateRequest: done } = await ended(ROMA, requestCertificates.id);
    expect(done.counts).toMatchObject({ rejected: 2 });
    expect(done.items.nodes[0]?.subject.surname).toMatch(/^QZXJKW/);
    const { number, pdfUrl } = done.items.nodes[0]?.certificate ?? { number: '', pdfUrl: '' };
    for (const route of [pdfUrl, `/requests/${requestCertificates.id}/outcome.txt`]) {
      expect((await product.get(ROMA, route)).status).toBe(200);
    }
    const outcome = await (await product.get(ROMA, `/requests/${requestCertificates.id}/outcome.txt`)).text();
    expect(hitsIn('outcome', Buffer.from(outcome), STEMS)).not.toEqual([]);

    const { reviewItems } = await ask<{ reviewItems: { nodes: { id: string; subject: { surname: string } }[] } }>(
      ROMA_OPERATOR,
      REVIEWS,
      { officeCode: 'PROC-H501' },
    );
    const review = reviewItems.nodes.find(({ subject }) => subject.surname.startsWith('QZXJKW'));
    expect(review).toBeDefined();
    await ask(ROMA_OPERATOR, SETTLE, { id: review?.id, note: `Non è ${used[0]?.surname} ${used[0]?.taxCode}` });
    await ask(ROMA_OPERATOR, REVOKE, { number, reason: `Scambio con ${used[1]?.surname} ${used[1]?.taxCode}` });
  });

  it('massivo: file, emulator, outcome, archive', async () => {
    const rows = Array.from({ length: MASSIVO_ROWS }, () => person()).map(
      ({ surname, name, birthDate, taxCode, fatherName }, index) =>
        `S;${String(index + 1).padStart(6, '0')};${surname};${name};${birthDate.split('-').reverse().join('/')};H501;Z000;${taxCode};I;${fatherName}\r\n`,
    );
    const file = resealed(PESCARA_FILE.bytes, (text) => text.slice(0, text.indexOf('\n') + 1) + rows.join(''));
    const taken = await product.upload('contact:c_g482', 'no-trace-2', file);
    const { requestId } = (await taken.json()) as { requestId: string };
    expect(taken.status).toBe(202);
    await ended('contact:c_g482', requestId);
    for (const name of ['certificates.zip', 'outcome.txt']) {
      const response = await product.get('contact:c_g482', `/requests/${requestId}/${name}`);
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
    const damaged = Buffer.from(file.toString('latin1').replace('S;000003;', 'S;'), 'latin1');
    expect((await product.upload('contact:c_g482', 'no-trace-3', damaged)).status).toBe(422);
  });

  it('the counter, an agreement with its contact persons, what operators and the console ask', async () => {
    const { requestCertificates } = await ask<{
      requestCertificates: { items: { nodes: { id: string }[] } };
    }>(
      'contact:c_a952',
      ASK,
      input('c_a952', 'no-trace-4', [{ ...person(), citizenship: 'ITALIAN' }], { kind: 'PENDING_PROCEEDINGS' }),
    );
    const id = requestCertificates.items.nodes[0]?.id;
    await ask('operator:PROC-A952', TAKE_UP, { id });
    await ask('operator:PROC-A952', REJECT, { id, reason: `${used.at(-1)?.surname}: istanza incompleta` });

    const contact = (email: string, exceptionReason?: string): object => {
      const { name, surname, taxCode } = person();
      return { givenName: name, surname, taxCode, email, ...(exceptionReason && { exceptionReason }) };
    };
    const drafted = await ask<{ draftDirectAgreement: { id: string; contacts: { surname: string }[] } }>(
      'operator:PROC-G482',
      DRAFT,
      {
        input: {
          ...{ ipaCode: 'c_g482', kinds: ['CASELLARIO_GENERAL'], purposeCodes: ['FIN-001'] },
          bodyContacts: [contact('qzxjkw@example.it', 'La dott.ssa QZXJKW è anche altrove')],
          officeContacts: [contact('wkyhqj@example.it')],
        },
      },
    );
    expect(drafted.draftDirectAgreement.contacts.map(({ surname }) => surname).join()).toContain('QZXJKW');
    const document = await product.get('operator:PROC-G482', `/agreements/${drafted.draftDirectAgreement.id}.pdf`);
    expect(document.status).toBe(200);
    await ask(ROMA_OPERATOR, BODIES);
    expect((await product.get(null, '/console')).status).toBe(200);
  });

  it('what a person asks about her own data, by the command line', async () => {
    const personFile = `${aside.path}/person`;
    const out = `${aside.path}/export.json`;
    await writeFile(personFile, used[0]?.taxCode ?? '');
    const env = { CASELLARIO_URL: product.url, CASELLARIO_TOKEN: await product.token(ROMA_OPERATOR), LANG: 'en' };
    const given = ['--person-file', personFile, '--reference', '1/2026', '--reason', `istanza di ${used[0]?.surname}`];
    const exported = await runCli(['subject', 'export', ...given, '--out', out], { env });
    expect(exported).toMatchObject({ exitCode: 0, out: `${out}: 1 items\n` });
    expect(await readFile(out, 'utf8')).toContain(used[0]?.surname);
    const erased = await runCli(['--yes', 'subject', 'erase', ...given], { env });
    expect(erased.out).toMatch(/^0 items erased, 1 kept\n\S+ (IN_PROCESS|CERTIFICATE_VALID): /);
  });

  it('refusals: bad values, bad operations, bad files', async () => {
    const { surname, taxCode } = person();
    const refused: [string, object][] = [
      [ASK, input('c_h501', taxCode, [{ surname, taxCode, citizenship: surname }])],
      [ASK, input('c_h501', 'no-trace-5', [{ surname, [surname]: taxCode }])],
      [`{ publicBody(ipaCode: "${surname}") { ${taxCode} } }`, {}],
      [`{ publicBody(ipaCode: "${taxCode}"`, {}],
      [`{ verifyCertificate(code: "${taxCode}") { status } certificateRequest(id: "${taxCode}") { id } }`, {}],
      [SETTLE, { id: taxCode, note: surname }],
      [REVOKE, { number: taxCode, reason: surname }],
    ];
    for (const [query, variables] of refused) {
      for (const who of [ROMA, ROMA_OPERATOR]) await ask(who, query, variables).catch(() => undefined);
    }
    const forged = await product.upload('contact:c_g482', 'no-trace-6', Buffer.from(`T;1.0;${surname};${taxCode}\r\n`));
    expect(forged.status).toBe(422);
    await product.get(ROMA, `/certificates/${taxCode}.pdf`);
    await product.get(ROMA, `/requests/${encodeURIComponent(surname)}/outcome.txt?name=${taxCode}`);
    await fetch(`${product.url}/graphql`, { headers: { authorization: `Bearer ${surname}.${taxCode}.x` } });
  });

  it('and then nothing of them is found, but in the drop area, which is plain by protocol', async () => {
    const metrics = await (await product.get('ops:alice', '/metrics')).text();
    expect(await product.stop()).toBe(0);
    const texts = [...STEMS, ...SIGNED_IN];
    expect(hitsIn('metrics', Buffer.from(metrics), texts)).toEqual([]);
    expect(logged.length).toBeGreaterThan(10_000);
    expect(hitsIn('log', Buffer.from(logged), texts)).toEqual([]);
    // The emulator keeps the books of the offices, which are no part of the product.
    const { hits, bytes } = await hitsBelow(folder.path, texts, ['massivo', 'emulator']);
    expect(hits).toEqual([]);
    expect(bytes).toBeGreaterThan(16 * 1_048_576); // a segment of WAL at least
    expect((await hitsBelow(`${folder.path}/massivo`, STEMS)).hits).not.toEqual([]);
  });
});
