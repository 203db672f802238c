-- AlterTable
ALTER TABLE "legacy"."massivo_limits" ADD COLUMN "queued_minutes" INTEGER,
ADD COLUMN "acknowledgement_minutes" INTEGER,
ADD COLUMN "outcome_minutes" INTEGER,
ADD COLUMN "incomplete_minutes" INTEGER;

-- AlterTable
ALTER TABLE "legacy"."massivo_batch" ADD COLUMN "queued_at" TIMESTAMPTZ(3);

-- What cannot be said in Prisma's schema language ------------------------------------------------------------------

-- That an answer is late follows from the times alone; it was written down a second time here.
UPDATE "legacy"."massivo_batch" SET "last_error" = NULL WHERE "last_error" IN ('NO_ACKNOWLEDGEMENT', 'NO_OUTCOME');
