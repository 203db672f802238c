import { Deadline } from '../../../gateway/execution/deadline.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';

const never = () => new Promise<never>(() => undefined);

describe('deadlines', () => {
  it('pass on what was done in time', async () => {
    const deadline = new Deadline(1_000);

    await expect(deadline.limit(1_000, {}, () => Promise.resolve(7))).resolves.toBe(7);
    deadline.end();
  });

  it('end a part that takes too long, also when it does not listen, and name it', async () => {
    const deadline = new Deadline(10_000);

    await expect(deadline.limit(5, { subgraph: 'legacy' }, never)).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      details: { subgraph: 'legacy' },
    });
    expect(deadline.signal.aborted).toBe(false);
    deadline.end();
  });

  it('end all parts at once when the request has no more time, and start no other', async () => {
    const deadline = new Deadline(20);
    const started: string[] = [];
    const heard: string[] = [];
    const part = (name: string) => {
      deadline.add({ stop: ({ code }) => heard.push(`${name} ${code}`) });
      return deadline.limit(10_000, {}, () => {
        started.push(name);
        return never();
      });
    };
    const both = await Promise.allSettled([part('a'), part('b')]);

    expect(both.map((result) => (result as PromiseRejectedResult).reason as DomainError)).toEqual([
      expect.objectContaining({ code: 'DEADLINE_EXCEEDED' }),
      expect.objectContaining({ code: 'DEADLINE_EXCEEDED' }),
    ]);
    expect(heard).toEqual(['a DEADLINE_EXCEEDED', 'b DEADLINE_EXCEEDED']);
    await expect(part('c')).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(started).toEqual(['a', 'b']);
  });

  it('tell nobody who has ended before', () => {
    const deadline = new Deadline(10_000);
    const heard: string[] = [];
    const part = { stop: () => heard.push('stop') };
    deadline.add(part);
    deadline.remove(part);
    deadline.abort(new DomainError('REQUEST_INCOMPLETE'));
    deadline.abort(new DomainError('INTERNAL'));
    deadline.end();

    expect(heard).toEqual([]);
    expect(deadline.reason).toMatchObject({ code: 'REQUEST_INCOMPLETE' });
  });

  it.each(['before', 'after'])('fire a signal that was asked for %s they have ended', (when) => {
    const deadline = new Deadline(10_000);
    const early = when === 'before' ? deadline.signal : null;
    deadline.abort(new DomainError('REQUEST_INCOMPLETE'));
    deadline.end();

    expect((early ?? deadline.signal).reason).toMatchObject({ code: 'REQUEST_INCOMPLETE' });
  });

  it('end when the caller has gone', async () => {
    const deadline = new Deadline(10_000);
    const work = deadline.limit(10_000, {}, never);
    deadline.abort(new DomainError('REQUEST_INCOMPLETE'));

    await expect(work).rejects.toMatchObject({ code: 'REQUEST_INCOMPLETE' });
    deadline.end();
  });

  it('serve many parts without a warning', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.name);
    process.on('warning', listen);
    const deadline = new Deadline(10_000);
    const parts = Array.from({ length: 40 }, () => deadline.limit(5, {}, never));
    await Promise.allSettled(parts);
    await new Promise(setImmediate);
    process.off('warning', listen);
    deadline.end();

    expect(warnings).toEqual([]);
  });
});
