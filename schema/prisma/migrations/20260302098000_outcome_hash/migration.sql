-- AlterTable
ALTER TABLE "legacy"."massivo_batch" ADD COLUMN     "outcome_sha256" BYTEA;
