import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuardedBody } from '../../../gateway/guarded-body.js';

const LIMITS = { maxBytes: 100, idleMs: 30_000, totalMs: 60_000 };

describe('bodies', () => {
  it('let go of their source, so that what is left of it can still be read', async () => {
    const source = Readable.from([Buffer.alloc(101), Buffer.from('rest')], { highWaterMark: 1 });
    const body = new GuardedBody(source, LIMITS);
    await expect(buffer(body)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });

    expect(source.destroyed).toBe(false);
    expect((await buffer(source)).toString()).toBe('rest');
  });

  it('pass through as they are', async () => {
    const body = new GuardedBody(Readable.from([Buffer.from('abc'), Buffer.from('déf')]), LIMITS);

    expect((await buffer(body)).toString()).toBe('abcdéf');
    expect(body.fault).toBeNull();
  });

  it('may be as large as allowed and no larger', async () => {
    const exact = new GuardedBody(Readable.from([Buffer.alloc(60), Buffer.alloc(40)]), LIMITS);
    const larger = new GuardedBody(Readable.from([Buffer.alloc(60), Buffer.alloc(41)]), LIMITS);

    expect(await buffer(exact)).toHaveLength(100);
    await expect(buffer(larger)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(larger.fault).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });

  it('are not read ahead of their reader', async () => {
    let made = 0;
    const source = new Readable({
      highWaterMark: 1,
      read() {
        made += 1;
        this.push(made > 1_000 ? null : Buffer.alloc(1_000));
      },
    });
    const body = new GuardedBody(source, { ...LIMITS, maxBytes: 1e9 });
    await new Promise((resolve) => body.once('readable', resolve));
    await sleep(50);

    expect(made).toBeLessThan(100);
    body.destroy();
  });

  it('that stop coming are given up', async () => {
    const source = new Readable({ read: () => undefined });
    source.push(Buffer.from('abc'));
    const body = new GuardedBody(source, { ...LIMITS, idleMs: 30 });

    await expect(buffer(body)).rejects.toMatchObject({ code: 'REQUEST_INCOMPLETE' });
    expect(source.destroyed).toBe(false);
  });

  it('that never end are given up, however lively they are', async () => {
    const timer = setInterval(() => source.push(Buffer.from('x')), 5);
    const source = new Readable({ read: () => undefined });
    const body = new GuardedBody(source, { maxBytes: 1e9, idleMs: 30_000, totalMs: 60 });

    await expect(buffer(body)).rejects.toMatchObject({ code: 'REQUEST_INCOMPLETE' });
    clearInterval(timer);
  });

  it('do not count as idle while their reader is busy', async () => {
    const limits = { ...LIMITS, idleMs: 200, totalMs: 60_000 };
    const body = new GuardedBody(Readable.from([Buffer.from('a'), Buffer.from('b')]), limits);
    const got: string[] = [];
    for await (const piece of body) {
      got.push(String(piece));
      await sleep(300);
    }

    expect(got.join('')).toBe('ab');
  });

  it('that break off are incomplete, whatever broke', async () => {
    const source = new Readable({ read: () => undefined });
    const body = new GuardedBody(source, LIMITS);
    setImmediate(() => source.destroy(new Error('aborted')));

    await expect(buffer(body)).rejects.toMatchObject({ code: 'REQUEST_INCOMPLETE' });
  });

  it('may break before anybody reads them: who comes later is told, and the process lives', async () => {
    const source = new Readable({ read: () => undefined });
    const body = new GuardedBody(source, LIMITS);
    source.destroy(new Error('aborted'));
    await sleep(10);

    expect(body.fault).toMatchObject({ code: 'REQUEST_INCOMPLETE' });
    await expect(buffer(body)).rejects.toMatchObject({ code: 'REQUEST_INCOMPLETE' });
  });
});
