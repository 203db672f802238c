import type { FileHandle } from 'node:fs/promises';

/** An open file whose bytes are in memory: the emulator's reader takes nothing else, and a disk would be most of the time. */
export function memoryFileHandle(bytes: Buffer): FileHandle {
  let position = 0;
  const handle = {
    createReadStream: ({ highWaterMark = 65_536 }: { highWaterMark?: number } = {}) => pieces(bytes, highWaterMark),
    read: (target: Buffer, offset = 0, length = target.length - offset, at: number | null = null) => {
      const from = at ?? position;
      const bytesRead = bytes.copy(target, offset, from, from + length);
      if (at === null) position += bytesRead;
      return Promise.resolve({ bytesRead, buffer: target });
    },
    stat: () => Promise.resolve({ size: bytes.length, isFile: () => true }),
    close: () => Promise.resolve(),
  };
  return handle as unknown as FileHandle;
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
