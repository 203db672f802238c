import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readLogs } from '../../chaos/auditor/read-logs.js';
import { CANARY, Persons } from '../../chaos/persons.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';

describe('R-60 what the auditor finds in logs', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const persons = new Persons(path.join(folder.path, 'persons.txt'));
    persons.note([
      { taxCode: 'RSSMRA80A01H501U', surname: 'ESPOSITO' },
      { taxCode: 'XX123', surname: 'RE' },
    ]);
  });
  afterAll(() => folder.remove());

  const found = async (log: string): Promise<unknown> => {
    await writeFile(path.join(folder.path, 'worker-1.log'), log);
    return readLogs(folder.path, path.join(folder.path, 'persons.txt'));
  };

  it.each([
    ['the tax code of one of them', '{"msg":"row","taxCode":"RSSMRA80A01H501U"}', 'TAX_CODE'],
    ['the tax code of anybody, in small letters, in a path', 'GET /x/vrdnna75t60g482i.pdf', 'TAX_CODE'],
    ['what stood in the field of a tax code', 'bad value XX123', 'TAX_CODE'],
    ['a surname', '{"msg":"for ESPOSITO"}', 'SURNAME'],
    ['the canary', `failed: ${CANARY}`, 'CANARY'],
  ])('%s', async (_, line, kind) => {
    expect(await found(`{"msg":"ready"}\n${line}\n`)).toEqual({
      logLines: 2,
      leaks: [{ log: 'worker-1.log', line: 2, kind }],
    });
  });

  it('nothing in ids, codes, instants and words', async () => {
    const lines = [
      '{"batchId":"0197c3a1-9a53-7c11-b0a0-8f1ce5a0b001","officeCode":"PROC-H501","trouble":"NOM-003 taxCode"}',
      '{"msg":"REFUSED re-read, ESPOSITOS","fileName":"MASSIVA_c_h501_PROC-H501_20260610_000001.txt"}',
    ];
    expect(await found(`${lines.join('\n')}\n`)).toEqual({ logLines: 2, leaks: [] });
  });
});
