import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { runCli, type CliResult } from '../testkit/cli.js';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { PESCARA_FILE } from '../testkit/massivo-files.js';
import { startProduct, type RunningProduct } from '../testkit/product.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';
import { readZip } from '../testkit/zip-reader.js';

describe('the command line, against the running product', () => {
  let database: TestDatabase;
  let product: RunningProduct;
  let owner: pg.Client;
  let home: TemporaryFolder;

  beforeAll(async () => {
    database = await createTestDatabase();
    home = await temporaryFolder();
    product = await startProduct({ database });
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });

  afterAll(async () => {
    await owner?.end();
    await product?.stop();
    await database?.drop();
    await home?.remove();
  });

  async function cli(persona: string, args: string[], answers?: string[]): Promise<CliResult> {
    const env = { CASELLARIO_URL: product.url, CASELLARIO_TOKEN: await product.token(persona), HOME: home.path };
    return runCli(args, { env, ...(answers && { answers }) });
  }
  const json = async (persona: string, args: string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await cli(persona, [...args, '--json'])).out) as Record<string, unknown>;

  it('shows the state in both languages, and as JSON', async () => {
    expect(await cli('ops:alice', ['transition', 'status', '--lang', 'en'])).toMatchObject({
      ...{ exitCode: 0, err: '' },
      out: expect.stringContaining('massivo: OPEN (decided by: GLOBAL)\nversion: 0\n'),
    });
    expect((await cli('ops:alice', ['transition', 'status', '--lang', 'it'])).out).toContain('registro: integro');
    expect(await json('ops:alice', ['transition', 'status'])).toMatchObject({ state: 'OPEN', version: 0, pending: [] });
  });

  it('R-22 pins the key at the first verification, and verifies with it', async () => {
    const first = await cli('ops:alice', ['transition', 'verify']);
    expect(first).toMatchObject({ exitCode: 0, out: expect.stringContaining('The log is intact') });
    expect(first.err).toContain('taken on trust and pinned');
    expect((await cli('ops:alice', ['transition', 'verify'])).err).toBe('');
  });

  it('R-24 drains and closes an office, asking for its name, by typing and by --yes', async () => {
    const drain = ['transition', 'drain', '--office', 'PROC-F205', '--reason', 'end of massivo at Milano'];
    expect(await cli('ops:alice', drain)).toMatchObject({ exitCode: 2, err: expect.stringContaining('--yes') });
    expect(await cli('ops:alice', drain, ['PROC-H501'])).toMatchObject({ exitCode: 6, out: '' });
    expect(await json('ops:alice', ['transition', 'status'])).toMatchObject({ version: 0 });
    const drained = await cli('ops:alice', drain, ['PROC-F205']);
    expect(drained).toMatchObject({ exitCode: 0, out: expect.stringMatching(/APPLIED.*\nreceipt: tlr1\.2\./) });
    expect(drained.err).toContain('bodies left without any channel: ');
    const closed = await json('ops:alice', [
      'transition',
      'close',
      '--office',
      'PROC-F205',
      '--reason',
      'done',
      '--yes',
    ]);
    expect(closed).toMatchObject({ status: 'APPLIED', officeCode: 'PROC-F205', to: 'CLOSED', version: 2 });
  });

  it('R-24 closes everywhere by two persons, and opens again', async () => {
    const close = ['transition', 'close', '--reason', 'end'];
    expect(await cli('ops:alice', [...close, '--yes'])).toMatchObject({
      ...{ exitCode: 1, out: '' },
      err: expect.stringMatching(/ILLEGAL_TRANSITION: .*legal: DRAINING.*\nrule: R-20\nwhat to do: /),
    });
    expect((await cli('ops:alice', ['transition', 'drain', '--reason', 'end'], ['ITALIA'])).exitCode).toBe(0);
    const waiting = await json('ops:alice', [...close, '--yes']);
    expect(waiting).toMatchObject({ status: 'WAITING_APPROVAL' });
    const own = await cli('ops:alice', ['transition', 'approve', String(waiting['id']), '--yes', '--lang', 'it']);
    expect(own).toMatchObject({ exitCode: 1, err: expect.stringMatching(/^OWN_APPROVAL: .*\nregola: R-24\n/) });
    expect(own.err).toMatch(/identificativo di correlazione: \S+/);
    expect(await json('ops:bruno', ['transition', 'approve', String(waiting['id']), '--yes'])).toMatchObject({
      ...{ status: 'APPLIED', approvedBy: 'bruno' },
    });
    expect((await cli('ops:bruno', ['transition', 'open', '--reason', 'rollback', '--yes'])).exitCode).toBe(0);
    expect((await cli('ops:alice', ['transition', 'log', '--first', '2'])).out).toMatch(
      /CLOSED → OPEN.*\n.*WAIT|APPLIED/,
    );
  });

  it.each([
    ['a stale version', ['drain', '--reason', 'x', '--expected-version', '0', '--yes'], 'STALE_VERSION'],
    ['an unknown office', ['drain', '--reason', 'x', '--office', 'PROC-Z999', '--yes'], 'NOT_FOUND'],
    ['an empty reason', ['drain', '--reason', ' ', '--yes'], 'BAD_USER_INPUT'],
    ['the past', ['drain', '--reason', 'x', '--at', '2020-01-01T00:00:00Z', '--yes'], 'BAD_USER_INPUT'],
    ['an earlier last day', ['extend', '--last-day', '2020-01-01', '--act', 'n. 1'], 'BAD_USER_INPUT'],
    ['what needs no confirmation', ['confirm', '--reason', 'x', '--yes'], 'NOTHING_TO_CONFIRM'],
  ])('R-16 tells that it was refused: %s', async (_what, args, code) => {
    const before = await json('ops:alice', ['transition', 'status']);
    const { exitCode, err } = await cli('ops:alice', ['transition', ...args]);
    expect([exitCode, err]).toEqual([1, expect.stringContaining(`${code}: `)]);
    expect(await json('ops:alice', ['transition', 'status'])).toEqual(before);
  });

  it.each([
    ['no command', [], 2],
    ['an unknown one', ['frob'], 2],
    ['a missing option', ['transition', 'close'], 2],
    ['two scopes', ['transition', 'status', '--office', 'PROC-H501', '--body', 'c_h501'], 2],
    ['a file that is not there', ['submit', '/nowhere'], 2],
    ['nobody who answers', ['--url', 'http://127.0.0.1:9', 'transition', 'status'], 3],
    ['a token in clear over the net', ['--url', 'http://example.org', 'transition', 'status'], 2],
    ['help', ['--help'], 0],
  ])('ends with the documented code for %s', async (_what, args, exitCode) => {
    expect((await cli('ops:alice', args)).exitCode).toBe(exitCode);
  });

  it('does not sign in with a token that stands nowhere', async () => {
    const surroundings = { env: { CASELLARIO_URL: product.url, HOME: home.path } };
    expect((await runCli(['transition', 'status'], surroundings)).exitCode).toBe(2);
    const file = path.join(home.path, 'token');
    await writeFile(file, `${await product.token('ops:alice')}\n`);
    expect((await runCli(['--token-file', file, 'transition', 'status'], surroundings)).exitCode).toBe(0);
    expect((await cli('contact:c_h501', ['transition', 'log'])).err).toMatch(/^FORBIDDEN: /);
  });

  it('R-12 imports the register of former massivo bodies, row by row, and again without a change', async () => {
    const file = path.join(home.path, 'register.csv');
    await writeFile(
      file,
      [
        '\uFEFFipa_code;name;type;tax_code;pec;office_code;2025-11;2025-12',
        'c_x001;"Comune di Prova; uno";PA;01199250158;uno@pec.example.it;PROC-H501;10;20',
        'c_x002;Comune di Prova due;PA;12345678901;due@pec.example.it;PROC-H501;;',
        'c_x003;Privata;SRL;01199250158;tre@pec.example.it;PROC-H501;;',
        'c_x004;Altrove;PA;01199250158;qu@pec.example.it;PROC-Z999;;',
        'c_x005;troppo;poco',
        'c_x006;Quanti;PA;01199250158;qu@pec.example.it;PROC-H501;molti;',
        'c_h501;Roma Capitale;PA;02438750586;roma@pec.example.it;PROC-H501;;7',
        '',
      ].join('\r\n'),
    );
    const first = await cli('ops:alice', ['import', 'bodies', file, '--lang', 'en']);
    expect(first.err).toMatch(/1 recorded, 1 corrected, 0 unchanged, 5 refused/);
    expect(first.exitCode).toBe(5);
    expect(first.out.split('\n').filter(Boolean)).toEqual([
      expect.stringMatching(/^6 REFUSED : .*3 fields instead of 8/),
      expect.stringMatching(/^7 REFUSED : .*2025-11: not a whole number/),
      '2 RECORDED c_x001',
      expect.stringMatching(/^3 REFUSED c_x002: taxCode /),
      expect.stringMatching(/^4 REFUSED c_x003: type /),
      expect.stringMatching(/^5 REFUSED c_x004: officeCode /),
      '8 CORRECTED c_h501',
    ]);
    expect((await cli('ops:alice', ['import', 'bodies', file])).err).toMatch(/0 recorded, 0 corrected, 2 unchanged/);
    const volumes = await database.database.rows(
      `SELECT ipa_code, month, subjects FROM agreements.former_massivo_volume ORDER BY 1, 2`,
    );
    expect(volumes).toEqual([
      { ipa_code: 'c_h501', month: '2025-12-01', subjects: 7 },
      { ipa_code: 'c_x001', month: '2025-11-01', subjects: 10 },
      { ipa_code: 'c_x001', month: '2025-12-01', subjects: 20 },
    ]);
    expect((await cli('operator:PROC-H501', ['import', 'bodies', file])).err).toMatch(/FORBIDDEN/);
  });

  it('R-16 R-32 sends a file and follows it, twice the same request; then its ZIP and its outcome', async () => {
    const file = path.join(home.path, 'request.txt');
    await writeFile(file, PESCARA_FILE.bytes);
    const sent = await cli(PESCARA_FILE.persona, ['submit', file, '--watch', '--lang', 'en']);
    expect(sent).toMatchObject({ exitCode: 0, err: '' });
    const lines = sent.out.trim().split('\n');
    expect(lines[0]).toMatch(/^\S{36} MASSIVO: 238 accepted, 12 rejected$/);
    expect(lines[1]).toMatch(/^massivo ends on /);
    expect(lines.at(-1)).toMatch(/^ *[\d.]+ % 250\/250/);
    const id = lines[0]?.slice(0, 36) ?? '';
    expect(await json(PESCARA_FILE.persona, ['submit', file])).toMatchObject({ requestId: id });
    const zip = path.join(home.path, 'certificates.zip');
    expect((await cli(PESCARA_FILE.persona, ['download', id, '--out', zip])).exitCode).toBe(0);
    expect([...(await readZip(await readFile(zip))).keys()]).toContain('esiti.csv');
    const outcome = path.join(home.path, 'outcome.txt');
    expect((await cli(PESCARA_FILE.persona, ['download', id, '--outcome', '--out', outcome])).exitCode).toBe(0);
    expect((await readFile(outcome, 'utf8')).length).toBeGreaterThan(1_000);
    expect((await cli(PESCARA_FILE.persona, ['download', '01a20258-71e8-7c4c-a2d9-a015f9e70f1f'])).exitCode).toBe(1);
  });

  it('lists batches and the users of massivo', async () => {
    expect((await cli('operator:PROC-G482', ['batches', 'list', '--office', 'PROC-G482'])).out).toMatch(
      /COMPLETED +MASSIVA_c_g482_PROC-G482_/,
    );
    expect((await cli('ops:alice', ['transition', 'clients', '--office', 'PROC-G482', '--lang', 'en'])).out).toMatch(
      /^c_g482 PROC-G482 .*: \d+ subjects, \d+ requests$/m,
    );
    expect(
      (await cli('operator:PROC-G482', ['batches', 'retry', '01a20258-71e8-7c4c-a2d9-a015f9e70f1f'])).exitCode,
    ).toBe(1);
  });

  it('R-51 R-52 R-53 tells how far the migration is: in words, as JSON, as CSV, for any past day', async () => {
    type Figures = {
      asOf: string;
      bodiesTotal: number;
      byRegion: object[];
      byOffice: object[];
      topUnmigrated: unknown;
    };
    const lazio = ['progress', '--region', 'Lazio'];
    const figures = (await json('ops:alice', lazio)) as unknown as Figures;
    expect(figures.bodiesTotal).toBeGreaterThan(0);
    expect(figures.topUnmigrated).not.toBeNull();
    expect(await json('dashboard', lazio)).toEqual({ ...figures, topUnmigrated: null });

    const [columns = '', total = '', ...places] = (await cli('dashboard', [...lazio, '--csv'])).out
      .trim()
      .split(/\r?\n/);
    expect(columns.split(';').slice(0, 4)).toEqual(['as_of', 'level', 'place', 'bodies_total']);
    expect(total.split(';').slice(0, 4)).toEqual([figures.asOf, 'TOTAL', '', String(figures.bodiesTotal)]);
    expect(places).toHaveLength(figures.byRegion.length + figures.byOffice.length);

    const before = await cli('ops:alice', ['progress', '--as-of', '2020-01-01', '--lang', 'it']);
    expect(before).toMatchObject({ exitCode: 0, out: expect.stringContaining('alla fine del 2020-01-01') });
    expect(await cli('ops:alice', ['progress', '--office', 'PROC-ZZZZ'])).toMatchObject({
      ...{ exitCode: expect.any(Number), out: '' },
      err: expect.stringMatching(/^BAD_USER_INPUT: /),
    });
    expect((await cli('ops:alice', ['progress', '--json', '--csv'])).exitCode).toBe(2);
  });

  it('R-22 finds what the owner of the database did to the log, without trusting the service', async () => {
    const exported = path.join(home.path, 'log.jsonl');
    expect((await cli('ops:alice', ['transition', 'verify'])).exitCode).toBe(0);
    expect((await cli('ops:alice', ['transition', 'log', '--jsonl', '--out', exported])).exitCode).toBe(0);
    const lines = (await readFile(exported, 'utf8')).trim().split('\n');
    const verify = async (log: string[], extra: string[] = []): Promise<CliResult> => {
      await writeFile(exported, `${log.join('\n')}\n`);
      return cli('ops:alice', ['transition', 'verify', '--log', exported, '--lang', 'en', ...extra]);
    };
    const receipt = path.join(home.path, 'receipt');
    await writeFile(
      receipt,
      `# of the last change\n${(JSON.parse(lines.at(-1) ?? '') as { receipt: string }).receipt}\n`,
    );
    expect((await verify(lines, ['--receipt', receipt])).exitCode).toBe(0);
    expect((await verify(lines.toSpliced(2, 1))).err).toMatch(/^CHAIN_BROKEN: /);
    expect((await verify([lines[1] ?? '', lines[0] ?? '', ...lines.slice(2)])).exitCode).toBe(4);
    expect((await verify(lines.slice(0, -1))).exitCode).toBe(0);
    expect(await verify(lines.slice(0, -1), ['--receipt', receipt])).toMatchObject({
      exitCode: 4,
      err: expect.stringMatching(/^CUT: /),
    });
    await tamper('DELETE FROM legacy.transition_log WHERE seq = (SELECT max(seq) FROM legacy.transition_log)');
    expect(await cli('ops:alice', ['transition', 'verify'])).toMatchObject({
      exitCode: 4,
      err: expect.stringMatching(/^CUT: /),
    });
  });

  async function tamper(statement: string): Promise<void> {
    await owner.query('ALTER TABLE legacy.transition_log DISABLE TRIGGER USER');
    await owner.query(statement);
    await owner.query('ALTER TABLE legacy.transition_log ENABLE TRIGGER USER');
  }
});
