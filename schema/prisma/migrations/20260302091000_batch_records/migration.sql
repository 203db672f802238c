-- CreateEnum
CREATE TYPE "legacy"."massivo_batch_event_kind" AS ENUM ('PLANNED', 'CUT', 'SENT', 'ACKNOWLEDGED', 'COMPLETED', 'REFUSED', 'FAILED', 'TROUBLE', 'RETRIED', 'RECOLLECTED', 'ABANDONED', 'LATE_OUTCOME');

-- CreateEnum
CREATE TYPE "legacy"."quarantine_resolution" AS ENUM ('TAKEN_IN', 'GIVEN_UP', 'KEPT_APART');

-- CreateTable
CREATE TABLE "legacy"."massivo_batch_event" (
    "id" BIGSERIAL NOT NULL,
    "batch_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" "legacy"."massivo_batch_event_kind" NOT NULL,
    "state" "legacy"."massivo_batch_state" NOT NULL,
    "attempt" INTEGER NOT NULL,
    "file_name" TEXT NOT NULL,
    "trouble" TEXT,
    "by" TEXT,
    "reason" TEXT,

    CONSTRAINT "massivo_batch_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legacy"."massivo_quarantine" (
    "id" BIGSERIAL NOT NULL,
    "batch_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "trouble" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolution" "legacy"."quarantine_resolution",

    CONSTRAINT "massivo_quarantine_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "massivo_batch_event_batch_id_id_idx" ON "legacy"."massivo_batch_event"("batch_id", "id");

-- CreateIndex
CREATE INDEX "massivo_quarantine_batch_id_id_idx" ON "legacy"."massivo_quarantine"("batch_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "massivo_batch_ipa_code_office_code_file_request_id_key" ON "legacy"."massivo_batch"("ipa_code", "office_code", "file_request_id");

-- CreateIndex
CREATE INDEX "massivo_batch_office_code_sent_at_idx" ON "legacy"."massivo_batch"("office_code", "sent_at");

-- AddForeignKey
ALTER TABLE "legacy"."massivo_batch_event" ADD CONSTRAINT "massivo_batch_event_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "legacy"."massivo_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legacy"."massivo_quarantine" ADD CONSTRAINT "massivo_quarantine_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "legacy"."massivo_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- One entry for one trouble of a batch, as long as it lasts.
CREATE UNIQUE INDEX "massivo_quarantine_open" ON "legacy"."massivo_quarantine" ("batch_id", "trouble")
  WHERE "resolved_at" IS NULL;
ALTER TABLE "legacy"."massivo_quarantine"
  ADD CONSTRAINT "massivo_quarantine_resolved" CHECK (("resolved_at" IS NULL) = ("resolution" IS NULL));

-- R-34: nobody rewrites what happened to a batch and who did it.
CREATE FUNCTION "legacy"."refuse_rewriting_events"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of batches is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "massivo_batch_event_append_only" BEFORE UPDATE OR DELETE ON "legacy"."massivo_batch_event"
  FOR EACH ROW EXECUTE FUNCTION "legacy"."refuse_rewriting_events"();
CREATE TRIGGER "massivo_batch_event_no_truncate" BEFORE TRUNCATE ON "legacy"."massivo_batch_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "legacy"."refuse_rewriting_events"();
