-- R-09: a renewal that was withdrawn does not keep an agreement from being renewed.
DROP INDEX "agreements"."direct_agreement_renews_id_key";

-- AlterTable
ALTER TABLE "agreements"."direct_agreement" ADD COLUMN "signed_on" DATE,
ADD COLUMN "signed_copy_sha256" TEXT;

-- CreateIndex
CREATE INDEX "direct_agreement_renews_id_idx" ON "agreements"."direct_agreement"("renews_id");

-- CreateIndex
CREATE INDEX "direct_agreement_ends_on_idx" ON "agreements"."direct_agreement"("ends_on");

-- CreateEnum
CREATE TYPE "agreements"."agreement_entry_kind" AS ENUM ('SIC', 'ADS', 'UNITS');

-- CreateTable
CREATE TABLE "agreements"."direct_agreement_entry" (
    "id" BIGSERIAL NOT NULL,
    "agreement_id" UUID NOT NULL,
    "kind" "agreements"."agreement_entry_kind" NOT NULL,
    "detail" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "direct_agreement_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreements"."direct_agreement_alert" (
    "id" BIGSERIAL NOT NULL,
    "agreement_id" UUID NOT NULL,
    "days" SMALLINT NOT NULL,
    "office_code" TEXT NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "direct_agreement_alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreements"."direct_agreement_document" (
    "agreement_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "key_id" SMALLINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "direct_agreement_document_pkey" PRIMARY KEY ("agreement_id")
);

-- CreateIndex
CREATE INDEX "direct_agreement_entry_agreement_id_idx" ON "agreements"."direct_agreement_entry"("agreement_id");

-- CreateIndex
CREATE UNIQUE INDEX "direct_agreement_alert_agreement_id_days_key" ON "agreements"."direct_agreement_alert"("agreement_id", "days");

-- CreateIndex
CREATE INDEX "direct_agreement_alert_office_code_id_idx" ON "agreements"."direct_agreement_alert"("office_code", "id");

-- CreateIndex
CREATE INDEX "direct_agreement_alert_ipa_code_id_idx" ON "agreements"."direct_agreement_alert"("ipa_code", "id");

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_entry" ADD CONSTRAINT "direct_agreement_entry_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreements"."direct_agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_alert" ADD CONSTRAINT "direct_agreement_alert_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreements"."direct_agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_document" ADD CONSTRAINT "direct_agreement_document_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreements"."direct_agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- R-09: one renewal of an agreement that is not withdrawn.
CREATE UNIQUE INDEX "direct_agreement_one_renewal" ON "agreements"."direct_agreement" ("renews_id")
  WHERE "status" <> 'WITHDRAWN';

ALTER TABLE "agreements"."direct_agreement" ADD CONSTRAINT "direct_agreement_signed_copy_is_a_hash"
  CHECK ("signed_copy_sha256" ~ '^[0-9a-f]{64}$');
ALTER TABLE "agreements"."direct_agreement_document" ADD CONSTRAINT "direct_agreement_document_has_a_hash"
  CHECK ("sha256" ~ '^[0-9a-f]{64}$');

-- R-09: no other day is announced.
ALTER TABLE "agreements"."direct_agreement_alert" ADD CONSTRAINT "direct_agreement_alert_days"
  CHECK ("days" IN (90, 60, 30));
