import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { ZipWriter } from '../../../../legacy-adapter/emulator/register/zip-writer.js';

const fromBuffer = promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer);

async function archiveOf(entries: Iterable<readonly [string, Buffer]>): Promise<Buffer> {
  const parts: Buffer[] = [];
  const zip = new ZipWriter((bytes) => {
    parts.push(bytes);
    return Promise.resolve();
  });
  for (const [name, content] of entries) await zip.add(name, content);
  await zip.end();
  return Buffer.concat(parts);
}

/** Reads an archive with a library of its own, which checks sizes and checksums. */
async function read(archive: Buffer): Promise<[string, string][]> {
  const zip = await fromBuffer(archive, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true });
  const openReadStream = promisify<yauzl.Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  const found: [string, string][] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(found));
    zip.on('entry', (entry: yauzl.Entry) => {
      void openReadStream(entry)
        .then(async (stream) => {
          let content = '';
          for await (const chunk of stream) content += chunk.toString();
          found.push([entry.fileName, content]);
          zip.readEntry();
        })
        .catch(reject);
    });
    zip.readEntry();
  });
}

describe('ZipWriter', () => {
  it('writes an archive that another implementation reads', async () => {
    const archive = await archiveOf([
      ['H501-1.pdf', Buffer.from('one')],
      ['città.pdf', Buffer.from('')],
    ]);
    expect(await read(archive)).toEqual([
      ['H501-1.pdf', 'one'],
      ['città.pdf', ''],
    ]);
  });

  it('writes an empty archive', async () => {
    expect(await read(await archiveOf([]))).toEqual([]);
  });

  it('goes over to zip64 at 65,535 entries', async () => {
    const count = 65_540;
    const entries = (function* () {
      for (let index = 0; index < count; index += 1) yield [`${index}`, Buffer.alloc(0)] as const;
    })();
    const archive = await archiveOf(entries);
    const zip = await fromBuffer(archive, { lazyEntries: true });
    expect(zip.entryCount).toBe(count);
    expect(archive.readUInt16LE(archive.length - 12)).toBe(0xffff);
  });
});
