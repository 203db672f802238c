import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import pino from 'pino';
import { DirectoryDropArea } from '../../../../legacy-adapter/massivo/transport/directory-drop-area.js';
import type { DropArea, OutgoingFile } from '../../../../legacy-adapter/massivo/transport/drop-area.port.js';
import { SftpDropArea } from '../../../../legacy-adapter/massivo/transport/sftp-drop-area.js';
import type { SftpServer, SftpTimings } from '../../../../legacy-adapter/massivo/transport/sftp-server.type.js';
import { fingerprintIn, newKeyPair } from '../../../testkit/key-pair.js';
import { ScriptedOffice } from '../../../testkit/scripted-office.js';
import { SeededRandom } from '../../../testkit/seeded-random.js';
import { SlowLine } from '../../../testkit/slow-line.js';
import { describeWithSshServer, SshServer } from '../../../testkit/ssh-server.js';
import { temporaryFolder, type TemporaryFolder } from '../../../testkit/temporary-folder.js';

const ROMA = 'PROC-H501';
const MILANO = 'PROC-F205';
const NAME = 'MASSIVA_c_h501_PROC-H501_20260610_000001.txt';
const MEGABYTE = 1024 * 1024;
const SEED = 20260610;
const soon = (ms = 60_000): AbortSignal => AbortSignal.timeout(ms);

describeWithSshServer('SFTP on OpenSSH', () => {
  let folder: TemporaryFolder;
  let server: SshServer;
  let roma: ScriptedOffice;
  let logged: { level: number; trouble?: string; msg: string }[];
  const opened: SftpDropArea[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) });

  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await SshServer.start(folder.path);
    for (const officeCode of [ROMA, MILANO]) await server.openOffice(new ScriptedOffice(folder.path, officeCode));
    roma = new ScriptedOffice(folder.path, ROMA);
    logged = [];
  });
  afterEach(async () => {
    opened.splice(0).forEach((dropArea) => dropArea.close());
    server.thaw();
    await server.kill();
    await folder.remove();
  });

  function area(some: Partial<SftpServer> = {}, timings: Partial<SftpTimings> = {}): SftpDropArea {
    const dropArea = new SftpDropArea({ server: server.address(folder.path, some), logger, timings });
    opened.push(dropArea);
    return dropArea;
  }

  const put = (dropArea: DropArea, content: Buffer | AsyncIterable<Buffer>, some: Partial<OutgoingFile> = {}) =>
    dropArea.put({
      ...{ officeCode: ROMA, name: NAME, signal: soon() },
      bytes: Buffer.isBuffer(content) ? once(content) : content,
      claim: { hold: (act) => act(), publish: (act) => act() },
      ...some,
    });
  const names = async (dropArea: DropArea, officeCode = ROMA): Promise<string[]> => {
    const found: string[] = [];
    for await (const entry of dropArea.list({ officeCode, folder: 'out' }, soon()))
      found.push(entry.kind === 'FILE' ? entry.name : entry.kind);
    return found;
  };

  describe('who is at the other end', () => {
    it('says nothing to a server that shows another host key, and makes it known once', async () => {
      const pinned = fingerprintIn(newKeyPair().publicKey);
      const dropArea = area({ hostKey: { fingerprint: pinned, algorithm: null } });
      await expect(put(dropArea, Buffer.from('x'))).rejects.toMatchObject({ trouble: 'HOST_KEY_MISMATCH' });
      await expect(names(dropArea)).rejects.toMatchObject({ trouble: 'HOST_KEY_MISMATCH' });
      expect(await dropArea.health(ROMA, soon())).toBe('HOST_KEY_MISMATCH');
      const shown = fingerprintIn(server.hostKey.publicKey);
      const told = logged.filter(({ level }) => level === pino.levels.values['error']);
      expect(told).toEqual([
        expect.objectContaining({ trouble: 'HOST_KEY_MISMATCH', pinned, reason: expect.stringContaining(shown) }),
      ]);
      expect(server.log()).not.toMatch(/publickey|user/i);
    });

    it('takes a host key pinned as a whole key', async () => {
      const hostKey = { fingerprint: fingerprintIn(server.hostKey.publicKey), algorithm: 'ssh-ed25519' };
      expect(await names(area({ hostKey }))).toEqual([]);
    });

    it('says that its own key is refused', async () => {
      const dropArea = area({ privateKey: newKeyPair().privateKey });
      await expect(names(dropArea)).rejects.toMatchObject({ trouble: 'KEY_REFUSED' });
      expect(logged).toEqual([expect.objectContaining({ level: 50, trouble: 'KEY_REFUSED', host: '127.0.0.1' })]);
      expect(JSON.stringify(logged)).not.toContain('PRIVATE KEY');
    });

    it('says that nobody is there', async () => {
      await server.kill();
      await expect(names(area({}, { connectMs: 500 }))).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    });

    it('says that the office has no folders there', async () => {
      await expect(names(area(), 'PROC-A662')).rejects.toMatchObject({ trouble: 'MISSING' });
      await expect(names(area(), '../PROC-H501')).rejects.toMatchObject({ trouble: 'MISSING' });
    });
  });

  describe('a server that dies', () => {
    it('in the middle of a put: the next attempt leaves one file with the right bytes', async () => {
      const content = randomBytes(3 * MEGABYTE);
      async function* cut(): AsyncGenerator<Buffer, void, void> {
        yield content.subarray(0, MEGABYTE);
        await server.kill();
        yield content.subarray(MEGABYTE);
      }
      const dropArea = area({}, { connectMs: 5_000, discardMs: 500 });
      await expect(put(dropArea, cut())).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
      await server.resume();
      expect(await put(dropArea, content)).toBe('SENT');
      expect(await roma.names('in')).toEqual([NAME]);
      expect(content.equals(await readFile(roma.path('in', NAME)))).toBe(true);
    });

    it('in the middle of an answer: the next attempt reads all of it', async () => {
      const content = randomBytes(20 * MEGABYTE);
      await writeFile(roma.path('out', 'a.zip'), content);
      const dropArea = area();
      const first = await dropArea.open({ officeCode: ROMA, folder: 'out', name: 'a.zip' }, soon());
      const reading = async (): Promise<void> => {
        for await (const chunk of first!) if (chunk) await server.kill();
      };
      await expect(reading()).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
      await server.resume();
      const second = await dropArea.open({ officeCode: ROMA, folder: 'out', name: 'a.zip' }, soon());
      expect(content.equals(await buffer(second!))).toBe(true);
    });

    it(`R-23 anywhere in the publishing: never sent without the file, never twice (seed ${SEED})`, async () => {
      const random = new SeededRandom(SEED);
      const dropArea = area({}, { reconnectMs: 20, settleMs: 5_000 });
      const results = { SENT: 0, ALREADY_THERE: 0, failed: 0 };
      for (let file = 1; file <= 25; file += 1) {
        const name = NAME.replace('000001', String(file).padStart(6, '0'));
        const content = randomBytes(5_000);
        const dying = {
          hold: <T>(act: () => Promise<T>) => act(),
          publish: async <T>(act: () => Promise<T>): Promise<T> => {
            const delayMs = random.next() * 12;
            const death = sleep(delayMs)
              .then(() => server.kill())
              .then(() => sleep(30))
              .then(() => server.resume());
            return act().finally(() => death);
          },
        };
        const first = await put(dropArea, content, { name, claim: dying }).catch(() => 'failed' as const);
        results[first] += 1;
        if (first === 'SENT') expect(await roma.names('in')).toContain(name);
        const second = await untilReached(() => put(dropArea, content, { name }));
        if (first === 'SENT') expect(second).toBe('ALREADY_THERE');
        expect(content.equals(await readFile(roma.path('in', name)))).toBe(true);
      }
      expect(await roma.names('in')).toHaveLength(25);
      console.info(`publishing through 25 deaths of the server, first attempts: ${JSON.stringify(results)}`);
    });
  });

  describe('a server that hangs', () => {
    it('holds nobody beyond his deadline, and no other server up', async () => {
      const otherFolder = await temporaryFolder();
      const other = await SshServer.start(otherFolder.path);
      await other.openOffice(new ScriptedOffice(otherFolder.path, MILANO));
      const otherArea = new SftpDropArea({ server: other.address(otherFolder.path), logger });
      try {
        const dropArea = area({}, { discardMs: 300, settleMs: 300 });
        expect(await names(dropArea)).toEqual([]);
        server.freeze();
        const late = Promise.all([
          expect(put(dropArea, Buffer.from('x'), { signal: soon(700) })).rejects.toMatchObject({
            trouble: 'TIMED_OUT',
          }),
          expect(dropArea.health(MILANO, soon(700))).resolves.toBe('TIMED_OUT'),
        ]);
        expect(await put(otherArea, Buffer.from('x'), { officeCode: MILANO })).toBe('SENT');
        await late;
        server.thaw();
        expect(await put(dropArea, Buffer.from('x'))).toBe('SENT');
        expect(await roma.names('in')).toEqual([NAME]);
      } finally {
        otherArea.close();
        await other.kill();
        await otherFolder.remove();
      }
    });

    it('at one office: the others go on, and it is back on a new connection', async () => {
      const dropArea = area();
      expect(await names(dropArea, ROMA)).toEqual([]);
      server.freeze({ newOnes: false });
      const hanging = names(dropArea, ROMA).catch((error: unknown) => error);
      const list = dropArea.list({ officeCode: ROMA, folder: 'ack' }, soon(500))[Symbol.asyncIterator]();
      expect(await names(dropArea, MILANO)).toEqual([]);
      await expect(list.next()).rejects.toMatchObject({ trouble: 'TIMED_OUT' });
      expect(await hanging).toMatchObject({ trouble: 'TIMED_OUT' }); // was on the connection that was given up
      expect(await names(dropArea, ROMA)).toEqual([]);
    });

    it('is noticed by itself when nobody answers the keep-alive', async () => {
      const dropArea = area({}, { keepAliveMs: 100 });
      expect(await names(dropArea)).toEqual([]);
      server.freeze({ newOnes: false });
      await expect(names(dropArea)).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    });
  });

  it('keeps a connection for an office while it is used, and closes it when it is not', async () => {
    const dropArea = area({}, { idleMs: 2_000 });
    for (let time = 0; time < 5; time += 1) await names(dropArea, ROMA);
    await Promise.all([names(dropArea, ROMA), names(dropArea, MILANO), dropArea.health(MILANO, soon())]);
    expect(server.connectionsMade).toBe(2);
    for (let wait = 0; server.openConnections > 0 && wait < 600; wait += 1) await sleep(50);
    expect(server.openConnections).toBe(0);
    await names(dropArea, ROMA);
    expect(server.connectionsMade).toBe(3);
  });

  it('does not wait for each block: 4 MiB both ways at 100 ms a round trip', async () => {
    const line = await SlowLine.to(server.port, 50);
    try {
      const dropArea = area({ port: line.port });
      const content = randomBytes(4 * MEGABYTE);
      await names(dropArea);
      const started = performance.now();
      expect(await put(dropArea, content)).toBe('SENT');
      await rename(roma.path('in', NAME), roma.path('out', 'a.zip'));
      const answer = await dropArea.open({ officeCode: ROMA, folder: 'out', name: 'a.zip' }, soon());
      expect(content.equals(await buffer(answer!))).toBe(true);
      const ms = performance.now() - started;
      console.info(`SFTP at 100 ms a round trip: 4 MiB out and 4 MiB back in ${Math.round(ms)} ms`);
      // One block at a time would take 2 × 133 round trips, more than 26 seconds; this takes three.
      expect(ms).toBeLessThan(20_000);
    } finally {
      await line.close();
    }
  });

  it('prints how fast it is beside the directory', async () => {
    const content = randomBytes(64 * MEGABYTE);
    for (const [what, dropArea] of [
      ['directory', new DirectoryDropArea({ root: folder.path })],
      ['SFTP', area()],
    ] as const) {
      await names(dropArea);
      const started = performance.now();
      await put(dropArea, content);
      const sent = performance.now();
      await rename(roma.path('in', NAME), roma.path('out', `${what}.zip`));
      const answer = await dropArea.open({ officeCode: ROMA, folder: 'out', name: `${what}.zip` }, soon());
      let bytes = 0;
      for await (const chunk of answer!) bytes += (chunk as Buffer).length;
      const read = performance.now();
      expect(bytes).toBe(content.length);
      const rate = (ms: number): string => `${Math.round((64 * 1000) / ms)} MiB/s`;
      console.info(`${what}: put ${rate(sent - started)} (with fsync), read ${rate(read - sent)}`);
    }
  });
});

async function* once(content: Buffer): AsyncGenerator<Buffer, void, void> {
  yield await Promise.resolve(content);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** As a worker does: again while the server is only just back. */
async function untilReached<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      const { trouble } = error as { trouble?: string };
      if (attempt === 300 || trouble !== 'UNREACHABLE') throw error;
      await sleep(100);
    }
  }
}
