import { runIntakeCampaign } from '../../fuzz/intake-campaign.js';

/** `npm run fuzz` sends some hundreds. */
const SEED = 20260213;
const UPLOADS = 60;

describe(`${UPLOADS} damaged uploads, seed ${SEED}`, () => {
  it('R-23 R-31 leave nothing when they are refused, and every row once when they are taken in', async () => {
    const tags = await runIntakeCampaign({ cases: UPLOADS, seed: SEED });
    expect([...tags.values()].reduce((sum, count) => sum + count, 0)).toBe(UPLOADS);
    expect([...tags.keys()]).toEqual(
      expect.arrayContaining(['MASSIVO', 'OBB-001', 'TES-004', 'AUT-001', 'repetition']),
    );
  });
});
