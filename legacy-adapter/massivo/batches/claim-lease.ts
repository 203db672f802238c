import type { BatchClaimStore, ClaimedBatch } from './batch-claim.store.js';

/** Keeps the claim alive while the work lasts: a lease is short so that a dead worker is noticed, work may be longer. */
export async function keepingClaim<T>(
  { claims, claim, leaseMs }: { claims: BatchClaimStore; claim: ClaimedBatch; leaseMs: number },
  work: () => Promise<T>,
): Promise<T> {
  // A renewal that fails costs the claim at worst, and then the work comes to nothing by itself.
  const renewal = setInterval(() => void claims.renew(claim).catch(() => undefined), leaseMs / 3);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
  }
}
