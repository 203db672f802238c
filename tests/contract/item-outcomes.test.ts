import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { FakeItemOutcomes, type FakeEnd } from '../testkit/fake-item-outcomes.js';
import { newId } from '../../schema/kernel/identity.js';
import { describeItemOutcomes, type EndSeen } from './item-outcomes.contract.js';

let test: TestDatabase | undefined;

afterAll(() => test?.drop());

describeItemOutcomes('fake', async () => {
  const created = (test = await createTestDatabase());
  const items = await FakeItemOutcomes.create(created);
  const isEnd = (end: FakeEnd): boolean => end.status !== 'UNDER_REVIEW';
  return {
    itemOutcomes: items,
    transaction: (run) => created.database.transaction(run),
    addRequest(rows) {
      const requestId = newId(new Date('2026-06-10T10:00:00Z'));
      items.addRequest(requestId, rows);
      return Promise.resolve(requestId);
    },
    async ends(requestId) {
      const ends = [...(await items.ends(requestId))].filter(([, end]) => isEnd(end));
      return new Map(ends.map(([seq, { status, code }]) => [seq, { status, code } as EndSeen]));
    },
    async underReview(requestId) {
      return [...(await items.ends(requestId))].filter(([, end]) => !isEnd(end)).map(([seq]) => seq);
    },
  };
});
