import { parseArgs } from 'node:util';
import { audit } from './audit.js';
import { gatherEvidence } from './gather.js';
import { reportLines } from './report.js';

/** The auditor alone, on what a run has left behind (`npm run chaos -- --keep` prints this command). */
const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    drop: { type: 'string' },
    books: { type: 'string' },
    witness: { type: 'string' },
    logs: { type: 'string' },
    persons: { type: 'string' },
  },
});
const { database: databaseUrl, drop: dropDir, books: booksDir, witness: witnessFile } = values;
const { logs: logsDir, persons: personsFile } = values;
if (!databaseUrl || !dropDir || !booksDir || !witnessFile || !logsDir || !personsFile) {
  process.stderr.write(
    'Usage: auditor/main.ts --database <url> --drop <dir> --books <dir> --witness <file> --logs <dir> --persons <file>\n',
  );
  process.exit(2);
}
const report = audit(await gatherEvidence({ databaseUrl, dropDir, booksDir, witnessFile, logsDir, personsFile }));
process.stdout.write(`${reportLines(report).join('\n')}\n`);
process.exitCode = report.violations.length === 0 ? 0 : 1;
