import { ItemOutcomesService } from '../../subgraphs/certificates/issuing/item-outcomes.service.js';
import { issuingWorld } from '../testkit/certificates.js';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { insertAcceptedRequest } from '../testkit/requests.js';
import { describeItemOutcomes, type EndSeen } from './item-outcomes.contract.js';

let test: TestDatabase | undefined;

afterAll(() => test?.drop());

describeItemOutcomes('certificates', async () => {
  const { database } = (test = await createTestDatabase());
  const world = issuingWorld(database);
  return {
    itemOutcomes: new ItemOutcomesService(world),
    transaction: (run) => database.transaction(run),
    // Every other row was refused at intake, so that `seq` and line differ.
    async addRequest(rows) {
      const refusedLines = Array.from({ length: rows }, (_, index) => 2 * index + 1);
      return (await insertAcceptedRequest(database, world.vault, { items: 2 * rows, refusedLines, channel: 'MASSIVO' }))
        .id;
    },
    async ends(requestId) {
      const ends = await database.rows<EndSeen & { seq: number }>(
        `SELECT seq, status::text, code FROM certificates.item_end JOIN certificates.certificate_item USING (request_id, line)
         WHERE request_id = $1 AND seq IS NOT NULL ORDER BY seq`,
        [requestId],
      );
      return new Map(ends.map(({ seq, status, code }) => [seq, { status, code }]));
    },
    async underReview(requestId) {
      const reviews = await database.rows<{ seq: number }>(
        `SELECT seq FROM certificates.item_review JOIN certificates.certificate_item USING (request_id, line)
         WHERE request_id = $1 AND settled_at IS NULL ORDER BY seq`,
        [requestId],
      );
      return reviews.map(({ seq }) => seq);
    },
  };
});
