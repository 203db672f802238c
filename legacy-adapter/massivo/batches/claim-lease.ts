import type { BatchClaimStore, ClaimedBatch } from './batch-claim.store.js';

/** Keeps the claim alive while the work lasts: a lease is short so that a dead worker is noticed, work may be longer. */
export async function keepingClaim<T>(
  { claims, claim }: { claims: BatchClaimStore; claim: ClaimedBatch },
  work: () => Promise<T>,
): Promise<T> {
  const letGo = claims.keep(claim);
  try {
    return await work();
  } finally {
    letGo();
  }
}
