-- R-51: how far the migration is, by day. What changes a body's facts appends news in its own transaction; a folder in
-- the worker works the body out again and moves the figures, and whoever reads adds what was not folded yet.

-- CreateTable
CREATE TABLE "agreements"."migration_news" (
    "id" BIGSERIAL NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "day" DATE,
    "direct" INTEGER NOT NULL DEFAULT 0,
    "massivo" INTEGER NOT NULL DEFAULT 0,
    "subjects" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "migration_news_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreements"."migration_body" (
    "ipa_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "body_type" "agreements"."public_body_type" NOT NULL,
    "former" BOOLEAN NOT NULL,
    "recorded_on" DATE NOT NULL,
    "spans" JSONB NOT NULL,

    CONSTRAINT "migration_body_pkey" PRIMARY KEY ("ipa_code")
);

-- CreateTable
CREATE TABLE "agreements"."migration_body_day" (
    "ipa_code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "direct" INTEGER NOT NULL,
    "massivo" INTEGER NOT NULL,
    "subjects" INTEGER NOT NULL,

    CONSTRAINT "migration_body_day_pkey" PRIMARY KEY ("ipa_code","day")
);

-- CreateTable
CREATE TABLE "agreements"."migration_unmigrated" (
    "month" DATE NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "body_type" "agreements"."public_body_type" NOT NULL,
    "subjects" INTEGER NOT NULL,

    CONSTRAINT "migration_unmigrated_pkey" PRIMARY KEY ("ipa_code","month")
);

-- CreateTable
CREATE TABLE "agreements"."migration_awaited_end" (
    "agreement_id" UUID NOT NULL,
    "from_day" DATE NOT NULL,
    "until_day" DATE,
    "ends_on" DATE NOT NULL,
    "ipa_code" TEXT NOT NULL,
    "office_code" TEXT NOT NULL,
    "body_type" "agreements"."public_body_type" NOT NULL,

    CONSTRAINT "migration_awaited_end_pkey" PRIMARY KEY ("agreement_id","from_day")
);

-- CreateEnum
CREATE TYPE "agreements"."migration_figure_span" AS ENUM ('DAY', 'MONTH', 'YEAR');

-- CreateTable
CREATE TABLE "agreements"."migration_figure" (
    "office_code" TEXT NOT NULL,
    "body_type" "agreements"."public_body_type" NOT NULL,
    "span" "agreements"."migration_figure_span" NOT NULL,
    "starts_on" DATE NOT NULL,
    "not_started" INTEGER NOT NULL,
    "drafted" INTEGER NOT NULL,
    "signed" INTEGER NOT NULL,
    "registered" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,
    "first_direct_request" INTEGER NOT NULL,
    "massivo_free" INTEGER NOT NULL,
    "new_bodies" INTEGER NOT NULL,
    "volume" BIGINT NOT NULL,
    "migrated_volume" BIGINT NOT NULL,

    CONSTRAINT "migration_figure_pkey" PRIMARY KEY ("office_code","body_type","span","starts_on")
);

-- CreateIndex
CREATE INDEX "migration_news_ipa_code_idx" ON "agreements"."migration_news"("ipa_code");

-- CreateIndex
CREATE INDEX "migration_body_office_code_ipa_code_idx" ON "agreements"."migration_body"("office_code", "ipa_code");

-- CreateIndex
CREATE INDEX "migration_unmigrated_month_office_code_subjects_ipa_code_idx" ON "agreements"."migration_unmigrated"("month", "office_code", "subjects" DESC, "ipa_code");

-- CreateIndex
CREATE INDEX "migration_awaited_end_ends_on_idx" ON "agreements"."migration_awaited_end"("ends_on");

-- CreateIndex
CREATE INDEX "migration_awaited_end_ipa_code_idx" ON "agreements"."migration_awaited_end"("ipa_code");

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- Rows come and go: they are cleaned up after so many, however large the table once was.
ALTER TABLE "agreements"."migration_news" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);

/*
 * Triggers, because only the changing transaction itself can say it for everybody who changes something: a notification
 * can be lost, and a high-water mark passes over what commits late. Each appends a row of its own and reads none, so no
 * writer waits for another.
 */

-- What tells how far a body has come, other than its requests.
CREATE FUNCTION "agreements"."note_body_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO agreements.migration_news (ipa_code) VALUES (OLD.ipa_code);
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.ipa_code <> OLD.ipa_code) THEN
    INSERT INTO agreements.migration_news (ipa_code) VALUES (NEW.ipa_code);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "agreements"."note_agreement_step"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO agreements.migration_news (ipa_code)
  SELECT ipa_code FROM agreements.direct_agreement WHERE id IN (OLD.agreement_id, NEW.agreement_id);
  RETURN NULL;
END $$;

-- R-12: a month of the register counts from its first day, as if it had been asked for then.
CREATE FUNCTION "agreements"."note_former_volume"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO agreements.migration_news (ipa_code, day, subjects) VALUES (OLD.ipa_code, OLD.month, -OLD.subjects);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO agreements.migration_news (ipa_code, day, subjects) VALUES (NEW.ipa_code, NEW.month, NEW.subjects);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "note_body_changed" AFTER INSERT OR UPDATE OR DELETE ON "agreements"."public_body"
  FOR EACH ROW EXECUTE FUNCTION "agreements"."note_body_changed"();
CREATE TRIGGER "note_body_changed" AFTER INSERT OR UPDATE OR DELETE ON "agreements"."former_massivo_body"
  FOR EACH ROW EXECUTE FUNCTION "agreements"."note_body_changed"();
CREATE TRIGGER "note_body_changed" AFTER INSERT OR UPDATE OR DELETE ON "agreements"."direct_agreement"
  FOR EACH ROW EXECUTE FUNCTION "agreements"."note_body_changed"();
CREATE TRIGGER "note_agreement_step" AFTER INSERT OR UPDATE OR DELETE ON "agreements"."direct_agreement_status_change"
  FOR EACH ROW EXECUTE FUNCTION "agreements"."note_agreement_step"();
CREATE TRIGGER "note_former_volume" AFTER INSERT OR UPDATE OR DELETE ON "agreements"."former_massivo_volume"
  FOR EACH ROW EXECUTE FUNCTION "agreements"."note_former_volume"();

-- What an accepted request adds; what lies at an office's counter is no part of the migration (R-03).
CREATE FUNCTION "agreements"."note_request"(request "certificates"."certificate_request", times INTEGER) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO agreements.migration_news (ipa_code, day, direct, massivo, subjects)
  SELECT request.ipa_code, (request.submitted_at AT TIME ZONE 'Europe/Rome')::date,
         CASE request.channel WHEN 'DIRECT_AGREEMENT' THEN times ELSE 0 END,
         CASE request.channel WHEN 'MASSIVO' THEN times ELSE 0 END, times * request.accepted
  WHERE request.state = 'ACCEPTED' AND request.channel <> 'OFFICE_COUNTER'
$$;

CREATE FUNCTION "agreements"."note_request_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'ACCEPTED' THEN
    PERFORM agreements.note_request(OLD, -1);
  END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM agreements.note_request(NEW, 1);
  END IF;
  RETURN NULL;
END $$;

-- Many at once are put together by body and day: as many come with demonstrations and imports.
CREATE FUNCTION "agreements"."note_requests_added"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO agreements.migration_news (ipa_code, day, direct, massivo, subjects)
  SELECT ipa_code, (submitted_at AT TIME ZONE 'Europe/Rome')::date,
         count(*) FILTER (WHERE channel = 'DIRECT_AGREEMENT'), count(*) FILTER (WHERE channel = 'MASSIVO'), sum(accepted)
  FROM added WHERE state = 'ACCEPTED' AND channel <> 'OFFICE_COUNTER'
  GROUP BY 1, 2;
  RETURN NULL;
END $$;

CREATE TRIGGER "note_requests_added" AFTER INSERT ON "certificates"."certificate_request"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "agreements"."note_requests_added"();
CREATE TRIGGER "note_request_changed" AFTER UPDATE ON "certificates"."certificate_request" FOR EACH ROW
  WHEN ((OLD.state, OLD.ipa_code, OLD.channel, OLD.submitted_at, OLD.accepted)
        IS DISTINCT FROM (NEW.state, NEW.ipa_code, NEW.channel, NEW.submitted_at, NEW.accepted)
        AND (OLD.state = 'ACCEPTED' OR NEW.state = 'ACCEPTED'))
  EXECUTE FUNCTION "agreements"."note_request_changed"();
CREATE TRIGGER "note_request_removed" AFTER DELETE ON "certificates"."certificate_request" FOR EACH ROW
  WHEN (OLD.state = 'ACCEPTED') EXECUTE FUNCTION "agreements"."note_request_changed"();

/*
 * Counts everything anew: for a database with history from before the counting, and when a rule of counting has changed.
 * Days are counted here, bodies are worked out by the worker; answers are right at once. Writers wait meanwhile.
 */
CREATE FUNCTION "agreements"."recount_migration"() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(x'4d505247'::int); -- nobody folds; first, because a folder takes its locks in this order
  LOCK TABLE agreements.migration_news IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM agreements.migration_news;
  DELETE FROM agreements.migration_body;
  DELETE FROM agreements.migration_body_day;
  DELETE FROM agreements.migration_unmigrated;
  DELETE FROM agreements.migration_awaited_end;
  DELETE FROM agreements.migration_figure;

  INSERT INTO agreements.migration_body_day (ipa_code, day, direct, massivo, subjects)
  SELECT ipa_code, day, sum(direct), sum(massivo), sum(subjects)
  FROM (
    SELECT ipa_code, (submitted_at AT TIME ZONE 'Europe/Rome')::date AS day,
           (channel = 'DIRECT_AGREEMENT')::int AS direct, (channel = 'MASSIVO')::int AS massivo, accepted AS subjects
    FROM certificates.certificate_request WHERE state = 'ACCEPTED' AND channel <> 'OFFICE_COUNTER'
    UNION ALL
    SELECT ipa_code, month, 0, 0, subjects FROM agreements.former_massivo_volume
  ) counted
  GROUP BY 1, 2;
  INSERT INTO agreements.migration_news (ipa_code) SELECT ipa_code FROM agreements.public_body;
END $$;

SELECT "agreements"."recount_migration"();

-- R-51, R-53: whatever was in flight at an instant, however much has come and gone since.
CREATE INDEX "massivo_batch_in_flight" ON "legacy"."massivo_batch" USING gist (
  tstzrange("created_at", CASE WHEN "completed_at" > "created_at" THEN "completed_at"
                               WHEN "completed_at" IS NOT NULL THEN "created_at" END));
CREATE INDEX "massivo_submission_waiting" ON "legacy"."massivo_submission" USING gist (
  tstzrange("created_at", CASE WHEN "planned_at" > "created_at" THEN "planned_at"
                               WHEN "planned_at" IS NOT NULL THEN "created_at" END));
