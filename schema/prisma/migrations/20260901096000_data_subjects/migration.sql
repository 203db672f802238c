-- What is handed to a person who asks for his or her data is a reading of the certificates in it.
-- AlterEnum
ALTER TYPE "certificates"."reading_kind" ADD VALUE 'SUBJECT_EXPORT';

-- CreateEnum
CREATE TYPE "certificates"."subject_request_kind" AS ENUM ('EXPORT', 'ERASURE');

-- Exports and erasures at a person's own request, each call of them; append-only. Who it was about, and why, lies sealed.
-- CreateTable
CREATE TABLE "certificates"."subject_request" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" "certificates"."subject_request_kind" NOT NULL,
    "by" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "key_id" SMALLINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "item_ids" TEXT[],

    CONSTRAINT "subject_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "subject_request_office_code_at_idx" ON "certificates"."subject_request"("office_code", "at");
