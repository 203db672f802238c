-- R-51: figures of the migration out of deltas that are appended in the writing transactions and folded behind them.

-- AlterTable
ALTER TABLE "certificates"."certificate_request" ADD COLUMN     "refusals" JSONB;

-- CreateTable
CREATE TABLE "certificates"."progress_delta" (
    "id" BIGSERIAL NOT NULL,
    "request_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "subjects" INTEGER NOT NULL DEFAULT 0,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "rejections" JSONB,

    CONSTRAINT "progress_delta_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificates"."progress_volume" (
    "office_code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "body_type" TEXT NOT NULL,
    "channel" "certificates"."channel" NOT NULL,
    "requests" INTEGER NOT NULL,
    "subjects" BIGINT NOT NULL,

    CONSTRAINT "progress_volume_pkey" PRIMARY KEY ("office_code","day","body_type","channel")
);

-- CreateTable
CREATE TABLE "certificates"."progress_turnaround" (
    "office_code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "body_type" TEXT NOT NULL,
    "channel" "certificates"."channel" NOT NULL,
    "minutes" INTEGER NOT NULL,
    "items" BIGINT NOT NULL,

    CONSTRAINT "progress_turnaround_pkey" PRIMARY KEY ("office_code","day","body_type","channel","minutes")
);

-- CreateTable
CREATE TABLE "certificates"."progress_rejection" (
    "office_code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "body_type" TEXT NOT NULL,
    "channel" "certificates"."channel" NOT NULL,
    "code" TEXT NOT NULL,
    "items" BIGINT NOT NULL,

    CONSTRAINT "progress_rejection_pkey" PRIMARY KEY ("office_code","day","body_type","channel","code")
);

-- CreateTable
CREATE TABLE "certificates"."progress_checkpoint" (
    "office_code" TEXT NOT NULL,
    "through" DATE NOT NULL,
    "body_type" TEXT NOT NULL,
    "channel" "certificates"."channel" NOT NULL,
    "turnaround" BYTEA NOT NULL,
    "rejections" JSONB NOT NULL,

    CONSTRAINT "progress_checkpoint_pkey" PRIMARY KEY ("office_code","through","body_type","channel")
);

-- CreateIndex
CREATE INDEX "progress_rejection_day_idx" ON "certificates"."progress_rejection"("day");

-- What Prisma's schema language cannot say -------------------------------------------------------------------------

-- All offices from a day on, out of the index alone.
CREATE INDEX "progress_turnaround_on" ON "certificates"."progress_turnaround" ("day", "body_type", "channel", "minutes", "items");

-- Rows come and go: they are cleaned up after so many, however large the table once was.
ALTER TABLE "certificates"."progress_delta" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);

-- What is being decided right now, as the intake will write it from now on.
UPDATE "certificates"."certificate_request" request SET "refusals" = counted.refusals
FROM (SELECT request_id, jsonb_object_agg(code, items) AS refusals
      FROM (SELECT item.request_id, item.rejection_code AS code, count(*) AS items
            FROM "certificates"."certificate_request" staged
            JOIN "certificates"."certificate_item" item ON item.request_id = staged.id
            WHERE staged.state = 'STAGED' AND item.rejection_code IS NOT NULL GROUP BY 1, 2) by_code
      GROUP BY request_id) counted
WHERE counted.request_id = request.id;

/*
 * Counts all figures again from requests and ends, and forgets the deltas: for a database with history from before the
 * counting, and for whoever let processes of an older version write after it had begun. Writers wait meanwhile.
 */
CREATE FUNCTION "certificates"."recount_progress"() RETURNS void LANGUAGE plpgsql
SET work_mem = '64MB' AS $$
BEGIN
  LOCK TABLE certificates.progress_delta IN SHARE ROW EXCLUSIVE MODE;
  PERFORM pg_advisory_xact_lock(hashtextextended('certificates.progress', 0)); -- nobody folds
  DELETE FROM certificates.progress_delta;
  DELETE FROM certificates.progress_volume;
  DELETE FROM certificates.progress_turnaround;
  DELETE FROM certificates.progress_rejection;
  DELETE FROM certificates.progress_checkpoint;

  INSERT INTO certificates.progress_volume (office_code, day, body_type, channel, requests, subjects)
  SELECT coalesce(request.office_code, ''), (request.submitted_at AT TIME ZONE 'Europe/Rome')::date AS day,
         coalesce(body.type::text, 'UNKNOWN') AS body_type, request.channel, count(*), sum(request.accepted)
  FROM certificates.certificate_request request LEFT JOIN agreements.public_body body USING (ipa_code)
  WHERE request.state = 'ACCEPTED'
  GROUP BY GROUPING SETS ((2, 3, request.channel, request.office_code), (2, 3, request.channel));

  INSERT INTO certificates.progress_turnaround (office_code, day, body_type, channel, minutes, items)
  SELECT request.office_code, (answer.at AT TIME ZONE 'Europe/Rome')::date, coalesce(body.type::text, 'UNKNOWN'),
         request.channel, greatest(0, floor(extract(epoch FROM answer.at - request.submitted_at) / 60))::int,
         sum(answer.items)
  FROM (SELECT request_id, at, count(*) AS items FROM certificates.item_end ended
        WHERE ended.status = 'ISSUED' OR (ended.status = 'REJECTED' AND NOT EXISTS (
          SELECT FROM certificates.certificate_item item
          WHERE item.request_id = ended.request_id AND item.line = ended.line AND item.rejection_code IS NOT NULL))
        GROUP BY request_id, at) answer
  JOIN certificates.certificate_request request ON request.id = answer.request_id AND request.state = 'ACCEPTED'
  LEFT JOIN agreements.public_body body USING (ipa_code)
  GROUP BY 1, 2, 3, 4, 5;

  INSERT INTO certificates.progress_rejection (office_code, day, body_type, channel, code, items)
  SELECT request.office_code,
         (CASE WHEN item.rejection_code IS NULL THEN ended.at ELSE request.submitted_at END
            AT TIME ZONE 'Europe/Rome')::date,
         coalesce(body.type::text, 'UNKNOWN'), request.channel, ended.code, count(*)
  FROM certificates.item_end ended
  JOIN certificates.certificate_item item ON item.request_id = ended.request_id AND item.line = ended.line
  JOIN certificates.certificate_request request ON request.id = ended.request_id AND request.state = 'ACCEPTED'
  LEFT JOIN agreements.public_body body USING (ipa_code)
  WHERE ended.status = 'REJECTED' AND ended.code IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5;
END $$;

SELECT "certificates"."recount_progress"();
