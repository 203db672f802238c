import { randomBytes } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';
import type {
  AnswerFile,
  DropArea,
  DropEntry,
  OutgoingFile,
  SendingClaim,
} from '../../legacy-adapter/massivo/transport/drop-area.port.js';
import { ANSWER_FOLDERS } from '../testkit/memory-drop-area.js';

/** The office's side of the area under test. */
export interface OfficeSide {
  dropArea: DropArea;
  place(path: string, content: string): Promise<void>;
  /** Something under that name that is no regular file: a link to a file, where there are links. */
  placeForeign(path: string): Promise<void>;
  read(path: string): Promise<string | null>;
  names(folder: string): Promise<string[]>;
  move(from: string, to: string): Promise<void>;
  /** Takes the office's folders away. */
  takeAway(): Promise<void>;
}

export const CONTRACT_OFFICE = 'PROC-H501';

const NAME = 'MASSIVA_c_h501_PROC-H501_20260610_000001.txt';
const PART = 'MASSIVA_c_h501_PROC-H501_20260610_000001.part';
const CONTENT = ['T;1.0\r\n', 'S;000001\r\n', 'C;1\r\n'];
const never = new AbortController().signal;

class Revoked extends Error {}

/** A claim that is held, and says in which order its acts ran. */
class TestClaim implements SendingClaim {
  readonly acts: string[] = [];
  revokedAt: 'hold' | 'publish' | null = null;

  hold<T>(act: () => Promise<T>): Promise<T> {
    return this.#run('hold', act);
  }

  publish<T>(act: () => Promise<T>): Promise<T> {
    return this.#run('publish', act);
  }

  async #run<T>(what: 'hold' | 'publish', act: () => Promise<T>): Promise<T> {
    if (this.revokedAt === what) throw new Revoked();
    const done = await act();
    this.acts.push(what);
    return done;
  }
}

async function* chunks(content: readonly string[]): AsyncGenerator<Buffer, void, void> {
  for (const chunk of content) yield await Promise.resolve(Buffer.from(chunk));
}

function outgoing(some: Partial<OutgoingFile> = {}): OutgoingFile {
  return {
    ...{ officeCode: CONTRACT_OFFICE, name: NAME, bytes: chunks(CONTENT), claim: new TestClaim(), signal: never },
    ...some,
  };
}

/** What every drop area must do, whatever carries the files. */
export function describeDropArea(name: string, makeSide: () => Promise<OfficeSide>): void {
  describe(`drop area contract: ${name}`, () => {
    let side: OfficeSide;
    const answer = (folder: AnswerFile['folder'], file: string): AnswerFile => ({
      officeCode: CONTRACT_OFFICE,
      folder,
      name: file,
    });
    const listed = async (folder: AnswerFile['folder']): Promise<DropEntry[]> => {
      const entries: DropEntry[] = [];
      for await (const entry of side.dropArea.list({ officeCode: CONTRACT_OFFICE, folder }, never)) entries.push(entry);
      return entries;
    };

    beforeEach(async () => {
      side = await makeSide();
    });

    describe('put', () => {
      it('leaves the whole file under its name and no part, the rename last', async () => {
        const claim = new TestClaim();
        expect(await side.dropArea.put(outgoing({ claim }))).toBe('SENT');
        expect(await side.read(`in/${NAME}`)).toBe(CONTENT.join(''));
        expect(await side.names('in')).toEqual([NAME]);
        expect(claim.acts).toEqual(['hold', 'publish']);
      });

      it('brings a large file over byte by byte, both ways', async () => {
        const large = randomBytes(3_000_001);
        async function* uneven(): AsyncGenerator<Buffer, void, void> {
          for (let from = 0, length = 1; from < large.length; from += length, length = (length * 7) % 99_991)
            yield await Promise.resolve(large.subarray(from, from + length));
        }
        expect(await side.dropArea.put(outgoing({ bytes: uneven() }))).toBe('SENT');
        await side.move(`in/${NAME}`, 'out/large.zip');
        const content = await side.dropArea.open(answer('out', 'large.zip'), never);
        expect(content && large.equals(await buffer(content))).toBe(true);
      });

      it('takes the same bytes under the same name for sent, in in/ and in in/done/', async () => {
        await side.dropArea.put(outgoing());
        expect(await side.dropArea.put(outgoing())).toBe('ALREADY_THERE');
        await side.move(`in/${NAME}`, `in/done/${NAME}`);
        expect(await side.dropArea.put(outgoing())).toBe('ALREADY_THERE');
        expect(await side.names('in')).toEqual([]);
      });

      it.each(['in', 'in/done'])('reports other bytes under the name in %s and leaves them', async (folder) => {
        await side.place(`${folder}/${NAME}`, 'other');
        await expect(side.dropArea.put(outgoing())).rejects.toMatchObject({ trouble: 'NAME_TAKEN' });
        expect(await side.read(`${folder}/${NAME}`)).toBe('other');
        expect(await side.names('in')).toEqual(folder === 'in' ? [NAME] : []);
      });

      it('reports something that is no file under the name', async () => {
        await side.placeForeign(`in/${NAME}`);
        await expect(side.dropArea.put(outgoing())).rejects.toMatchObject({ trouble: 'NAME_TAKEN' });
      });

      it('takes over the part of an attempt that died', async () => {
        await side.place(`in/${PART}`, 'half a fi');
        expect(await side.dropArea.put(outgoing())).toBe('SENT');
        expect(await side.read(`in/${NAME}`)).toBe(CONTENT.join(''));
        expect(await side.names('in')).toEqual([NAME]);
      });

      it.each(['hold', 'publish'] as const)(
        'R-25 publishes nothing when the claim is revoked at %s',
        async (revokedAt) => {
          const claim = new TestClaim();
          claim.revokedAt = revokedAt;
          await expect(side.dropArea.put(outgoing({ claim }))).rejects.toBeInstanceOf(Revoked);
          expect(await side.names('in')).toEqual([]);
        },
      );

      it('passes on what the bytes fail with, and publishes nothing', async () => {
        async function* broken(): AsyncGenerator<Buffer, void, void> {
          yield Buffer.from('T;1.0');
          throw await Promise.resolve(new Revoked());
        }
        await expect(side.dropArea.put(outgoing({ bytes: broken() }))).rejects.toBeInstanceOf(Revoked);
        expect(await side.names('in')).toEqual([]);
      });

      it('publishes nothing after its deadline', async () => {
        const deadline = new AbortController();
        async function* slow(): AsyncGenerator<Buffer, void, void> {
          yield Buffer.from('T;1.0');
          deadline.abort();
          yield await Promise.resolve(Buffer.from('S;000001'));
        }
        const late = side.dropArea.put(outgoing({ bytes: slow(), signal: deadline.signal }));
        await expect(late).rejects.toMatchObject({ trouble: 'TIMED_OUT' });
        expect(await side.names('in')).toEqual([]);
      });

      it('never makes a path of a name', async () => {
        await expect(side.dropArea.put(outgoing({ name: '../../escape.txt' }))).rejects.toBeInstanceOf(RangeError);
      });

      it('says that the folders are missing', async () => {
        await side.takeAway();
        await expect(side.dropArea.put(outgoing())).rejects.toMatchObject({ trouble: 'MISSING' });
        expect(await side.dropArea.health(CONTRACT_OFFICE, never)).toBe('MISSING');
      });
    });

    describe('list', () => {
      it('gives the names of regular files, parts and done/ left out', async () => {
        for (const folder of ANSWER_FOLDERS) {
          await side.place(`${folder}/b.txt`, 'b');
          await side.place(`${folder}/a.txt`, 'a');
          await side.place(`${folder}/c.part`, 'c');
          await side.place(`${folder}/done/d.txt`, 'd');
          const names = (await listed(folder)).map((entry) => (entry.kind === 'FILE' ? entry.name : entry.kind));
          expect(names.sort()).toEqual(['a.txt', 'b.txt']);
        }
      });

      it('reports what is no regular file and names that could harm, without the name', async () => {
        await side.placeForeign('out/link.txt');
        await side.place('out/with\nnewline.txt', 'x');
        await side.place('out/.hidden', 'x');
        await side.place('out/with space.txt', 'x');
        expect(await listed('out')).toEqual(
          expect.arrayContaining([
            { kind: 'FOREIGN', reason: 'NOT_A_REGULAR_FILE' },
            ...Array(3).fill({ kind: 'FOREIGN', reason: 'MALFORMED_NAME' }),
          ]),
        );
      });

      it('says that the folder is missing, and that it is late', async () => {
        const late = AbortSignal.abort();
        await side.place('ack/a.ack', 'a');
        const listing = side.dropArea.list({ officeCode: CONTRACT_OFFICE, folder: 'ack' }, late);
        await expect(listing[Symbol.asyncIterator]().next()).rejects.toMatchObject({ trouble: 'TIMED_OUT' });
        await side.takeAway();
        await expect(listed('ack')).rejects.toMatchObject({ trouble: 'MISSING' });
      });
    });

    describe('open', () => {
      it('reads a file, and finds none where there is none or no regular one', async () => {
        await side.place('ack/a.ack', 'R;1.0');
        await side.placeForeign('ack/link.ack');
        const content = await side.dropArea.open(answer('ack', 'a.ack'), never);
        expect(content && (await text(content))).toBe('R;1.0');
        expect(await side.dropArea.open(answer('ack', 'none.ack'), never)).toBeNull();
        expect(await side.dropArea.open(answer('ack', 'link.ack'), never)).toBeNull();
        await expect(side.dropArea.open(answer('ack', '../in/a'), never)).rejects.toBeInstanceOf(RangeError);
      });
    });

    describe('take', () => {
      it('moves to done/, keeps a second one of the same name, and minds nothing that is gone', async () => {
        await side.place('out/e.txt', 'first');
        await side.dropArea.take(answer('out', 'e.txt'), never);
        await side.place('out/e.txt', 'second');
        await side.dropArea.take(answer('out', 'e.txt'), never);
        await side.dropArea.take(answer('out', 'e.txt'), never);
        expect(await side.names('out')).toEqual([]);
        expect(await side.read('out/done/e.txt')).toBe('first');
        expect(await side.read('out/done/e.txt.2')).toBe('second');
      });

      it('leaves what is no regular file where it is', async () => {
        await side.placeForeign('err/link.err');
        await side.dropArea.take(answer('err', 'link.err'), never);
        expect(await listed('err')).toEqual([{ kind: 'FOREIGN', reason: 'NOT_A_REGULAR_FILE' }]);
        await expect(side.dropArea.take(answer('err', 'a/b'), never)).rejects.toBeInstanceOf(RangeError);
      });
    });

    it('finds nothing wrong with an area that is well', async () => {
      expect(await side.dropArea.health(CONTRACT_OFFICE, never)).toBeNull();
    });
  });
}
