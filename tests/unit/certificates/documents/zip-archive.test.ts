import { ZipArchive } from '../../../../subgraphs/certificates/documents/zip-archive.js';
import { readZip } from '../../../testkit/zip-reader.js';

async function* parts(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function gather(pieces: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe('ZIP archive', () => {
  it('is read back by another reader, stored and streamed entries alike', async () => {
    const zip = new ZipArchive();
    const bytes = Buffer.concat([
      zip.entry('uno.pdf', Buffer.from('primo'), '2026-02-09'),
      zip.entry('vuoto.pdf', Buffer.alloc(0), '2026-02-09'),
      await gather(zip.streamedEntry('esiti.csv', parts('riga\r\n', 'é'.repeat(100_000)), '2026-02-10')),
      await gather(zip.end()),
    ]);
    const entries = await readZip(bytes);
    expect([...entries.keys()]).toEqual(['uno.pdf', 'vuoto.pdf', 'esiti.csv']);
    expect(entries.get('uno.pdf')?.toString()).toBe('primo');
    expect(entries.get('vuoto.pdf')).toHaveLength(0);
    expect(entries.get('esiti.csv')?.toString()).toBe(`riga\r\n${'é'.repeat(100_000)}`);
  });

  it('is a good archive without an entry', async () => {
    expect((await readZip(await gather(new ZipArchive().end()))).size).toBe(0);
  });

  it('holds more than 65,535 entries (zip64)', async () => {
    const zip = new ZipArchive();
    const pieces: Buffer[] = [];
    for (let index = 0; index < 66_000; index += 1)
      pieces.push(zip.entry(`${index}.pdf`, Buffer.from(String(index)), '2026-02-09'));
    let seen = 0;
    const archive = Buffer.concat([...pieces, await gather(zip.end())]);
    const wanted = await readZip(archive, (name) => (seen += 1) > 65_998 && name.endsWith('.pdf'));
    expect(seen).toBe(66_000);
    expect([...wanted].map(([name, content]) => `${name} ${content}`)).toEqual(['65998.pdf 65998', '65999.pdf 65999']);
  });

  it('fails as the content of an entry fails', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('x');
      throw new Error('the database is gone');
    }
    await expect(gather(new ZipArchive().streamedEntry('esiti.csv', broken(), '2026-02-09'))).rejects.toThrow('gone');
  });
});
