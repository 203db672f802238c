-- R-62: PDFs are erased, the record that a certificate was issued stays.
-- AlterTable
ALTER TABLE "certificates"."certificate" ADD COLUMN     "pdf_erased_on" DATE;

-- AlterTable
ALTER TABLE "certificates"."certificate_document" ALTER COLUMN "key_id" DROP NOT NULL,
ALTER COLUMN "sealed" DROP NOT NULL;

-- CreateTable
CREATE TABLE "certificates"."document_erasure" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "retention_days" INTEGER NOT NULL,
    "certificates" INTEGER NOT NULL,
    "documents" INTEGER NOT NULL,

    CONSTRAINT "document_erasure_pkey" PRIMARY KEY ("id")
);

-- R-36: whether all of a request is at an end, so that lists of what is open need not look at what is not.
-- AlterTable
ALTER TABLE "certificates"."certificate_request" ADD COLUMN     "ended_at" TIMESTAMPTZ(3);

-- R-45: duty stamps that go with the pages.
-- AlterTable
ALTER TABLE "certificates"."counter_item" ADD COLUMN     "duty_stamps" INTEGER;

-- R-61: the office that a review waits at, for the list of its operators.
-- AlterTable
ALTER TABLE "certificates"."item_review" ADD COLUMN     "office_code" TEXT;
UPDATE "certificates"."item_review" review SET "office_code" = request."office_code"
  FROM "certificates"."certificate_request" request WHERE request."id" = review."request_id";
ALTER TABLE "certificates"."item_review" ALTER COLUMN "office_code" SET NOT NULL;

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- A value without its key never opens again.
ALTER TABLE "certificates"."certificate_document" ADD CONSTRAINT "certificate_document_sealed"
  CHECK (("key_id" IS NULL) = ("sealed" IS NULL));
-- What is still to be erased, by day of issue. One entry a day and not one a certificate: equal days share theirs.
CREATE INDEX "certificate_with_pdf" ON "certificates"."certificate" ("issued_on") WHERE "pdf_erased_on" IS NULL;

UPDATE "certificates"."counter_item" SET "duty_stamps" = ("pages" + 1) / 2 WHERE "pages" IS NOT NULL;
ALTER TABLE "certificates"."counter_item" ADD CONSTRAINT "counter_item_stamps_go_with_pages"
  CHECK (("duty_stamps" IS NULL) = ("pages" IS NULL) AND "duty_stamps" >= 1);

-- R-36: a body's history under each of its filters, newest first.
CREATE INDEX "certificate_request_by_channel" ON "certificates"."certificate_request"
  ("ipa_code", "channel", "submitted_at" DESC, "id" DESC) WHERE "state" = 'ACCEPTED';
CREATE INDEX "certificate_request_by_kind" ON "certificates"."certificate_request"
  ("ipa_code", "kind", "submitted_at" DESC, "id" DESC) WHERE "state" = 'ACCEPTED';
CREATE INDEX "certificate_request_by_office" ON "certificates"."certificate_request"
  ("ipa_code", "office_code", "submitted_at" DESC, "id" DESC) WHERE "state" = 'ACCEPTED';
CREATE INDEX "certificate_request_by_purpose" ON "certificates"."certificate_request"
  ("ipa_code", "purpose_code", "submitted_at" DESC, "id" DESC) WHERE "state" = 'ACCEPTED';
CREATE INDEX "certificate_request_by_protocol" ON "certificates"."certificate_request"
  ("ipa_code", "protocol_number", "submitted_at" DESC, "id" DESC) WHERE "state" = 'ACCEPTED';
CREATE INDEX "certificate_request_not_ended" ON "certificates"."certificate_request"
  ("ipa_code", "submitted_at" DESC, "id" DESC) WHERE "state" = 'ACCEPTED' AND "ended_at" IS NULL;
-- For whoever looks which of them have ended since.
CREATE INDEX "certificate_request_to_end" ON "certificates"."certificate_request" ("id")
  WHERE "state" = 'ACCEPTED' AND "ended_at" IS NULL;
-- R-45: what lies at an office's counter, R-33: what waits for its operators; oldest first.
CREATE INDEX "certificate_request_at_counter" ON "certificates"."certificate_request" ("office_code", "submitted_at", "id")
  WHERE "state" = 'ACCEPTED' AND "channel" = 'OFFICE_COUNTER' AND "ended_at" IS NULL;
CREATE INDEX "item_review_open" ON "certificates"."item_review" ("office_code", "since", "request_id", "line")
  WHERE "settled_at" IS NULL;
