import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the newest head of the transition's log is remembered outside the database. */
export interface FileHeadWitness {
  last(log: string): Promise<string | null>;
  keep(log: string, receipt: string): Promise<void>;
}

/** One small file for each log in `DATA_DIR/transition-heads`; nothing secret is in it. */
export function fileHeadWitness(dataDir: string): FileHeadWitness {
  const folder = path.join(dataDir, 'transition-heads');
  const fileOf = (log: string): string => path.join(folder, `${log.slice(0, 32)}.receipt`);
  return {
    async last(log) {
      try {
        return (await readFile(fileOf(log), 'utf8')).trim();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async keep(log, receipt) {
      await mkdir(folder, { recursive: true });
      // Aside first: nobody may find half a receipt.
      const draft = `${fileOf(log)}.${randomBytes(6).toString('hex')}`;
      await writeFile(draft, `${receipt}\n`, { flush: true });
      await rename(draft, fileOf(log));
    },
  };
}
