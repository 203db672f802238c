-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "agreements";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "certificates";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "legacy";

-- CreateEnum
CREATE TYPE "agreements"."public_body_type" AS ENUM ('PA', 'GPS');

-- CreateEnum
CREATE TYPE "agreements"."organisational_unit_type" AS ENUM ('AOO', 'UO');

-- CreateEnum
CREATE TYPE "agreements"."contact_side" AS ENUM ('BODY', 'OFFICE');

-- CreateEnum
CREATE TYPE "agreements"."direct_agreement_status" AS ENUM ('DRAFT', 'SIGNED', 'REGISTERED', 'ACTIVE', 'SUSPENDED', 'EXPIRED', 'WITHDRAWN', 'RENEWED');

-- CreateEnum
CREATE TYPE "certificates"."request_state" AS ENUM ('STAGED', 'ACCEPTED');

-- CreateEnum
CREATE TYPE "certificates"."channel" AS ENUM ('MASSIVO', 'DIRECT_AGREEMENT', 'OFFICE_COUNTER', 'PDND');

-- CreateEnum
CREATE TYPE "certificates"."item_end_status" AS ENUM ('ISSUED', 'REJECTED', 'FAILED', 'ABANDONED');

-- CreateEnum
CREATE TYPE "certificates"."reading_kind" AS ENUM ('PDF', 'ARCHIVE', 'OUTCOME_FILE', 'GRAPH');

-- CreateEnum
CREATE TYPE "legacy"."transition_state" AS ENUM ('OPEN', 'DRAINING', 'CLOSED');

-- CreateEnum
CREATE TYPE "legacy"."transition_change_status" AS ENUM ('APPLIED', 'WAITING_APPROVAL', 'SCHEDULED', 'CANCELLED', 'SUPERSEDED');

-- CreateEnum
CREATE TYPE "legacy"."massivo_batch_state" AS ENUM ('QUEUED', 'SENT', 'ACKNOWLEDGED', 'COMPLETED', 'REFUSED', 'FAILED', 'ABANDONED');

-- CreateTable
CREATE TABLE "agreements"."prosecutor_office" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "district" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "belfiore" TEXT NOT NULL,
    "pilot" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "prosecutor_office_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "agreements"."public_body" (
    "ipa_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" "agreements"."public_body_type" NOT NULL,
    "tax_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "pec" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "public_body_pkey" PRIMARY KEY ("ipa_code")
);

-- CreateTable
CREATE TABLE "agreements"."former_massivo_body" (
    "ipa_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,

    CONSTRAINT "former_massivo_body_pkey" PRIMARY KEY ("ipa_code","office_code")
);

-- CreateTable
CREATE TABLE "agreements"."organisational_unit" (
    "ipa_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" "agreements"."organisational_unit_type" NOT NULL,

    CONSTRAINT "organisational_unit_pkey" PRIMARY KEY ("ipa_code","code")
);

-- CreateTable
CREATE TABLE "agreements"."purpose" (
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "title_it" TEXT NOT NULL,
    "law" TEXT NOT NULL,
    "article" TEXT NOT NULL,
    "kinds" TEXT[],
    "body_types" "agreements"."public_body_type"[],

    CONSTRAINT "purpose_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "agreements"."contact_person" (
    "id" UUID NOT NULL,
    "side" "agreements"."contact_side" NOT NULL,
    "ipa_code" TEXT,
    "office_code" TEXT,
    "body_tax_code" TEXT,
    "person_key" TEXT NOT NULL,
    "key_id" SMALLINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "exception_reason" TEXT,

    CONSTRAINT "contact_person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreements"."direct_agreement" (
    "id" UUID NOT NULL,
    "office_code" TEXT NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "status" "agreements"."direct_agreement_status" NOT NULL,
    "starts_on" DATE,
    "ends_on" DATE,
    "kinds" TEXT[],
    "sic_reference" TEXT,
    "ads_reference" TEXT,
    "renews_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "direct_agreement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreements"."direct_agreement_purpose" (
    "agreement_id" UUID NOT NULL,
    "purpose_code" TEXT NOT NULL,

    CONSTRAINT "direct_agreement_purpose_pkey" PRIMARY KEY ("agreement_id","purpose_code")
);

-- CreateTable
CREATE TABLE "agreements"."direct_agreement_contact" (
    "agreement_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,

    CONSTRAINT "direct_agreement_contact_pkey" PRIMARY KEY ("agreement_id","contact_id")
);

-- CreateTable
CREATE TABLE "agreements"."direct_agreement_unit" (
    "agreement_id" UUID NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,

    CONSTRAINT "direct_agreement_unit_pkey" PRIMARY KEY ("agreement_id","unit_code")
);

-- CreateTable
CREATE TABLE "agreements"."direct_agreement_status_change" (
    "id" BIGSERIAL NOT NULL,
    "agreement_id" UUID NOT NULL,
    "from" "agreements"."direct_agreement_status",
    "to" "agreements"."direct_agreement_status" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "direct_agreement_status_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificates"."certificate_request" (
    "id" UUID NOT NULL,
    "state" "certificates"."request_state" NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "unit_code" TEXT,
    "office_code" TEXT NOT NULL,
    "client_request_id" TEXT NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "file_request_id" TEXT,
    "kind" TEXT NOT NULL,
    "purpose_code" TEXT NOT NULL,
    "protocol_number" TEXT NOT NULL,
    "protocol_date" DATE NOT NULL,
    "german" BOOLEAN NOT NULL,
    "channel" "certificates"."channel",
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_by" TEXT NOT NULL,
    "sign_in_method" TEXT NOT NULL,
    "sign_in_level" SMALLINT NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "resubmits_id" UUID,

    CONSTRAINT "certificate_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificates"."certificate_item" (
    "request_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "seq" INTEGER,
    "key_id" SMALLINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "rejection_code" TEXT,
    "rejection_field" TEXT,

    CONSTRAINT "certificate_item_pkey" PRIMARY KEY ("request_id","line")
);

-- CreateTable
CREATE TABLE "certificates"."item_end" (
    "request_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "status" "certificates"."item_end_status" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "code" TEXT,
    "field" TEXT,

    CONSTRAINT "item_end_pkey" PRIMARY KEY ("request_id","line")
);

-- CreateTable
CREATE TABLE "certificates"."item_review" (
    "request_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "flags" TEXT[],
    "key_id" SMALLINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "settled_by" TEXT,
    "note" TEXT,

    CONSTRAINT "item_review_pkey" PRIMARY KEY ("request_id","line")
);

-- CreateTable
CREATE TABLE "certificates"."certificate" (
    "number" TEXT NOT NULL,
    "request_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "verification_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "issued_on" DATE NOT NULL,
    "expires_on" DATE NOT NULL,
    "key_id" SMALLINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "certificate_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "certificates"."certificate_document" (
    "number" TEXT NOT NULL,
    "sha256" BYTEA NOT NULL,
    "key_id" SMALLINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "certificate_document_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "certificates"."item_delta" (
    "id" BIGSERIAL NOT NULL,
    "request_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "issued" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "abandoned" INTEGER NOT NULL DEFAULT 0,
    "under_review" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "item_delta_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificates"."issuing_job" (
    "request_id" UUID NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "next_seq" INTEGER NOT NULL DEFAULT 1,
    "last_seq" INTEGER NOT NULL,
    "served_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "claim_token" BIGINT NOT NULL DEFAULT 0,
    "claimed_until" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "issuing_job_pkey" PRIMARY KEY ("request_id")
);

-- CreateTable
CREATE TABLE "certificates"."issuing_turn" (
    "ipa_code" TEXT NOT NULL,
    "turn" BIGINT NOT NULL,

    CONSTRAINT "issuing_turn_pkey" PRIMARY KEY ("ipa_code")
);

-- CreateTable
CREATE TABLE "certificates"."certificate_reading" (
    "id" BIGSERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" "certificates"."reading_kind" NOT NULL,
    "person_key" TEXT NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "purpose_code" TEXT NOT NULL,

    CONSTRAINT "certificate_reading_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legacy"."transition_window" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "opens_on" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "act" TEXT,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "transition_window_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legacy"."transition_flag" (
    "office_code" TEXT NOT NULL DEFAULT '',
    "ipa_code" TEXT NOT NULL DEFAULT '',
    "state" "legacy"."transition_state" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transition_flag_pkey" PRIMARY KEY ("office_code","ipa_code")
);

-- CreateTable
CREATE TABLE "legacy"."massivo_pin" (
    "ipa_code" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "massivo_pin_pkey" PRIMARY KEY ("ipa_code")
);

-- CreateTable
CREATE TABLE "legacy"."transition_change" (
    "id" UUID NOT NULL,
    "office_code" TEXT NOT NULL DEFAULT '',
    "ipa_code" TEXT NOT NULL DEFAULT '',
    "from" "legacy"."transition_state" NOT NULL,
    "to" "legacy"."transition_state" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "approved_by" TEXT,
    "force" BOOLEAN NOT NULL DEFAULT false,
    "status" "legacy"."transition_change_status" NOT NULL,
    "version" INTEGER,
    "receipt" TEXT,

    CONSTRAINT "transition_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legacy"."transition_log" (
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "entry" TEXT NOT NULL,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "transition_log_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "legacy"."massivo_submission" (
    "request_id" UUID NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "body_tax_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "file_request_id" TEXT NOT NULL,
    "kind_code" TEXT NOT NULL,
    "purpose_code" TEXT NOT NULL,
    "protocol_number" TEXT NOT NULL,
    "protocol_date" DATE NOT NULL,
    "german" BOOLEAN NOT NULL,
    "pec" TEXT NOT NULL,
    "agreement_reference" TEXT NOT NULL DEFAULT '',
    "key_id" SMALLINT NOT NULL,
    "sealed_contact" BYTEA NOT NULL,
    "accepted_on" DATE NOT NULL,
    "items" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "planned_at" TIMESTAMPTZ(3),

    CONSTRAINT "massivo_submission_pkey" PRIMARY KEY ("request_id")
);

-- CreateTable
CREATE TABLE "legacy"."massivo_batch" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "parts" INTEGER NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_request_id" TEXT NOT NULL,
    "first_seq" INTEGER NOT NULL,
    "last_seq" INTEGER NOT NULL,
    "state" "legacy"."massivo_batch_state" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "sic_protocol" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "served_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "claim_token" BIGINT NOT NULL DEFAULT 0,
    "claimed_until" TIMESTAMPTZ(3),

    CONSTRAINT "massivo_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legacy"."massivo_file_count" (
    "ipa_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "massivo_file_count_pkey" PRIMARY KEY ("ipa_code","office_code","day")
);

-- CreateTable
CREATE TABLE "legacy"."massivo_limits" (
    "office_code" TEXT NOT NULL,
    "maximum_rows" INTEGER NOT NULL DEFAULT 300,
    "minimum_rows" INTEGER NOT NULL DEFAULT 1,
    "concurrent_batches" INTEGER NOT NULL DEFAULT 10,
    "daily_rows" INTEGER,

    CONSTRAINT "massivo_limits_pkey" PRIMARY KEY ("office_code")
);

-- CreateIndex
CREATE INDEX "public_body_office_code_idx" ON "agreements"."public_body"("office_code");

-- CreateIndex
CREATE INDEX "contact_person_person_key_idx" ON "agreements"."contact_person"("person_key");

-- CreateIndex
CREATE INDEX "contact_person_ipa_code_idx" ON "agreements"."contact_person"("ipa_code");

-- CreateIndex
CREATE UNIQUE INDEX "direct_agreement_renews_id_key" ON "agreements"."direct_agreement"("renews_id");

-- CreateIndex
CREATE INDEX "direct_agreement_ipa_code_office_code_idx" ON "agreements"."direct_agreement"("ipa_code", "office_code");

-- CreateIndex
CREATE INDEX "direct_agreement_office_code_idx" ON "agreements"."direct_agreement"("office_code");

-- CreateIndex
CREATE INDEX "direct_agreement_status_change_agreement_id_idx" ON "agreements"."direct_agreement_status_change"("agreement_id");

-- CreateIndex
CREATE INDEX "certificate_request_ipa_code_submitted_at_id_idx" ON "certificates"."certificate_request"("ipa_code", "submitted_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "certificate_request_office_code_idx" ON "certificates"."certificate_request"("office_code");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_verification_code_key" ON "certificates"."certificate"("verification_code");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_request_id_line_key" ON "certificates"."certificate"("request_id", "line");

-- CreateIndex
CREATE INDEX "item_delta_request_id_idx" ON "certificates"."item_delta"("request_id");

-- CreateIndex
CREATE INDEX "issuing_job_served_at_idx" ON "certificates"."issuing_job"("served_at");

-- CreateIndex
CREATE INDEX "certificate_reading_number_idx" ON "certificates"."certificate_reading"("number");

-- CreateIndex
CREATE INDEX "transition_change_status_idx" ON "legacy"."transition_change"("status");

-- CreateIndex
CREATE INDEX "massivo_submission_office_code_idx" ON "legacy"."massivo_submission"("office_code");

-- CreateIndex
CREATE INDEX "massivo_submission_ipa_code_idx" ON "legacy"."massivo_submission"("ipa_code");

-- CreateIndex
CREATE UNIQUE INDEX "massivo_batch_file_name_key" ON "legacy"."massivo_batch"("file_name");

-- CreateIndex
CREATE INDEX "massivo_batch_state_office_code_idx" ON "legacy"."massivo_batch"("state", "office_code");

-- CreateIndex
CREATE INDEX "massivo_batch_ipa_code_created_at_id_idx" ON "legacy"."massivo_batch"("ipa_code", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "massivo_batch_office_code_created_at_id_idx" ON "legacy"."massivo_batch"("office_code", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "massivo_batch_request_id_part_key" ON "legacy"."massivo_batch"("request_id", "part");

-- AddForeignKey
ALTER TABLE "agreements"."public_body" ADD CONSTRAINT "public_body_office_code_fkey" FOREIGN KEY ("office_code") REFERENCES "agreements"."prosecutor_office"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."former_massivo_body" ADD CONSTRAINT "former_massivo_body_ipa_code_fkey" FOREIGN KEY ("ipa_code") REFERENCES "agreements"."public_body"("ipa_code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."organisational_unit" ADD CONSTRAINT "organisational_unit_ipa_code_fkey" FOREIGN KEY ("ipa_code") REFERENCES "agreements"."public_body"("ipa_code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."contact_person" ADD CONSTRAINT "contact_person_ipa_code_fkey" FOREIGN KEY ("ipa_code") REFERENCES "agreements"."public_body"("ipa_code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement" ADD CONSTRAINT "direct_agreement_office_code_fkey" FOREIGN KEY ("office_code") REFERENCES "agreements"."prosecutor_office"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement" ADD CONSTRAINT "direct_agreement_ipa_code_fkey" FOREIGN KEY ("ipa_code") REFERENCES "agreements"."public_body"("ipa_code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement" ADD CONSTRAINT "direct_agreement_renews_id_fkey" FOREIGN KEY ("renews_id") REFERENCES "agreements"."direct_agreement"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_purpose" ADD CONSTRAINT "direct_agreement_purpose_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreements"."direct_agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_purpose" ADD CONSTRAINT "direct_agreement_purpose_purpose_code_fkey" FOREIGN KEY ("purpose_code") REFERENCES "agreements"."purpose"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_contact" ADD CONSTRAINT "direct_agreement_contact_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreements"."direct_agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_contact" ADD CONSTRAINT "direct_agreement_contact_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "agreements"."contact_person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_unit" ADD CONSTRAINT "direct_agreement_unit_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreements"."direct_agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_unit" ADD CONSTRAINT "direct_agreement_unit_ipa_code_unit_code_fkey" FOREIGN KEY ("ipa_code", "unit_code") REFERENCES "agreements"."organisational_unit"("ipa_code", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreements"."direct_agreement_status_change" ADD CONSTRAINT "direct_agreement_status_change_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreements"."direct_agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legacy"."massivo_batch" ADD CONSTRAINT "massivo_batch_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "legacy"."massivo_submission"("request_id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- R-09: agreements of one office and body that are neither DRAFT nor WITHDRAWN never overlap.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE "agreements"."direct_agreement"
  ADD CONSTRAINT "direct_agreement_ends_after_start" CHECK ("ends_on" >= "starts_on"),
  ADD CONSTRAINT "direct_agreement_no_overlap" EXCLUDE USING gist
    ("office_code" WITH =, "ipa_code" WITH =, daterange("starts_on", "ends_on", '[]') WITH &&)
    WHERE ("status" NOT IN ('DRAFT', 'WITHDRAWN'));

-- R-32: one accepted request per body and client request id; one per body and header request id (TES-004).
-- Staged requests do not count: two uploads of the same request may be under way, the deciding transaction picks one.
CREATE UNIQUE INDEX "certificate_request_client_id" ON "certificates"."certificate_request" ("ipa_code", "client_request_id")
  WHERE "state" = 'ACCEPTED';
CREATE UNIQUE INDEX "certificate_request_file_id" ON "certificates"."certificate_request" ("ipa_code", "file_request_id")
  WHERE "state" = 'ACCEPTED' AND "file_request_id" IS NOT NULL;
CREATE INDEX "certificate_request_staged" ON "certificates"."certificate_request" ("submitted_at") WHERE "state" = 'STAGED';

-- R-35: the number of a certificate issued on the direct channel or settled by an operator.
CREATE SEQUENCE "certificates"."certificate_number";

-- Turns of the direct channel, in the order in which they were given.
CREATE SEQUENCE "certificates"."issuing_turn_number";

-- R-60: nobody rewrites who read what.
CREATE FUNCTION "certificates"."refuse_rewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'certificate readings are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "certificate_reading_append_only" BEFORE UPDATE OR DELETE ON "certificates"."certificate_reading"
  FOR EACH ROW EXECUTE FUNCTION "certificates"."refuse_rewriting"();
CREATE TRIGGER "certificate_reading_no_truncate" BEFORE TRUNCATE ON "certificates"."certificate_reading"
  FOR EACH STATEMENT EXECUTE FUNCTION "certificates"."refuse_rewriting"();

-- Work that is waiting, for the worker's claims.
CREATE INDEX "massivo_submission_unplanned" ON "legacy"."massivo_submission" ("created_at") WHERE "planned_at" IS NULL;
CREATE INDEX "massivo_batch_open" ON "legacy"."massivo_batch" ("served_at") WHERE "state" IN ('QUEUED', 'SENT', 'ACKNOWLEDGED');

-- One calendar row only.
ALTER TABLE "legacy"."transition_window" ADD CONSTRAINT "transition_window_one_row" CHECK ("id" = 1),
  ADD CONSTRAINT "transition_window_in_order" CHECK ("last_day" >= "opens_on");

-- R-22: nobody rewrites the log, whatever rights were granted; the owner would have to drop this first.
CREATE FUNCTION "legacy"."refuse_rewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the transition log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "transition_log_append_only" BEFORE UPDATE OR DELETE ON "legacy"."transition_log"
  FOR EACH ROW EXECUTE FUNCTION "legacy"."refuse_rewriting"();
CREATE TRIGGER "transition_log_no_truncate" BEFORE TRUNCATE ON "legacy"."transition_log"
  FOR EACH STATEMENT EXECUTE FUNCTION "legacy"."refuse_rewriting"();
