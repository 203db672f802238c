import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import pino from 'pino';
import type { OutgoingFile, PutResult } from '../../../../legacy-adapter/massivo/transport/drop-area.port.js';
import { SftpConnections } from '../../../../legacy-adapter/massivo/transport/sftp-connections.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { SftpDropArea } from '../../../../legacy-adapter/massivo/transport/sftp-drop-area.js';
import {
  DEFAULT_SFTP_TIMINGS,
  type SftpTimings,
} from '../../../../legacy-adapter/massivo/transport/sftp-server.type.js';
import { ScriptedOffice } from '../../../testkit/scripted-office.js';
import { ScriptedSftpServer, type InterceptedRequest } from '../../../testkit/scripted-sftp-server.js';
import { temporaryFolder, type TemporaryFolder } from '../../../testkit/temporary-folder.js';

const ROMA = 'PROC-H501';
const NAME = 'MASSIVA_c_h501_PROC-H501_20260610_000001.txt';
const CONTENT = randomBytes(200_000);
const logger = pino({ level: 'silent' });
const soon = (ms = 60_000): AbortSignal => AbortSignal.timeout(ms);

let folder: TemporaryFolder;
let server: ScriptedSftpServer;
let office: ScriptedOffice;
let dropArea: SftpDropArea;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await ScriptedSftpServer.start(folder.path);
  office = new ScriptedOffice(folder.path, ROMA);
  await office.open();
  dropArea = areaWith({});
});
afterEach(async () => {
  await dropArea.close();
  await server.stop();
  await folder.remove();
});

const areaWith = (timings: Partial<SftpTimings>): SftpDropArea =>
  new SftpDropArea({ server: server.address(), logger, timings: { reconnectMs: 50, ...timings } });

const put = (some: Partial<OutgoingFile> = {}, to = dropArea): Promise<PutResult> =>
  to.put({
    ...{ officeCode: ROMA, name: NAME, bytes: blocks(), signal: soon() },
    claim: { hold: (act) => act(), publish: (act) => act() },
    ...some,
  });

async function* blocks(between: () => void = () => undefined): AsyncGenerator<Buffer, void, void> {
  yield await Promise.resolve(CONTENT.subarray(0, 100_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  between();
  yield CONTENT.subarray(100_000);
}

/** Does something else with the first request of its kind. */
function first(operation: InterceptedRequest['operation'], act: (request: InterceptedRequest) => void): void {
  let isDone = false;
  server.intercept = (request) => {
    if (isDone || request.operation !== operation) return request.carryOut();
    isDone = true;
    act(request);
  };
}

const isWhole = async (): Promise<boolean> => CONTENT.equals(await readFile(office.path('in', NAME)));

describe('R-23 a rename whose answer does not come', () => {
  it('had happened: it is sent, once', async () => {
    first('RENAME', ({ carryOut, cut }) => {
      cut();
      carryOut();
    });
    expect(await put()).toBe('SENT');
    expect(await office.names('in')).toEqual([NAME]);
    expect(await isWhole()).toBe(true);
    expect(await put()).toBe('ALREADY_THERE');
  });

  it('had happened, and the office has taken the file in since: it is sent', async () => {
    first('RENAME', ({ carryOut, cut }) => {
      cut();
      carryOut();
      void office.takeUp();
    });
    expect(await put()).toBe('SENT');
    expect(await office.names('in')).toEqual([]);
  });

  it('had not happened: it is not sent, cannot happen any more, and the next attempt sends', async () => {
    first('RENAME', ({ cut }) => cut());
    await expect(put()).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    expect(await office.names('in')).toEqual([]);
    expect(await put()).toBe('SENT');
  });

  it('is carried out in the middle of the next attempt: nothing half written is published', async () => {
    let late: () => void = () => undefined;
    first('RENAME', ({ carryOut, cut }) => {
      cut();
      late = carryOut;
    });
    await expect(put()).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    let seen: Promise<string[]> = Promise.resolve([]);
    const between = (): void => {
      late();
      seen = office.names('in');
    };
    expect(await put({ bytes: blocks(between) })).toBe('SENT');
    expect((await seen).filter((name) => name.endsWith('.txt'))).toEqual([]);
    expect(await seen).toHaveLength(1); // the second attempt's part
    expect(await office.names('in')).toEqual([NAME]);
    expect(await isWhole()).toBe(true);
  });

  it('and a server that stays away: not told as sent, and found there by the next attempt', async () => {
    first('RENAME', ({ carryOut, cut }) => {
      cut();
      carryOut();
      server.isAway = true;
    });
    const impatient = areaWith({ settleMs: 500 });
    await expect(put({}, impatient)).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    await impatient.close();
    server.isAway = false;
    expect(await put()).toBe('ALREADY_THERE');
    expect(await isWhole()).toBe(true);
  });

  it('is not waited for beyond the deadline', async () => {
    const deadline = new AbortController();
    first('RENAME', () => setTimeout(() => deadline.abort(), 100));
    await expect(put({ signal: deadline.signal })).rejects.toMatchObject({ trouble: 'TIMED_OUT' });
    expect(await office.names('in')).toEqual([]);
    expect(await put()).toBe('SENT');
  });
});

it('R-60 passes no name on that a server makes up', async () => {
  server.lies = ['../../etc/passwd', '/etc/passwd', 'a/b.txt', '', 'x\u0000y', '..', 'good.txt'];
  const entries = [];
  for await (const entry of dropArea.list({ officeCode: ROMA, folder: 'out' }, soon())) entries.push(entry);
  expect(entries.filter(({ kind }) => kind === 'FILE')).toEqual([{ kind: 'FILE', name: 'good.txt' }]);
  expect(entries.filter(({ kind }) => kind === 'FOREIGN').length).toBeGreaterThanOrEqual(5);
  expect(await dropArea.open({ officeCode: ROMA, folder: 'out', name: 'good.txt' }, soon())).toBeNull();
});

it('never ends its look at a server that never ends its list, but for the bound', async () => {
  const bounded = new SftpDropArea({ server: server.address(), logger, maximumEntries: 1_000 });
  server.isEndless = true;
  server.lies = ['a.txt'];
  const kinds: string[] = [];
  for await (const { kind } of bounded.list({ officeCode: ROMA, folder: 'out' }, soon())) kinds.push(kind);
  expect(kinds.at(-1)).toBe('TRUNCATED');
  expect(kinds.length).toBeLessThanOrEqual(1_001);
  await bounded.close();
});

it('keeps its deadline while a pipe is waited at, which was put there between look and open', async () => {
  await writeFile(office.path('ack', 'a.ack'), 'R;1.0');
  const deadline = new AbortController();
  first('OPEN', () => setTimeout(() => deadline.abort(), 100)); // no answer, which is what OpenSSH does then
  const opening = dropArea.open({ officeCode: ROMA, folder: 'ack', name: 'a.ack' }, deadline.signal);
  await expect(opening).rejects.toMatchObject({ trouble: 'TIMED_OUT' });
  expect(await dropArea.open({ officeCode: ROMA, folder: 'ack', name: 'a.ack' }, soon())).not.toBeNull();
});

it('has a bound on its connections, and closes one that is idle for another office', async () => {
  const connections = new SftpConnections({
    server: server.address(),
    timings: DEFAULT_SFTP_TIMINGS,
    logger,
    maximum: 2,
  });
  const [one, two] = [await connections.lease('PROC-A001', soon()), await connections.lease('PROC-A002', soon())];
  await expect(connections.lease('PROC-A003', soon())).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
  two.release();
  const three = await connections.lease('PROC-A003', soon());
  expect(await three.lstat(folder.path)).not.toBeNull();
  expect(await one.lstat(folder.path)).not.toBeNull();
  await expect(two.lstat(folder.path)).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
  connections.close();
});

it('ends its connections when it is closed, and makes none any more', async () => {
  expect(await dropArea.health(ROMA, soon())).toBeNull();
  expect(server.connected).toBe(1);
  await dropArea.close();
  while (server.connected > 0) await sleep(10);

  await expect(dropArea.health(ROMA, soon())).resolves.toBe('UNREACHABLE');
  expect(server.connected).toBe(0);
});

it('lets nobody wait for a server that is away once it is closed', async () => {
  const address = server.address();
  await server.stop();
  const timings = { ...DEFAULT_SFTP_TIMINGS, connectMs: 600_000, reconnectMs: 100_000 };
  const waiting = new SftpDropArea({ server: address, logger, timings });
  const health = waiting.health(ROMA, new AbortController().signal);
  await sleep(200); // until it waits for its second attempt
  await waiting.close();
  expect(await health).toBe('UNREACHABLE');
});
