import type { Evidence } from '../evidence.js';
import { groupBy, type Violation } from '../violation.js';

const CHECK = 'a file name stands for one content, and nothing is at an office that we do not know of';

/** The same request is always the same bytes under the same name, in the drop area and in the office's books. */
export function checkFiles({ files, receipts, batches }: Evidence): Violation[] {
  const seen = [
    ...files.map(({ officeCode, name, sha256 }) => ({ key: `${officeCode}/${plainName(name)}`, sha256 })),
    ...receipts.map(({ officeCode, file, sha256 }) => ({ key: `${officeCode}/${file}`, sha256 })),
  ];
  const contents = groupBy(seen, ({ key }) => key);
  const twoContents = [...contents].filter(([, found]) => new Set(found.map(({ sha256 }) => sha256)).size > 1);
  const kept = new Set(files.map(({ officeCode, folder, name }) => `${officeCode}/${folder}/${name}`));
  // Of a file that was taken in again while its first answer was still owed, one copy lies under that name.
  const vanished = receipts.filter(
    ({ officeCode, takenAs, file }) =>
      !kept.has(`${officeCode}/in/done/${takenAs}`) && !kept.has(`${officeCode}/in/${file}`),
  );
  const batchNames = batches.map(({ officeCode, fileName }) => `${officeCode}/${fileName}`);
  const twiceNamed = [...groupBy(batchNames, (name) => name)].filter(([, found]) => found.length > 1);
  return [
    ...twoContents.map(([name]) => violation('DOUBLED', `${name}: two contents`)),
    ...vanished.map(({ officeCode, takenAs }) =>
      violation('LOST', `${officeCode}/${takenAs}: no longer at the office`),
    ),
    ...twiceNamed.map(([name]) => violation('DOUBLED', `${name}: two batches`)),
  ];
}

const plainName = (name: string): string => name.replace(/\.\d+\.txt$/, '.txt');
const violation = (harm: Violation['harm'], about: string): Violation => ({ check: CHECK, harm, about });
